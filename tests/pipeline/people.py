"""A few people as rows of the tests' sources, and the mapping that reads them."""

from __future__ import annotations

from datetime import date

TODAY = date(2026, 11, 1)
MAPPING = {
    "key": ["id"],
    "kind": {"column": "kind", "lookup": {"p": "person", "o": "organisation"}},
    "entries": [
        {"column": "given", "attribute": "name", "part": "given"},
        {"column": "family", "attribute": "name", "part": "family"},
        {"column": "company", "attribute": "organisation_name"},
        {"column": "born", "attribute": "birth_date"},
        {"column": "email", "attribute": "email"},
        {"column": "phone", "attribute": "phone"},
        {"column": "street", "attribute": "address", "part": "street"},
        {"column": "house", "attribute": "address", "part": "house"},
        {"column": "postcode", "attribute": "address", "part": "postcode"},
        {"column": "city", "attribute": "address", "part": "city"},
    ],
}

ROBERT = {
    "id": "1", "kind": "p", "given": "Robert", "family": "Miller", "company": "", "born": "1980-02-03",
    "email": "robert.miller@example.org", "phone": "650-253-0000", "street": "Main Street", "house": "12",
    "postcode": "94043", "city": "Mountain View",
}  # fmt: skip
BOB = {**ROBERT, "id": "2", "given": "Bob"}
MAYBE = {**ROBERT, "id": "3", "given": "R", "email": "", "phone": "", "born": ""}
STRANGER = {
    **ROBERT, "id": "4", "given": "Alice", "family": "Wonder", "born": "1999-09-09", "email": "alice@wonder.example",
    "phone": "650-253-0777", "street": "Oak Avenue", "house": "3", "postcode": "10001", "city": "New York",
}  # fmt: skip
