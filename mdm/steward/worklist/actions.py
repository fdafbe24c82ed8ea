"""Opening and closing review items."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from mdm.errors import ConflictError, NotAllowedError, NotFoundError
from mdm.steward.worklist.models import ReviewItem
from mdm.steward.worklist.queries import Asked, asked, desk_rules, happened, stakes
from mdm.steward.worklist.ranking import Stake, rank
from mdm.steward.worklist.rules import DeskRules

# Who looks longer was called away.
_LONGEST_LOOK = 3600.0


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is to decide. Two questions with one signature are the same question.

    Without `due_at` the rules of the desk say when it is due, by its priority. `subject` names what it is about where
    that has a page of its own, as model:id. `barred` is who may not answer.
    """

    signature: str
    kind: str
    records: tuple[int, ...]
    sentence: str
    priority: int
    probability: float | None = None
    due_at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""
    customer: UUID | None = None
    value: float | None = None
    barred: int | None = None


def open_items(questions: Collection[Question]) -> int:
    """Put these questions on the work list, ranked; what is asked already is not asked twice. Returns how many."""
    if not questions:
        return 0
    now, rules = timezone.now(), desk_rules()
    found = stakes([one.records for one in questions], rules)
    rows = [_item(question, stake, rules, now) for question, stake in zip(questions, found, strict=True)]
    ReviewItem.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def open_item(question: Question) -> ReviewItem:
    """Put one question on the work list; the open item that asks the same is found again."""
    open_items([question])
    return ReviewItem.objects.get(signature=question.signature, state=ReviewItem.State.OPEN)


def _item(question: Question, stake: Stake, rules: DeskRules, now: datetime) -> ReviewItem:
    due_at = question.due_at or now + timedelta(days=rules.due_days(question.priority))
    return ReviewItem(
        signature=question.signature,
        kind=question.kind,
        records=sorted(question.records),
        sources=list(stake.sources),
        customer=question.customer,
        subject=question.subject,
        sentence=question.sentence,
        probability=question.probability,
        priority=question.priority,
        value=stake.value if question.value is None else question.value,
        stake=stake.points,
        rank=rank(due_at, points=stake.points, probability=question.probability),
        facts=dict(question.facts),
        opened_at=now,
        due_at=due_at,
        barred_id=question.barred,
    )


def settle(
    records: Sequence[int],
    questions: Sequence[Question],
    kinds: Collection[str],
    found: Collection[Asked] | None = None,
) -> tuple[int, int]:
    """Make the open items of these kinds about these records exactly the given questions; (opened, made obsolete).

    An item is about the two records at its ends, not about everybody who belongs to their customers. What a person
    reopened stays. `found` is what is asked about them already, of any kind, where the caller has read it.
    """
    about, kinds = set(records), {str(kind) for kind in kinds}
    found = asked(records, kinds) if found is None else [one for one in found if one.kind in kinds]
    standing = {one.signature: one for one in found if one.left in about or one.right in about}
    wanted = {question.signature: question for question in questions}
    obsolete = [one.pk for signature, one in standing.items() if signature not in wanted and not one.is_kept]
    if obsolete:
        _make_obsolete(obsolete)
    opened = open_items([question for signature, question in wanted.items() if signature not in standing])
    return opened, len(obsolete)


def settle_kind(kind: str, questions: Sequence[Question]) -> tuple[int, int]:
    """Make the open items of a kind the given questions, but for those already answered; (opened, closed)."""
    of_kind = ReviewItem.objects.filter(kind=kind)
    wanted = {question.signature: question for question in questions}
    standing = of_kind.filter(state=ReviewItem.State.OPEN, is_kept=False)
    closed = _make_obsolete(list(standing.exclude(signature__in=list(wanted)).values_list("pk", flat=True)))
    known = of_kind.filter(signature__in=list(wanted)).exclude(state=ReviewItem.State.OBSOLETE)
    fresh = wanted.keys() - set(known.values_list("signature", flat=True))
    return open_items([wanted[one] for one in sorted(fresh)]), closed


def _make_obsolete(items: Collection[int]) -> int:
    rows = ReviewItem.objects.filter(pk__in=items, state=ReviewItem.State.OPEN)
    return rows.update(state=ReviewItem.State.OBSOLETE, closed_at=timezone.now())


def close_item(
    item_id: int, *, outcome: str, closed_by_id: int | None, version: int | None = None, may_overrule: bool = False
) -> ReviewItem:
    """Close an open item with an answer.

    Raises ConflictError where somebody was faster, changed it since that version, or has claimed it (unless
    `may_overrule`), NotAllowedError for who is barred from it, NotFoundError when it never was.
    """
    item = ReviewItem.objects.select_for_update(no_key=True).filter(pk=item_id).first()
    if item is None:
        raise NotFoundError(f"There is no review item {item_id}.", remedy="Open the work list again.")
    _check_open(item, version)
    if closed_by_id is not None:
        _check_may_answer(item, closed_by_id, may_overrule=may_overrule)
    now = timezone.now()
    item.state, item.outcome, item.closed_by_id, item.closed_at = ReviewItem.State.DECIDED, outcome, closed_by_id, now
    item.seconds = _seconds(item, closed_by_id, now)
    item.version += 1
    item.save(update_fields=["state", "outcome", "closed_by", "closed_at", "seconds", "version"])
    return item


def close_signature(signature: str, *, outcome: str, closed_by_id: int | None) -> None:
    """Close the open item that asks this, if there is one: what it was about is settled elsewhere."""
    open_ones = ReviewItem.objects.filter(signature=signature, state=ReviewItem.State.OPEN)
    for pk in open_ones.values_list("pk", flat=True):
        close_item(pk, outcome=outcome, closed_by_id=closed_by_id, may_overrule=True)


def _check_open(item: ReviewItem, version: int | None) -> None:
    if item.state != ReviewItem.State.OPEN:
        raise ConflictError(
            f"Review item {item.pk} is no longer open: {happened(item)}.", remedy="Nothing was changed."
        )
    if version is not None and version != item.version:
        raise ConflictError(
            f"Review item {item.pk} changed while you looked: {happened(item)}.", remedy="Look at it again."
        )


def _check_may_answer(item: ReviewItem, person: int, *, may_overrule: bool) -> None:
    if item.barred_id == person:
        raise NotAllowedError(
            "You gave the first answer yourself, so the second review is somebody else's.", remedy="Take the next item."
        )
    if item.assignee_id not in (None, person) and not may_overrule:
        raise ConflictError(
            f"Review item {item.pk} is {item.assignee}'s: {happened(item)}.",
            remedy="Ask them to release it, or a senior steward to assign it to you.",
        )


def _seconds(item: ReviewItem, person: int | None, now: datetime) -> float | None:
    if person is None or item.leased_by_id != person or item.leased_at is None:
        return None
    looked = (now - item.leased_at).total_seconds()
    return looked if looked <= _LONGEST_LOOK else None
