"""The rules as rows, and trying one on the stored records before it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from mdm.errors import NotFoundError, RuleError
from mdm.grade.models import QualityRule
from mdm.grade.rules import Rule, Ruleset, ruleset
from mdm.grade.scores import checks_of
from mdm.grade.statements import ALL_RECORDS, ALONE, golden_of, outcomes

# Somebody waits for a trial. Of more records than this it looks at a sample, and says so.
TRIAL_RECORDS = 20_000
TRIAL_SECONDS = 20
_SAMPLE = 20
# Pages of the table by chance, the same ones each time. The limit holds where statistics are out of date.
_SAMPLED = (
    "SELECT record_id FROM mdm_cleanrecord TABLESAMPLE SYSTEM ({percent:.6f}) REPEATABLE (1) LIMIT "
    f"{2 * TRIAL_RECORDS}"
)


def active_rows() -> list[QualityRule]:
    """The versions in force, by code."""
    return list(QualityRule.objects.filter(state=QualityRule.State.ACTIVE).order_by("code"))


def latest_rules(state: str = "") -> list[QualityRule]:
    """The latest version of each rule, by code; with a state, of those versions that are in it."""
    rows = QualityRule.objects.filter(state=state) if state else QualityRule.objects.all()
    return list(rows.order_by("code", "-version").distinct("code"))


def rule_of(code: str, version: int | None = None) -> QualityRule:
    """That version of a rule, else its latest. Raises NotFoundError."""
    rows = QualityRule.objects.filter(code=code, **({"version": version} if version else {}))
    found = rows.order_by("-version").first()
    if found is None:
        wanted = f"version {version} of " if version else ""
        raise NotFoundError(f'There is no {wanted}quality rule "{code[:40]}".', remedy="See: manage.py quality rules.")
    return found


def rule_in_force(code: str) -> QualityRule:
    """The version of a rule that is in force. Raises NotFoundError."""
    found = QualityRule.objects.filter(code=code, state=QualityRule.State.ACTIVE).first()
    if found is None:
        raise NotFoundError(f'No version of "{code[:40]}" is in force.', remedy="See: manage.py quality rules.")
    return found


def trial(rule: Rule) -> dict[str, Any]:
    """How many stored records the rule would test and fail, per source, with some that fail.

    Under `of` stands about how many records there are, where only a sample was looked at. Raises RuleError for a rule
    that takes longer than TRIAL_SECONDS.
    """
    alone, stock = ruleset([rule]), _stock()
    base = ALL_RECORDS.format(golden=golden_of(alone), first=0, last=2**62)
    if stock:
        base += f"AND c.record_id IN ({_SAMPLED.format(percent=100 * TRIAL_RECORDS / stock)})"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{ALONE}; SET LOCAL statement_timeout = {int(1000 * TRIAL_SECONDS)}")
            cursor.execute(
                "SELECT s.code, t.outcome, count(*), (array_agg(t.id ORDER BY t.id))[1:20] "
                f"FROM ({outcomes(base, alone, today=timezone.localdate())}) t JOIN mdm_sourcerecord r ON r.id = t.id "
                "JOIN mdm_sourcesystem s ON s.id = r.source_id GROUP BY 1, 2"
            )
            rows = cursor.fetchall()
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _CANCELLED:
            raise
        raise RuleError(
            f"The test run took longer than {TRIAL_SECONDS} seconds and was stopped.",
            remedy="Simplify the patterns of the condition, or let the rule speak of fewer attributes.",
        ) from error
    return {**_trial(rows, alone), **({"of": stock} if stock else {})}


_CANCELLED = "57014"


def _stock() -> int:
    """About how many records there are, where these are more than a trial looks at; else 0."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM (SELECT FROM mdm_cleanrecord LIMIT %s) few), reltuples::bigint "
            "FROM pg_class WHERE oid = 'mdm_cleanrecord'::regclass",
            [TRIAL_RECORDS + 1],
        )
        counted, estimated = cursor.fetchone() or (0, 0)
    return max(counted, estimated) if counted > TRIAL_RECORDS else 0


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
