"""What can be pinned of a customer: the values that its records state, or another one that a person types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mdm.errors import InvalidInputError, NotFoundError
from mdm.pipeline.stewardship.values import clean_value
from mdm.pipeline.transactions import unit_of_work
from mdm.records import CleanValue, PinKind
from mdm.steward.acts import Act, ActKind
from mdm.steward.pins import actions
from mdm.survive import queries as survive
from mdm.survive.queries import Standing


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that records of the customer state; the pin hangs on the first of them."""

    record: int
    sources: tuple[str, ...]
    value: CleanValue


def stated_values(customer: UUID, attribute: str) -> list[Stated]:
    """The distinct values that the customer's records state for the attribute, in a stable order."""
    found: dict[tuple[tuple[str, str], ...], Stated] = {}
    for one in _standing(customer).candidates:
        if one.value.attribute != attribute or not one.value.clean:
            continue
        identity = tuple(sorted(one.value.clean.items()))
        known = found.get(identity)
        sources = tuple(sorted({*(known.sources if known else ()), one.source}))
        found[identity] = Stated(known.record if known else one.record, sources, known.value if known else one.value)
    return list(found.values())


def pin_act(
    customer: UUID,
    attribute: str,
    kind: PinKind,
    *,
    choice: int | None = None,
    parts: Mapping[str, str] | None = None,
    expires_at: datetime | None = None,
    until_changed: bool = False,
) -> Act:
    """Fixing or barring the value at that place of `stated_values`, or the one that these parts tell.

    A typed value hangs on a record that states the attribute, if one does. Raises InvalidInputError.
    """
    stated, standing = stated_values(customer, attribute), _standing(customer)
    if choice is not None and 0 <= choice < len(stated):
        record, value = stated[choice].record, stated[choice].value
    elif parts:
        value = clean_value(attribute, parts, standing.kind, "")
        record = stated[0].record if stated else standing.records[0]
    else:
        raise InvalidInputError("No value is chosen.", remedy="Choose one of the values, or type another one.")
    arguments = {
        "record": record,
        "kind": str(kind),
        "value": value.as_json(),
        "expires_at": expires_at.isoformat() if expires_at else None,
        "until_changed": until_changed,
    }
    return Act(ActKind.PIN, arguments)


def _standing(customer: UUID) -> Standing:
    found = survive.standings([customer]).get(customer)
    if found is None:
        raise NotFoundError("No live customer has this id.", remedy="Look the customer up again.")
    return found


@unit_of_work
def note_ended(author: int) -> int:
    """The author has taken note of the pins of theirs that ended."""
    return actions.note_ended(author)
