"""Second reviews: drawn at random, answered without sight of the first answer, a new question where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from mdm.steward.reviewing import actions, queries
from mdm.steward.reviewing.queries import Drawn
from mdm.steward.worklist import actions as worklist
from mdm.steward.worklist.rules import AUTOMATIC, SAMPLE

if TYPE_CHECKING:
    from mdm.steward.worklist.models import ReviewItem

_PRIORITY, _DISAGREEMENT = 4, 2
# Answers that say something; who is unsure neither agrees nor differs.
_SAYING = frozenset({"match", "no_match"})


def draw(drawn: Sequence[Drawn]) -> int:
    """Put these on the list for somebody else, each once and for ever; returns how many are new."""
    return sum(_drawn(one) for one in drawn)


def signature_of(one: Drawn) -> str:
    """The same for the same pair, kind and first item."""
    return sha256(f"second|{one.kind}|{one.of or 0}|{one.left}|{one.right}".encode()).hexdigest()


def _drawn(one: Drawn) -> bool:
    signature = signature_of(one)
    if queries.is_drawn(signature):
        return False
    item = worklist.open_item(
        worklist.Question(
            signature=signature,
            kind="second_review",
            records=(one.left, one.right),
            sentence=f"Are records {one.left} and {one.right} one customer? Answer by what the records say.",
            priority=_PRIORITY,
            facts={"left": one.left, "right": one.right},
            barred=one.first_by,
        )
    )
    actions.put(item.pk, one)
    return True


def settle(item: ReviewItem, said: str) -> None:
    """Keep the second answer; nothing else changes. Where the two differ, that is asked."""
    second = actions.answer(item.pk, said)
    if said == second.first or said not in _SAYING:
        return
    left, right = item.facts["left"], item.facts["right"]
    who = "The match model" if second.kind in {AUTOMATIC, SAMPLE} else "A first steward"
    one, other = (answer.replace("_", " ") for answer in (second.first, said))
    worklist.open_item(
        worklist.Question(
            signature=sha256(f"disagreement|{item.pk}".encode()).hexdigest(),
            kind="disagreement",
            records=(left, right),
            sentence=f"{who} said “{one}” of records {left} and {right}, a second look said “{other}”. Which is it?",
            priority=_DISAGREEMENT,
            facts={"left": left, "right": right, "second_review": item.pk},
        )
    )
