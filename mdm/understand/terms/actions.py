"""The only writer of what facts may name."""

from __future__ import annotations

from mdm.understand.terms.defaults import CHANNELS, PURPOSES, RELATIONSHIP_TYPES
from mdm.understand.terms.models import Channel, Purpose, RelationshipType

Term = Channel | Purpose | RelationshipType


def bring_in() -> int:
    """Add the shipped terms that are missing; how many. One that was changed stays as it is."""
    shipped: list[Term] = [
        *(Channel(code=code, label=label, is_contact=is_contact) for code, label, is_contact in CHANNELS),
        *(Purpose(code=code, label=label, needs_consent=needs) for code, label, needs in PURPOSES),
        *(RelationshipType(code=code, label=label, inverse=inverse) for code, label, inverse in RELATIONSHIP_TYPES),
    ]
    missing = [one for one in shipped if not type(one).objects.filter(code=one.code).exists()]
    for one in missing:
        one.save(force_insert=True)
    return len(missing)


def declare(term: Term) -> None:
    """Add the term, or bring it up to date."""
    term.save()
