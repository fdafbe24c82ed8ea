"""What the nightly job does for quality: it counts what is shared, grades what is due, and reckons scorecards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from mdm.catalogue.queries import catalogue
from mdm.cleanse.queries import are_many
from mdm.grade import actions as grading
from mdm.grade import queries
from mdm.grade.cards import sheets
from mdm.grade.due import actions as due
from mdm.grade.due import queries as found
from mdm.grade.lists import actions as lists
from mdm.grade.predicates import shared_key
from mdm.grade.rules import Rule, Severity
from mdm.grade.scorecards import actions as cards
from mdm.grade.scorecards import queries as counts
from mdm.grade.sharing import actions as sharing
from mdm.grade.sharing import queries as shared
from mdm.ledger.actions import enter
from mdm.match.blocking import keys_of_value
from mdm.pipeline.intake.cleansing import cleanse_in_chunks
from mdm.pipeline.stages import Stage
from mdm.pipeline.transactions import unit_of_work
from mdm.steward.worklist import actions as worklist

if TYPE_CHECKING:
    from mdm.jobs.models import Job
    from mdm.records import CleanValue

Payload = Mapping[str, Any]

# Records or golden records a chunk: by spans of ids, or named one by one.
SPAN, PART = 20_000, 2_000
# From this share of all records on, what customers share is counted for all values.
WHOLE_SHARE = 0.2
# Of one rule no more questions than people can answer are open at once; the scorecard has the whole number.
MOST_QUESTIONS = 200


def _plan_free(_job: Job) -> Iterable[Payload]:
    return [{}] if shared.muted_within_limits().exists() else []


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
    taken = due.take_up(job.pk)
    is_whole = are_many(taken, share=WHOLE_SHARE) or not shared.is_counted()
    count, muted = sharing.count_shared(job.pk, None if is_whole else _sought(shared.values_concerned(job.pk)))
    cleanse_in_chunks(muted)
    if muted:
        enter("values_muted", f"job:{job.pk}", actor_id=None, details={"records": len(muted)})
    followed = lists.follow_changes(
        job.pk,
        queries.active_rules(),
        changed=taken,
        records=lambda: counts.record_edges(SPAN),
        golden=lambda: counts.golden_edges(SPAN),
        today=timezone.localdate(),
    )
    due.call_up_aged(job.pk, queries.active_rules().digest)
    return {
        "touched": taken, "shared_values": count, "lost_force_in": len(muted), "lists_learnt": int(followed.is_learnt),
        "called_up_by_lists": followed.called_up,
    }  # fmt: skip


def _sought(keys: Iterable[str]) -> Iterator[tuple[str, int]]:
    """These values with the blocking keys of the records that say them."""
    for key in keys:
        kind, _, text = key.partition(":")
        for block in keys_of_value(kind, text):
            yield key, block


def _plan_grade(job: Job) -> Iterable[Payload]:
    if not queries.active_rules().rules:
        return []
    records = [{"what": "records", "first": one, "last": two} for one, two in found.spans(job.pk, SPAN)]
    return [*records, *_golden(queries.active_rules().digest)]


def _golden(rules: str) -> Iterator[Payload]:
    """Under rules by which nothing was counted yet, all golden records are due."""
    if not found.is_known(rules):
        yield from ({"what": "all golden", "first": one, "last": two} for one, two in counts.golden_edges(SPAN))
        return
    due_ones = [str(one) for one in found.due_golden(rules)]
    for start in range(0, len(due_ones), PART):
        yield {"what": "golden", "customers": due_ones[start : start + PART]}


@unit_of_work
def _grade(job: Job, payload: Payload) -> Payload:
    today, held = timezone.localdate(), queries.active_rules()
    if payload["what"] == "golden":
        customers = [UUID(one) for one in payload["customers"]]
        return {"golden_graded": grading.regrade_golden(customers, held, today=today)}
    span = payload["first"], payload["last"]
    if payload["what"] == "all golden":
        return {"golden_graded": grading.regrade_all_golden(*span, held, today=today)}
    records = found.taken_up(job.pk, *span)
    graded = grading.regrade(records, held, today=today)
    due.drop(job.pk, records)
    return {"graded": graded}


@unit_of_work
def _score(job: Job, _payload: Payload) -> Payload:
    held = queries.active_rules()
    cards.sum_up()
    told = sheets(counts.counted_entries(held.digest), held)
    cards.write_run(
        told,
        counts.consolidations(),
        counts.rates(),
        rules=held.digest,
        job=job.pk,
        golden_score=counts.golden_score(),
    )
    opened, closed = worklist.settle_kind("quality", _questions())
    grading.drop_unused_outcomes()
    return {"scorecards": len(told), "reviews_opened": opened, "reviews_closed": closed}


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
