"""Reading what waits for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from mdm import prepared
from mdm.errors import NotFoundError
from mdm.ledger.queries import entries_of
from mdm.steward.worklist.answers import REOPENED
from mdm.steward.worklist.deeds import in_words
from mdm.steward.worklist.models import DeskRule, ItemComment, ReviewItem
from mdm.steward.worklist.ranking import Stake, stake_of
from mdm.steward.worklist.rules import DeskRules, Worth


def desk_rules() -> DeskRules:
    """The rules in force."""
    return DeskRules.of(DeskRule.objects.values_list("what", "of", "amount"))


def review_item(item_id: int) -> ReviewItem:
    """The review item. Raises NotFoundError."""
    item = ReviewItem.objects.filter(pk=item_id).first()
    if item is None:
        raise NotFoundError(f"There is no review item {item_id}.", remedy="Open the work list again.")
    return item


def is_answer(item_id: int, act: str) -> bool:
    """Whether that act of the ledger is the answer with which the item is closed, and it can be asked again."""
    item = ReviewItem.objects.filter(pk=item_id, state=ReviewItem.State.DECIDED, kind__in=REOPENED).first()
    return item is not None and act == f"{item.kind}_{item.outcome}"


def open_items(records: Collection[int]) -> list[ReviewItem]:
    """The open review items about any of these records, the most pressing first."""
    return list(ReviewItem.objects.filter(state=ReviewItem.State.OPEN, records__overlap=list(records)))


def comments_of(item_id: int) -> list[ItemComment]:
    """What was said about the item, the first first."""
    return list(ItemComment.objects.filter(item=item_id).select_related("author"))


def happened(item: ReviewItem) -> str:
    """Who did what to the item last, and when: the second half of a conflict's sentence."""
    if item.state == ReviewItem.State.OBSOLETE:
        return f"the data answered it on {_when(item.closed_at)}"
    if item.state == ReviewItem.State.DECIDED:
        who = item.closed_by or "somebody"
        return f"{who} answered “{item.outcome.replace('_', ' ')}” on {_when(item.closed_at)}"
    entries = entries_of([f"review:{item.pk}"], limit=1)
    if not entries:
        return "its data changed"
    return f"{entries[0].actor or 'the nightly job'} {in_words(entries[0].act)} on {_when(entries[0].at)}"


def _when(at: object) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"  # type: ignore[arg-type] # closed items have their time


class Asked(NamedTuple):
    """An open item and the two records that it is about."""

    pk: int
    kind: str
    signature: str
    left: int
    right: int
    is_kept: bool


# Record by record: for many records at once (&&) PostgreSQL would rather read all items than the index.
_ASKED = """
SELECT DISTINCT i.id, i.kind, i.signature, (i.facts->>'left')::bigint, (i.facts->>'right')::bigint, i.is_kept
FROM unnest(%s::bigint[]) AS about(record) JOIN mdm_reviewitem i ON i.records @> ARRAY[about.record]
WHERE i.state = 'open' AND i.kind = ANY(%s)
"""


def asked(records: Collection[int], kinds: Collection[str]) -> list[Asked]:
    """The open items of these kinds that touch any of the records."""
    rows = prepared.rows(_ASKED, [list(records), [str(kind) for kind in kinds]])
    return [Asked(*row) for row in rows]


_PARTS = ("kind", "attribute", "value")
_SOURCES = "SELECT id, source_id FROM mdm_sourcerecord WHERE id = ANY(%s)"
# By line: a number as it is, and 1 where the record has the value that the line names.
_VALUES = """
SELECT c.record_id, l.line, CASE WHEN l.value <> '' THEN 1 ELSE (v.value->'clean'->>'value')::float END
FROM mdm_cleanrecord c CROSS JOIN jsonb_array_elements(c.values) v
JOIN unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS l(line, kind, attribute, value)
  ON l.attribute = v.value->>'attribute' AND l.kind IN ('', c.customer_kind)
WHERE c.record_id = ANY(%s) AND CASE WHEN l.value <> '' THEN lower(v.value->'clean'->>'value') = l.value
  ELSE v.value->'clean'->>'value' ~ '^[0-9]{1,15}([.][0-9]+)?$' END
"""


def stakes(questions: Sequence[Collection[int]], rules: DeskRules) -> list[Stake]:
    """What depends on each of these questions, given as the records each is about; two queries for all of them."""
    records = sorted({record for one in questions for record in one})
    values: dict[int, dict[str, float]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_SOURCES, [records])
        sources = dict(cursor.fetchall())
        if rules.values:
            told = [(line, Worth.of(line)) for line in rules.values]
            columns = [[line for line, _ in told], *([getattr(one, part) for _, one in told] for part in _PARTS)]
            cursor.execute(_VALUES, [*columns, records])
            for record, line, value in cursor.fetchall():
                values[record][line] = max(value, values[record].get(line, 0.0))
    return [stake_of(one, sources, values, rules.values) for one in questions]


def open_count() -> int:
    """How many review items are open."""
    return ReviewItem.objects.filter(state=ReviewItem.State.OPEN).count()


def items_about(subjects: Collection[str]) -> list[int]:
    """The open items that are about any of these (kind:id)."""
    if not subjects:
        return []
    signed = ReviewItem.objects.filter(state=ReviewItem.State.OPEN, signature__in=list(subjects))
    return list(signed.values_list("pk", flat=True))


def items_of(ids: Collection[int]) -> list[ReviewItem]:
    """These items, the most pressing first; unknown ids are left out."""
    return list(ReviewItem.objects.filter(pk__in=list(ids)).select_related("assignee", "closed_by"))
