"""Opening and closing review items."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from mdm.errors import ConflictError
from mdm.steward.worklist.models import ReviewItem
from mdm.steward.worklist.queries import asked


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is to decide. Two questions with one signature are the same question."""

    signature: str
    kind: str
    records: tuple[int, ...]
    sentence: str
    probability: float | None
    priority: int
    due_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)


def settle(records: Sequence[int], questions: Sequence[Question], kinds: Collection[str]) -> tuple[int, int]:
    """Make the open items of these kinds about these records exactly the given questions; (opened, made obsolete).

    An item is about the two records at its ends, not about everybody who belongs to their customers.
    """
    about = set(records)
    standing = {one.signature: one.pk for one in asked(records, kinds) if one.left in about or one.right in about}
    wanted = {question.signature: question for question in questions}
    obsolete = [pk for signature, pk in standing.items() if signature not in wanted]
    if obsolete:
        ReviewItem.objects.filter(pk__in=obsolete).update(state=ReviewItem.State.OBSOLETE, closed_at=timezone.now())
    opened = [_item(question) for signature, question in wanted.items() if signature not in standing]
    if opened:
        ReviewItem.objects.bulk_create(opened, ignore_conflicts=True)
    return len(opened), len(obsolete)


def settle_quality(questions: Sequence[Question]) -> tuple[int, int]:
    """Make the open items about quality the given questions, but for those already answered; (opened, closed)."""
    of_kind = ReviewItem.objects.filter(kind=ReviewItem.Kind.QUALITY)
    wanted = {question.signature: question for question in questions}
    standing = of_kind.filter(state=ReviewItem.State.OPEN)
    moot = standing.exclude(signature__in=list(wanted))
    closed = moot.update(state=ReviewItem.State.OBSOLETE, closed_at=timezone.now())
    known = of_kind.filter(signature__in=list(wanted)).exclude(state=ReviewItem.State.OBSOLETE)
    fresh = wanted.keys() - set(known.values_list("signature", flat=True))
    ReviewItem.objects.bulk_create([_item(wanted[one]) for one in sorted(fresh)], ignore_conflicts=True)
    return len(fresh), closed


def _item(question: Question) -> ReviewItem:
    return ReviewItem(
        signature=question.signature,
        kind=question.kind,
        records=sorted(question.records),
        sentence=question.sentence,
        probability=question.probability,
        priority=question.priority,
        due_at=question.due_at,
        facts=dict(question.facts),
    )


def close_item(item_id: int, *, outcome: str, closed_by_id: int | None) -> None:
    """Close an open item. Raises ConflictError when somebody else was faster."""
    changed = ReviewItem.objects.filter(pk=item_id, state=ReviewItem.State.OPEN).update(
        state=ReviewItem.State.DECIDED, outcome=outcome, closed_by_id=closed_by_id, closed_at=timezone.now()
    )
    if not changed:
        raise ConflictError(
            f"Review item {item_id} is no longer open.",
            remedy="Look at it again: somebody decided it, or its data changed.",
        )
