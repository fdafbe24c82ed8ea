"""Which answers a question of any kind takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from mdm.errors import InvalidInputError
from mdm.steward.review import answers as on_identity
from mdm.steward.review.answers import ON_IDENTITY, PARTIAL, Answer

ACCEPTED = "accepted"

_PROPOSED = (
    Answer(ACCEPTED, "Accept", "a", "It is done, and the system that proposed it is told."),
    Answer("rejected", "Reject", "r", "Things stay as they are; the system reads your reason.", needs_reason=True),
)
_BY_KIND: Mapping[str, Sequence[Answer]] = MappingProxyType(
    {
        "quality": (Answer(ACCEPTED, "Right as it is", "a", "It is not asked again until the record changes."),),
        "identifier_limit": (
            Answer(ACCEPTED, "Right as it is", "a", "The customer may have them all.", needs_reason=True),
        ),
        "correction": _PROPOSED,
        "duplicate": _PROPOSED,
        "privacy": (
            Answer("fulfilled", "Fulfilled", "f", "Everything asked for was done.", needs_reason=True),
            Answer("partly_fulfilled", "Partly fulfilled", "p", "A part had to be refused.", needs_reason=True),
            Answer("refused", "Refused", "r", "The law or a contract forbids it.", needs_reason=True),
            Answer("withdrawn", "Withdrawn", "w", "The customer does not ask any more.", needs_reason=True),
        ),
        "second_review": tuple(one for one in on_identity.answers("possible_match") if one.code != PARTIAL),
    }
)
# Whoever made a proposal or a request was told the answer, so these are not asked again.
REOPENED = ON_IDENTITY | {"quality", "identifier_limit", "privacy"}


def answers_of(kind: str) -> Sequence[Answer]:
    """The answers; none for a kind that is answered on a page of its own, like a change request."""
    return _BY_KIND.get(kind) or on_identity.answers(kind)


def check(kind: str, code: str, reason: str) -> None:
    """Raises InvalidInputError for an answer that the kind does not take, or that lacks its reason."""
    found = {one.code: one for one in answers_of(kind)}
    if code not in found:
        labels = ", ".join(one.label for one in found.values())
        remedy = f"It takes: {labels}." if labels else "Open what it is about; it is answered there."
        raise InvalidInputError("This item does not take that answer.", remedy=remedy)
    if found[code].needs_reason and not reason:
        raise InvalidInputError("This answer needs a reason.", remedy="Say why; it is kept with the answer.")
