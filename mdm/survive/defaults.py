"""The survivorship policy that a new installation starts with."""

from __future__ import annotations

from typing import Any

from mdm.records import Catalogue
from mdm.survive.policy import Policy

_BY_TRUST = ["quality", "source_priority", "most_recent", "most_frequent", "most_complete"]
_BY_AGREEMENT = ["quality", "most_frequent", "source_priority", "most_recent"]
_BY_DATE = ["quality", "most_recent", "source_priority", "most_frequent"]

DEFAULT_POLICY: dict[str, Any] = {
    "version": 1,
    "label": "Quality first, then trust in the source, then the newest",
    "sources": [],
    "refuse": ["placeholder", "overlong"],
    "name_from": {
        "person": ["name", "organisation_name", "email", "phone", "customer_number"],
        "organisation": ["organisation_name", "name", "website", "email", "customer_number"],
    },
    "rules": [
        {
            "attributes": ["name"],
            "order": ["quality", "most_complete", "source_priority", "most_recent", "most_frequent", "longest"],
        },
        {
            "attributes": ["organisation_name"],
            "order": ["quality", "source_priority", "most_frequent", "most_recent", "longest"],
        },
        {"attributes": ["former_name"], "take": "union", "limit": 5, "order": _BY_DATE},
        {"attributes": ["birth_date", "gender"], "order": ["quality", "most_complete", *_BY_AGREEMENT[1:]]},
        {
            "attributes": ["email", "phone"],
            "take": "union",
            "limit": 5,
            "valid_only": True,
            "order": ["quality", "most_frequent", "most_recent", "source_priority"],
        },
        {
            "attributes": ["address"],
            "take": "union",
            "limit": 5,
            "valid_only": True,
            "absorb": True,
            "order": ["quality", "most_recent", "most_frequent", "source_priority", "most_complete"],
        },
        {"attributes": ["website"], "take": "union", "limit": 3, "valid_only": True, "order": _BY_AGREEMENT},
        {"attributes": ["tax_id", "national_id", "vat_id", "register_number"], "order": _BY_AGREEMENT},
        {
            "attributes": ["passport", "loyalty_card", "customer_number"],
            "take": "union",
            "limit": 5,
            "valid_only": True,
            "order": _BY_DATE,
        },
        {"attributes": ["employer", "occupation"], "take": "together", "order": _BY_DATE},
        {"attributes": ["industry", "employee_count", "segment", "status", "language"], "order": _BY_DATE},
        {"attributes": ["*"], "order": _BY_TRUST},
    ],
}


def default_policy(catalogue: Catalogue | None = None) -> Policy:
    """The shipped policy, checked against the catalogue if one is given."""
    return Policy.from_json(DEFAULT_POLICY, catalogue)
