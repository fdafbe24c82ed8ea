"""Reading what waits for people."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db import connection

from mdm.errors import NotFoundError
from mdm.steward.worklist.models import ReviewItem


def review_item(item_id: int) -> ReviewItem:
    """The review item. Raises NotFoundError."""
    item = ReviewItem.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFoundError(f"There is no review item {item_id}.", remedy="Open the work list again.")
    return item


def open_count() -> int:
    """How many review items are open."""
    return ReviewItem.objects.filter(state=ReviewItem.State.OPEN).count()


def open_items(records: Collection[int]) -> list[ReviewItem]:
    """The open review items about any of these records, the most pressing first."""
    return list(ReviewItem.objects.filter(state=ReviewItem.State.OPEN, records__overlap=list(records)))


def next_item() -> int | None:
    """The most pressing open review item."""
    return ReviewItem.objects.filter(state=ReviewItem.State.OPEN).values_list("pk", flat=True).first()


class Asked(NamedTuple):
    """An open item and the two records that it is about."""

    pk: int
    signature: str
    left: int
    right: int


# Record by record: for many records at once (&&) PostgreSQL would rather read all items than the index.
_ASKED = """
SELECT DISTINCT i.id, i.signature, (i.facts->>'left')::bigint, (i.facts->>'right')::bigint
FROM unnest(%s::bigint[]) AS about(record) JOIN mdm_reviewitem i ON i.records @> ARRAY[about.record]
WHERE i.state = 'open' AND i.kind = ANY(%s)
"""


def asked(records: Collection[int], kinds: Collection[str]) -> list[Asked]:
    """The open items of these kinds that touch any of the records."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [list(records), [str(kind) for kind in kinds]])
        return [Asked(*row) for row in cursor.fetchall()]
