"""What matching compares: one text per column."""

from __future__ import annotations

from typing import NamedTuple

SEPARATOR = "|"

# The columns that matching reads, all text, "" = missing. Plural ones hold several values joined by SEPARATOR;
# the address columns are aligned with one another (n-th street belongs to n-th postcode), gaps stay as "".
COMPARABLE_COLUMNS = (
    "kind",
    "given",
    "middle",
    "family",
    "former",
    "suffix",
    "gender",
    "birth_date",
    "organisation",
    "legal_form",
    "employer",
    "emails",
    "phones",
    "identifiers",
    "websites",
    "streets",
    "houses",
    "units",
    "cities",
    "regions",
    "postcodes",
    "countries",
    "extras",
)


class Comparable(NamedTuple):
    """What matching compares: identifying values only, folded to ASCII lower case, one text per column.

    given, middle, family, former: tokens separated by blanks (several former names by SEPARATOR).
    birth_date: YYYY-MM-DD, or YYYY-MM or YYYY where less is known.  gender: m, f or x.
    organisation, employer: name without legal form.  legal_form: canonical abbreviation.
    identifiers: authority:value.  phones: E.164.  websites: registrable host.  extras: attribute=value.
    """

    kind: str
    given: str = ""
    middle: str = ""
    family: str = ""
    former: str = ""
    suffix: str = ""
    gender: str = ""
    birth_date: str = ""
    organisation: str = ""
    legal_form: str = ""
    employer: str = ""
    emails: str = ""
    phones: str = ""
    identifiers: str = ""
    websites: str = ""
    streets: str = ""
    houses: str = ""
    units: str = ""
    cities: str = ""
    regions: str = ""
    postcodes: str = ""
    countries: str = ""
    extras: str = ""
