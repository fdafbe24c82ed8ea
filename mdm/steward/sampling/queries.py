"""Reading what stewards said of sampled pairs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connection

from mdm.steward.sampling.models import SampledPair
from mdm.steward.worklist.models import ReviewItem

_COUNTED = """
SELECT p.stratum, count(*), count(*) FILTER (WHERE s.second = 'match'), count(*) FILTER (WHERE s.second = 'no_match'),
  count(*) FILTER (WHERE s.second = 'unsure')
FROM mdm_sampledpair p JOIN mdm_secondreview s ON s.item_id = p.item_id WHERE p.run = %s GROUP BY p.stratum
"""


def counted(run: int) -> dict[int, tuple[int, int, int, int]]:
    """By stratum how many pairs were put to stewards, said one customer, said to be two, and left unsure."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [run])
        return {stratum: (asked, yes, no, unsure) for stratum, asked, yes, no, unsure in cursor.fetchall()}


def sampled_answers() -> list[tuple[int, int, str]]:
    """(low, high, answer) of every sampled pair of which stewards said what it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.low, p.high, s.second FROM mdm_sampledpair p JOIN mdm_secondreview s USING (item_id) "
            "WHERE s.second IN ('match', 'no_match') ORDER BY 1, 2"
        )
        return list(cursor.fetchall())


def sampled(run: int) -> frozenset[tuple[int, int]]:
    """The pairs that measure the run already."""
    return frozenset(SampledPair.objects.filter(run=run).values_list("low", "high"))


def items_of(signatures: Collection[str]) -> Mapping[str, int]:
    """The latest second reviews with these signatures, open or answered."""
    rows = ReviewItem.objects.filter(kind=ReviewItem.Kind.SECOND_REVIEW, signature__in=list(signatures))
    return dict(rows.exclude(state=ReviewItem.State.OBSOLETE).order_by("pk").values_list("signature", "pk"))
