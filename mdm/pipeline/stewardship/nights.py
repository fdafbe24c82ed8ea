"""What the nightly job does for the desk: limits of identifiers, overdue work, second reviews, figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from mdm.ledger.actions import enter_each
from mdm.pipeline.stages import Stage
from mdm.pipeline.stewardship import second
from mdm.pipeline.transactions import unit_of_work
from mdm.steward.handling.actions import escalate_overdue
from mdm.steward.limits.queries import Exceeded, exceeded
from mdm.steward.measuring import actions as measures
from mdm.steward.measuring.queries import reckoned
from mdm.steward.reviewing.queries import decided, joined
from mdm.steward.worklist import actions as worklist
from mdm.steward.worklist.deeds import Deed
from mdm.steward.worklist.queries import desk_rules
from mdm.steward.worklist.rules import AUTOMATIC

if TYPE_CHECKING:
    from mdm.jobs.models import Job

Payload = Mapping[str, Any]

# A decision older than that is not drawn any more; a job that failed for some nights catches up.
_WINDOW = timedelta(days=7)


def _plan(_job: Job) -> Iterable[Payload]:
    return [{}]


@unit_of_work
def _desk(job: Job, _payload: Payload) -> Payload:
    rules, now = desk_rules(), timezone.now()
    opened, closed = worklist.settle_kind("identifier_limit", [_question(one) for one in exceeded(rules)])
    overdue = escalate_overdue(now)
    enter_each(Deed.ESCALATED, [f"review:{one}" for one in overdue], actor_id=None, reason="Overdue")
    drawn = second.draw([*decided(rules, now - _WINDOW), *joined(rules.second_most(AUTOMATIC), seed=job.pk)])
    figures = measures.keep(reckoned(now))
    return {
        "reviews_opened": opened, "reviews_closed": closed, "escalated": len(overdue), "second_reviews": drawn,
        "desk_figures": figures,
    }  # fmt: skip


def _question(one: Exceeded) -> worklist.Question:
    told = ",".join(str(record) for record in one.records)
    return worklist.Question(
        signature=sha256(f"identifier_limit|{one.authority}|{told}|{one.count}".encode()).hexdigest(),
        kind="identifier_limit",
        records=one.records,
        sentence=f"The customer has {one.count} different identifiers of the kind “{one.authority}”; "
        f"{one.most} are allowed. Are all its records one customer?",
        priority=2,
        facts={"authority": one.authority, "count": one.count, "most": one.most},
        customer=one.customer,
    )


STAGES: tuple[Stage, ...] = (Stage("desk", "Work list: overdue, second reviews, figures", _plan, _desk),)
