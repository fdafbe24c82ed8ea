"""Which answers a question takes, how they are given, and which of them must say why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mdm.errors import InvalidInputError
from mdm.records import Verdict
from mdm.resolve.held import HeldKind

PARTIAL = "partial"
# More records than that are no question that one look answers.
MOST_GROUPED = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: what it is called, the key that gives it, what it comes to."""

    code: str
    label: str
    key: str
    meaning: str
    needs_reason: bool = False


_ON_IDENTITY = (
    Answer(Verdict.MATCH, "Match", "m", "They are one customer and are joined at once."),
    Answer(Verdict.NO_MATCH, "No match", "n", "They are not one customer, whatever a later match run finds."),
    Answer(PARTIAL, "As grouped", "p", "Those of one letter are one customer, those of different letters are not."),
    Answer(Verdict.UNSURE, "Unsure", "u", "Things stay as they are, and nobody is asked again."),
)
# Whoever overrules what a colleague has judged says why.
_ON_CONTRADICTION = tuple(
    Answer(one.code, one.label, one.key, one.meaning, needs_reason=one.code != Verdict.UNSURE) for one in _ON_IDENTITY
)


# Kinds of question that ask who is who.
ON_IDENTITY = frozenset({*HeldKind, "disagreement"})


def answers(kind: str) -> Sequence[Answer]:
    """The answers that a question of that kind takes; none where it is no question about who is who."""
    if kind not in ON_IDENTITY:
        return ()
    return _ON_CONTRADICTION if kind == HeldKind.CONTRADICTION else _ON_IDENTITY


def check(kind: str, code: str, reason: str) -> None:
    """Raises InvalidInputError for an answer that the question does not take, or that lacks its reason."""
    taken: Mapping[str, Answer] = {one.code: one for one in answers(kind)}
    if not taken:
        raise InvalidInputError(
            "This item is no question about who is who.",
            remedy="Accept the values as they are, or have the source mend them.",
        )
    if code not in taken:
        labels = ", ".join(one.label for one in taken.values())
        raise InvalidInputError("This item does not take that answer.", remedy=f"It takes: {labels}.")
    if taken[code].needs_reason and not reason:
        raise InvalidInputError("This answer needs a reason.", remedy="Say why: it overrules what people have judged.")


def parted(groups: Iterable[Iterable[int]], group: Iterable[int]) -> list[list[int]]:
    """The groups of an answer in order, without empty ones. `group` holds the records that the question is about.

    Raises InvalidInputError where a record stands twice or is no part of the question, or there is nothing to say.
    """
    found = [sorted(one) for one in groups if one]
    records = [record for one in found for record in one]
    if len(records) != len(set(records)):
        raise InvalidInputError("A record stands in two groups.", remedy="Put each record into one group.")
    if not set(records) <= set(group):
        raise InvalidInputError("A record is no part of this question.", remedy="Open the item again.")
    if not 2 <= len(records) <= MOST_GROUPED:
        raise InvalidInputError(f"Two to {MOST_GROUPED} records can be grouped.", remedy="Put records into groups.")
    return sorted(found)
