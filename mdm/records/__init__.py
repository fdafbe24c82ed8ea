"""The frozen values that the stages hand to one another. Plain Python: no Django, no database.

SaidRecord  --cleanse-->  CleanCustomer  --comparable-->  Comparable  --match-->  Link  --resolve-->  clusters
                               |
                               +--survive-->  Golden
"""

from mdm.records.attributes import (
    PARTS,
    VALUE,
    Attribute,
    AttributeKind,
    Catalogue,
    CustomerKind,
    Sensitivity,
)
from mdm.records.comparables import (
    COMPARABLE_COLUMNS,
    SEPARATOR,
    Comparable,
)
from mdm.records.customers import (
    Candidate,
    ChangeKind,
    Golden,
    GoldenValue,
    Pin,
    PinKind,
    Verdict,
    Zone,
    new_customer_id,
)
from mdm.records.values import (
    INVALIDATING_FLAGS,
    NON_IDENTIFYING_FLAGS,
    CleanCustomer,
    CleanValue,
    SaidRecord,
    SaidValue,
    SourceContext,
)

__all__ = [
    "COMPARABLE_COLUMNS",
    "INVALIDATING_FLAGS",
    "NON_IDENTIFYING_FLAGS",
    "PARTS",
    "SEPARATOR",
    "VALUE",
    "Attribute",
    "AttributeKind",
    "Candidate",
    "Catalogue",
    "ChangeKind",
    "CleanCustomer",
    "CleanValue",
    "Comparable",
    "CustomerKind",
    "Golden",
    "GoldenValue",
    "Pin",
    "PinKind",
    "SaidRecord",
    "SaidValue",
    "Sensitivity",
    "SourceContext",
    "Verdict",
    "Zone",
    "new_customer_id",
]
