"""Trying a rule on the stored records before it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from mdm.grade.rules import Rule, Ruleset, ruleset
from mdm.grade.scores import checks_of
from mdm.grade.statements import ALL_RECORDS, golden_of, outcomes

# A trial looks at no more records than this, evenly over the ids; its figures then hold for the share it looked at.
TRIAL_RECORDS = 200_000
_SAMPLE = 20


def trial(rule: Rule) -> dict[str, Any]:
    """How many stored records the rule would test and fail, per source, with some that fail."""
    alone = ruleset([rule])
    base = ALL_RECORDS.format(golden=golden_of(alone), first=0, last=2**62)
    base += f" ORDER BY md5(c.record_id::text) LIMIT {TRIAL_RECORDS}"
    graded = outcomes(base, alone, today=timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.code, t.outcome, count(*), (array_agg(t.id ORDER BY t.id))[1:20] "
            f"FROM ({graded}) t JOIN mdm_sourcerecord r ON r.id = t.id "
            "JOIN mdm_sourcesystem s ON s.id = r.source_id GROUP BY 1, 2"
        )
        rows = cursor.fetchall()
    return _trial(rows, alone)


def _trial(rows: Sequence[tuple[str, str, int, list[int]]], alone: Ruleset) -> dict[str, Any]:
    found: dict[str, Any] = {"records": 0, "tested": 0, "failed": 0, "sources": {}, "sample": []}
    for source, outcome, count, some in rows:
        checks = checks_of(outcome, alone)
        tested, failed = sum(one.tested for one in checks), sum(one.failed for one in checks)
        own = found["sources"].setdefault(source, {"records": 0, "tested": 0, "failed": 0})
        for name, number in (("records", 1), ("tested", tested), ("failed", failed)):
            own[name] += number * count
            found[name] += number * count
        found["sample"] += some if failed else []
    found["sample"] = sorted(found["sample"])[:_SAMPLE]
    return found
