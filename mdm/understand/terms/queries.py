"""Reading what facts may name."""

from __future__ import annotations

from mdm.editions.queries import Memory
from mdm.understand.facts import ChannelTerm, PurposeTerm, Terms, TypeTerm
from mdm.understand.terms.models import Channel, Purpose, RelationshipType

_present: Memory[Terms] = Memory()


def terms() -> Terms:
    """The declared terms as they stand."""
    return _present.get("terms", _stored) or Terms()


def _stored() -> Terms:
    return Terms(
        channels={one.code: ChannelTerm(one.label, one.is_contact, one.is_active) for one in Channel.objects.all()},
        purposes={one.code: PurposeTerm(one.label, one.needs_consent, one.is_active) for one in Purpose.objects.all()},
        types={one.code: TypeTerm(one.label, one.inverse, one.is_active) for one in RelationshipType.objects.all()},
    )
