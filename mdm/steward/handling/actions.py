"""Taking, giving, deferring and escalating items, each by compare-and-set on the item's version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from mdm.errors import ConflictError, InvalidInputError, MdmError, NotAllowedError, NotFoundError
from mdm.steward.worklist.answers import REOPENED
from mdm.steward.worklist.deeds import Moved, Pick
from mdm.steward.worklist.models import ItemComment, ReviewItem
from mdm.steward.worklist.queries import happened
from mdm.steward.worklist.ranking import ESCALATED, rank

_OPEN = ReviewItem.State.OPEN


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts, whether they may act for others, and whether they are a second person for colleagues."""

    pk: int
    may_assign: bool
    may_approve: bool = False


def _move(picks: Sequence[Pick], fields: Sequence[str], act: Callable[[ReviewItem], None]) -> Moved:
    """Do it to each item that is as it was picked, in id order; each row is locked before it is looked at."""
    moved, wanted = Moved(), {one.item: one.version for one in picks}
    done = []
    rows = ReviewItem.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    found = {one.pk: one for one in rows}
    for pk in sorted(wanted):
        try:
            item = _as_picked(found.get(pk), pk, wanted[pk])
            act(item)
        except MdmError as error:
            moved.refused.append(error)
        else:
            item.version += 1
            done.append(item)
    if done:
        ReviewItem.objects.bulk_update(done, [*fields, "version"])
    moved.done = [one.pk for one in done]
    return moved


def _as_picked(item: ReviewItem | None, pk: int, version: int | None) -> ReviewItem:
    if item is None:
        raise NotFoundError(f"There is no review item {pk}.", remedy="Open the work list again.")
    if version is not None and version != item.version:
        raise ConflictError(f"Review item {pk} changed while you looked: {happened(item)}.", remedy="Look at it again.")
    return item


def _check_open(item: ReviewItem) -> None:
    if item.state != _OPEN:
        raise ConflictError(
            f"Review item {item.pk} is no longer open: {happened(item)}.", remedy="Nothing was changed."
        )


def _check_free(item: ReviewItem, by: Person) -> None:
    _check_open(item)
    if item.assignee_id not in (None, by.pk) and not by.may_assign:
        raise ConflictError(
            f"Review item {item.pk} is {item.assignee}'s: {happened(item)}.",
            remedy="Ask them to release it, or a senior steward to assign it to you.",
        )


def _give(item: ReviewItem, person: int | None) -> None:
    if person is not None and item.barred_id == person:
        raise NotAllowedError(
            f"The second review of item {item.pk} must be somebody else's than the first answer.",
            remedy="Choose another person.",
        )
    item.assignee_id, item.assigned_at = person, timezone.now() if person else None


_GIVEN = ("assignee", "assigned_at")


def claim(picks: Sequence[Pick], *, by: Person) -> Moved:
    """Make these items mine. What is somebody else's is refused, a senior steward's claim apart."""

    def act(item: ReviewItem) -> None:
        _check_free(item, by)
        _give(item, by.pk)

    return _move(picks, _GIVEN, act)


def release(picks: Sequence[Pick], *, by: Person) -> Moved:
    """Give these items back to everybody."""

    def act(item: ReviewItem) -> None:
        _check_free(item, by)
        _give(item, None)
        item.leased_by_id = item.leased_until = None

    return _move(picks, (*_GIVEN, "leased_by", "leased_until"), act)


def assign(picks: Sequence[Pick], *, to: int, by: Person) -> Moved:
    """Make these items somebody's: one's own and free ones, or any for who may assign."""

    def act(item: ReviewItem) -> None:
        _check_free(item, by)
        _give(item, to)

    return _move(picks, _GIVEN, act)


def escalate(picks: Sequence[Pick], *, by: Person, now: datetime) -> Moved:
    """Put these items before the senior stewards, ahead of what is not escalated."""

    def act(item: ReviewItem) -> None:
        _check_free(item, by)
        if item.escalated_at and item.escalated_by_id:
            raise ConflictError(f"Review item {item.pk} is escalated already: {happened(item)}.")
        _raise_rank(item, now)
        item.escalated_by_id = by.pk
        _give(item, None)

    return _move(picks, (*_GIVEN, "escalated_at", "escalated_by", "rank"), act)


def _raise_rank(item: ReviewItem, now: datetime) -> None:
    item.escalated_at = now
    item.rank = rank(item.due_at or item.opened_at, points=item.stake, probability=item.probability, is_escalated=True)


def defer(picks: Sequence[Pick], until: datetime | None, *, by: Person, now: datetime) -> Moved:
    """Let these items wait until then; None takes them up again at once."""
    if until is not None and until <= now:
        raise InvalidInputError("The day is over already.", remedy="Defer to a day to come.", data={"field": "until"})

    def act(item: ReviewItem) -> None:
        _check_free(item, by)
        item.deferred_until = until

    return _move(picks, ("deferred_until",), act)


def reopen(pick: Pick, *, by: Person) -> Moved:
    """Ask a closed item again; from then on only a person closes it. What was judged stays until it is judged anew."""

    def act(item: ReviewItem) -> None:
        if item.state == _OPEN:
            raise ConflictError(f"Review item {item.pk} is open.", remedy="Nothing has to be done.")
        if item.kind not in REOPENED:
            raise InvalidInputError("An item of this kind is not asked again.", remedy="Its answer was told already.")
        twin = ReviewItem.objects.filter(signature=item.signature, state=_OPEN).values_list("pk", flat=True).first()
        if twin:
            raise ConflictError(f"The same is asked by review item {twin}.", remedy="Answer that one.")
        item.state, item.is_kept, item.assignee_id, item.assigned_at = _OPEN, True, by.pk, timezone.now()
        item.outcome, item.closed_at, item.closed_by_id, item.seconds = "", None, None, None

    return _move([pick], (*_GIVEN, "state", "is_kept", "outcome", "closed_at", "closed_by", "seconds"), act)


def comment(item_id: int, text: str, *, author_id: int) -> ItemComment:
    """Say something about an item. Raises NotFoundError."""
    if not ReviewItem.objects.filter(pk=item_id).exists():
        raise NotFoundError(f"There is no review item {item_id}.", remedy="Open the work list again.")
    return ItemComment.objects.create(item_id=item_id, author_id=author_id, text=text)


_LEASE = """
UPDATE mdm_reviewitem SET leased_until = %(until)s, leased_by_id = %(person)s,
  leased_at = CASE WHEN leased_by_id = %(person)s AND leased_until > %(now)s THEN leased_at ELSE %(now)s END
WHERE id = %(item)s AND state = 'open'
  AND (leased_by_id IS NULL OR leased_by_id = %(person)s OR leased_until <= %(now)s)
"""


def lease(item_id: int, *, person: int, now: datetime, length: timedelta) -> bool:
    """Note who has an item before their eyes; False where somebody else has, or it is closed. No version moves."""
    with connection.cursor() as cursor:
        cursor.execute(_LEASE, {"item": item_id, "person": person, "now": now, "until": now + length})
        return bool(cursor.rowcount)


# Two stewards who ask at once skip what the other is being given.
_TAKE = """
UPDATE mdm_reviewitem SET leased_by_id = %(person)s, leased_at = %(now)s, leased_until = %(until)s WHERE id = (
  SELECT id FROM mdm_reviewitem WHERE state = 'open' AND {whose}
    AND (deferred_until IS NULL OR deferred_until <= %(now)s) AND id <> ALL(%(passed)s)
    AND (barred_id IS NULL OR barred_id <> %(person)s) AND (%(approves)s OR kind <> 'change_request')
    AND (leased_by_id IS NULL OR leased_by_id = %(person)s OR leased_until <= %(now)s)
  ORDER BY rank, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) RETURNING id
"""
_MINE = "assignee_id = %(person)s"
_FREE = "assignee_id IS NULL AND (%(senior)s OR escalated_by_id IS NULL)"


def take_next(by: Person, *, now: datetime, length: timedelta, passed: Sequence[int] = ()) -> int | None:
    """The item to work on now, leased: mine first, then the free ones by rank; None where nothing waits.

    What a person escalated is left to who may assign. `passed` are items to leave out.
    """
    known: dict[str, Any] = {
        "person": by.pk,
        "now": now,
        "until": now + length,
        "senior": by.may_assign,
        "approves": by.may_approve,
        "passed": list(passed),
    }
    with connection.cursor() as cursor:
        for whose in (_MINE, _FREE):
            cursor.execute(_TAKE.format(whose=whose), known)
            row = cursor.fetchone()
            if row:
                return int(row[0])
    return None


_OVERDUE = """
UPDATE mdm_reviewitem SET escalated_at = %(now)s, rank = rank - %(days)s * interval '1 day', version = version + 1
WHERE state = 'open' AND due_at < %(now)s AND escalated_at IS NULL
  AND (deferred_until IS NULL OR deferred_until <= %(now)s) RETURNING id
"""


def escalate_overdue(now: datetime) -> list[int]:
    """Put what is overdue before the senior stewards; returns the items. A second run finds none."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERDUE, {"now": now, "days": ESCALATED.days})
        return sorted(pk for (pk,) in cursor.fetchall())
