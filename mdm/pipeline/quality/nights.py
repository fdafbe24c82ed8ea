"""What the nightly job does for quality: it counts what is shared, grades what is due, and reckons scorecards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from mdm.catalogue.queries import catalogue
from mdm.grade import actions as grading
from mdm.grade import queries
from mdm.grade.cards import sheets
from mdm.grade.lists import actions as lists
from mdm.grade.predicates import shared_key
from mdm.grade.rules import Rule, Severity
from mdm.grade.scorecards import actions as cards
from mdm.grade.scorecards import queries as counts
from mdm.grade.sharing import actions as sharing
from mdm.grade.sharing.queries import muted_within_limits
from mdm.ledger.actions import enter
from mdm.pipeline.intake.cleansing import cleanse_in_chunks
from mdm.pipeline.stages import Stage
from mdm.pipeline.transactions import unit_of_work
from mdm.steward.worklist import actions as worklist

if TYPE_CHECKING:
    from mdm.jobs.models import Job
    from mdm.records import CleanValue

Payload = Mapping[str, Any]

GRADE_CHUNK = 20_000
# Of one rule no more questions than people can answer are open at once; the scorecard has the whole number.
MOST_QUESTIONS = 200


def _plan_free(_job: Job) -> Iterable[Payload]:
    return [{}] if muted_within_limits().exists() else []


@unit_of_work
def _free(job: Job, _payload: Payload) -> Payload:
    freed = sharing.unmute()
    cleanse_in_chunks(freed)
    if freed:
        enter("values_unmuted", f"job:{job.pk}", actor_id=None, details={"records": len(freed)})
    return {"regained_force_in": len(freed)}


def _plan_share(_job: Job) -> Iterable[Payload]:
    return [{}] if queries.active_rules().rules else []


@unit_of_work
def _share(job: Job, _payload: Payload) -> Payload:
    count, muted = sharing.count_shared()
    cleanse_in_chunks(muted)
    if muted:
        enter("values_muted", f"job:{job.pk}", actor_id=None, details={"records": len(muted)})
    called = lists.follow_changes(
        queries.active_rules(),
        records=lambda: counts.record_edges(GRADE_CHUNK),
        golden=lambda: counts.golden_edges(GRADE_CHUNK),
        today=timezone.localdate(),
    )
    return {"shared_values": count, "lost_force_in": len(muted), "called_up_by_lists": called}


def _plan_grade(_job: Job) -> Iterable[Payload]:
    if not queries.active_rules().rules:
        return []
    spans = [{"what": "records", "first": first, "last": last} for first, last in counts.record_edges(GRADE_CHUNK)]
    golden = [{"what": "golden", "first": first, "last": last} for first, last in counts.golden_edges(GRADE_CHUNK)]
    return [*spans, *golden]


@unit_of_work
def _grade(_job: Job, payload: Payload) -> Payload:
    today, held = timezone.localdate(), queries.active_rules()
    if payload["what"] == "golden":
        return {"golden_graded": grading.regrade_golden(payload["first"], payload["last"], held, today=today)}
    return {"graded": grading.regrade(payload["first"], payload["last"], held, today=today)}


@unit_of_work
def _score(job: Job, _payload: Payload) -> Payload:
    held = queries.active_rules()
    grading.drop_gone_golden()
    found = sheets(counts.counted_outcomes(held.digest), held)
    cards.write_run(
        found,
        counts.consolidations(),
        counts.rates(),
        rules=held.digest,
        job=job.pk,
        golden_score=counts.golden_score(),
    )
    opened, closed = worklist.settle_kind("quality", _questions())
    grading.drop_unused_outcomes()
    return {"scorecards": len(found), "reviews_opened": opened, "reviews_closed": closed}


def _questions() -> list[worklist.Question]:
    """What people are asked about severe failures: records with the same wrong value are one question."""
    held = queries.active_rules()
    severe = {one.code: one for one in held.of_severity(Severity.REVIEW)}
    failing = counts.failing(list(severe), held.digest, most=MOST_QUESTIONS) if severe else []
    values = counts.values_of({one.record for one in failing})
    gathered: dict[tuple[str, str, str], list[counts.Failing]] = {}
    for one in failing:
        for key in _keys(one, values.get(one.record, [])):
            gathered.setdefault((one.rule, one.attribute, key), []).append(one)
    return [_question(severe[rule], attribute, found) for (rule, attribute, _), found in gathered.items()]


def _keys(failing: counts.Failing, values: list[CleanValue]) -> list[str]:
    keys = [shared_key(one) for one in values if one.attribute == failing.attribute]
    return [key for key in keys if key] or [f"record:{failing.record}"]


def _question(rule: Rule, attribute: str, failing: list[counts.Failing]) -> worklist.Question:
    told = ",".join(f"{one.record}:{one.number}" for one in failing)
    signature = blake2b(f"quality|{rule.code}|{attribute}|{told}".encode(), digest_size=16).hexdigest()
    label = catalogue().attributes[attribute].label
    return worklist.Question(
        signature=signature,
        kind="quality",
        records=tuple(sorted({one.record for one in failing})),
        sentence=f"{label}: {rule.message} {rule.remedy}",
        probability=None,
        priority=2 if rule.weight >= 5 else 3,
        due_at=timezone.now() + timedelta(days=rule.due_days),
        facts={"rule": rule.code, "version": rule.version, "attribute": attribute, "owner": rule.owner},
    )


# Before matching, so that what is freed is matched by in the same night.
FREE = Stage("free", "Following raised limits of sharing", _plan_free, _free)
STAGES: tuple[Stage, ...] = (
    Stage("share", "Counting shared values", _plan_share, _share, weight=2),
    Stage("grade", "Grading", _plan_grade, _grade, weight=4),
    Stage("score", "Reckoning scorecards", _plan_share, _score),
)
