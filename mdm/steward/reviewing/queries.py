"""What could be looked at again, and what came of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import digest

from django.conf import settings
from django.db import connection

from mdm.steward.worklist.models import ReviewItem, SecondReview
from mdm.steward.worklist.rules import AUTOMATIC, DeskRules


@dataclass(frozen=True, slots=True)
class Drawn:
    """Two records of which somebody, or nobody (`first_by`), said the first answer."""

    kind: str
    left: int
    right: int
    first: str
    first_by: int | None = None
    of: int | None = None


def is_drawn(signature: str) -> bool:
    """Whether that was put to a second person ever."""
    return ReviewItem.objects.filter(kind=ReviewItem.Kind.SECOND_REVIEW, signature=signature).exists()


def decided(rules: DeskRules, since: datetime) -> list[Drawn]:
    """The sample of decisions since then: of each kind its declared share, no more than its most.

    Whether a decision belongs to the sample hangs on a keyed hash of its id, so that a second run draws the same, and
    nobody who decides can know.
    """
    rows = ReviewItem.objects.filter(
        state=ReviewItem.State.DECIDED, closed_at__gte=since, kind__in=list(rules.shares), closed_by__isnull=False,
        outcome__in=("match", "no_match"),
    )  # fmt: skip
    found: list[Drawn] = []
    for kind in sorted(rules.shares):
        own = [one for one in rows.filter(kind=kind) if "left" in one.facts]
        chosen = sorted((place, one.pk, one) for one in own if (place := _place(one.pk)) < rules.second_share(kind))
        found += [_of(one) for _, _, one in chosen[: rules.second_most(kind)]]
    return found


def _of(item: ReviewItem) -> Drawn:
    left, right = item.facts["left"], item.facts["right"]
    return Drawn(item.kind, left, right, item.outcome, first_by=item.closed_by_id, of=item.pk)


def _place(pk: int) -> float:
    """A number from 0 to 1 that only this installation can reckon."""
    key = settings.SECRET_KEY.encode()
    return int.from_bytes(digest(key, f"second review {pk}".encode(), "sha256")[:8]) / 2**64


_SPAN = "SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM mdm_sourcerecord"
# By the index on records: the sample costs the same however many there are.
_JOINED = """
SELECT m.record_id, (m.how->>'record')::bigint FROM mdm_membership m
WHERE m.record_id = ANY(%s) AND m.until IS NULL AND m.how->>'by' = 'match'
  AND NOT EXISTS (SELECT FROM mdm_judgement j WHERE j.superseded_at IS NULL
    AND j.low_id = least(m.record_id, (m.how->>'record')::bigint)
    AND j.high_id = greatest(m.record_id, (m.how->>'record')::bigint))
"""
_TRIES = 50


def joined(count: int, seed: int) -> list[Drawn]:
    """Records that the match model alone joined to their customer, each with the record it matched: so many at random.

    Every joined record is as likely as any other. The same seed draws the same.
    """
    dice = random.Random(seed)  # noqa: S311 - a sample, no secret
    with connection.cursor() as cursor:
        cursor.execute(_SPAN)
        first, last = cursor.fetchone() or (0, 0)
        wanted = [dice.randint(first, last) for _ in range(count * _TRIES)] if last else []
        cursor.execute(_JOINED, [wanted])
        partner = dict(cursor.fetchall())
    found = [one for one in dict.fromkeys(wanted) if one in partner][:count]
    return [Drawn(AUTOMATIC, min(one, partner[one]), max(one, partner[one]), "match") for one in found]


def answered(since: datetime) -> Sequence[tuple[str, str, str]]:
    """(kind, first answer, second answer) of what was looked at twice since then."""
    rows = SecondReview.objects.filter(answered_at__gte=since)
    return list(rows.values_list("kind", "first", "second"))
