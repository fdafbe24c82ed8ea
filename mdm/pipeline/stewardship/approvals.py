"""Which acts need a second person when this person wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdm.access.roles import ADMINISTRATOR, SENIOR_STEWARD
from mdm.catalogue.queries import catalogue
from mdm.errors import NotAllowedError
from mdm.ledger.actions import enter
from mdm.ledger.queries import details_entered
from mdm.pipeline.stewardship import acts, model_acts, run_undoing
from mdm.pipeline.stewardship.standings import Standing
from mdm.pipeline.transactions import unit_of_work
from mdm.records import Sensitivity
from mdm.resolve import queries as resolve
from mdm.steward.acts import NEEDS, OF_MODELS, Act, ActKind, needs_to_propose
from mdm.steward.requests import actions, queries
from mdm.steward.requests.rules import Facts, SecondPersonRule, why_second
from mdm.survive import queries as survive

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any
    from uuid import UUID

    from django.contrib.auth.models import User

# Golden records in memory at once.
_AT_ONCE = 500
_SENIORS = [SENIOR_STEWARD, ADMINISTRATOR]
_DEFAULTS: tuple[dict[str, Any], ...] = (
    {"note": "Merges 20 source records or more.", "act": "merge", "at_least_records": 20, "exempt": _SENIORS},
    {"note": "Merges five customers or more.", "act": "merge", "at_least_customers": 5, "exempt": _SENIORS},
    {"note": "Takes a customer of 10 records or more apart.", "act": "dissolve", "at_least_records": 10,
     "exempt": _SENIORS},
    {"note": "Fixes or bars a sensitive value.", "act": "pin", "sensitivity": "sensitive", "exempt": _SENIORS},
    {"note": "Answers questions about 20 customers or more at once.", "act": "answer", "at_least_customers": 20,
     "exempt": _SENIORS},
    {"note": "Takes back a run that moved 500 records or more.", "act": "undo_run", "at_least_records": 500},
    {"note": "Takes a sensitive value over from another system.", "act": "accept", "sensitivity": "sensitive",
     "exempt": _SENIORS},
    {"note": "Puts a match model in force.", "act": "activate"},
    {"note": "Takes a match model back.", "act": "undo_model"},
    {"note": "Concerns 50 customers or more.", "at_least_customers": 50},
)  # fmt: skip


def why_not_alone(act: Act, standing: Standing, actor: User) -> list[str]:
    """Why the act needs a second person, in words; none where this person may do it alone."""
    own = [] if is_in_role(act.kind, actor) else ["Your role proposes this; who may do it approves."]
    if act.kind in OF_MODELS:
        return own + _by(_about(act.kind), act, model_acts.size(act), [], actor)
    if act.kind is ActKind.UNDO_RUN:
        run = act.arguments["run"]
        touched = sorted(run_undoing.touched(run))
        size = run_undoing.plan_of(run).records, len(touched)
        return own + _by(_about(act.kind), act, size, touched, actor)
    size = len(standing.records), len(standing.entities)
    return own + _by(_about(act.kind), act, size, standing.entities, actor)


def is_in_role(kind: ActKind, actor: User) -> bool:
    """Whether the person may do acts of that kind that their role may propose."""
    return needs_to_propose(kind) == NEEDS[kind] or actor.has_perm(NEEDS[kind])


def is_ruled(kind: ActKind) -> bool:
    """Whether any rule in force is about acts of that kind."""
    return bool(_about(kind))


def _by(
    rules: list[SecondPersonRule], act: Act, size: tuple[int, int], customers: list[UUID], actor: User
) -> list[str]:
    """`size`: how many records and customers; `customers`: those whose values are looked at."""
    if not rules:
        return []
    roles = list(actor.groups.values_list("name", flat=True))
    facts = _facts(act, size, customers, {one.attribute for one in rules if one.attribute})
    return why_second(rules, facts, roles)


def _about(kind: ActKind) -> list[SecondPersonRule]:
    return [one for one in queries.rules() if one.act in ("", kind)]


def check_alone(act: Act, standing: Standing, actor: User) -> None:
    """Raises NotAllowedError where the act needs a second person."""
    refuse(why_not_alone(act, standing, actor))


def why_answer(records: Collection[int], actor: User) -> list[str]:
    """Why an answer to questions about these records needs a second person; none where this person may give it."""
    rules = _about(ActKind.ANSWER)
    members = resolve.members(set(resolve.memberships(records).values())) if rules else {}
    size = sum(map(len, members.values())), len(members)
    return _by(rules, Act(ActKind.ANSWER, {}), size, list(members), actor)


def check_answer(records: Collection[int], actor: User) -> None:
    """Raises NotAllowedError where an answer to questions about these records needs a second person."""
    refuse(why_answer(records, actor))


def refuse(why: list[str]) -> None:
    """Raises NotAllowedError, whose data say why, where there is a why."""
    if why:
        raise NotAllowedError(
            f"This needs a second person. {' '.join(why)}", remedy="Propose it instead.", data={"why": why}
        )


def _facts(act: Act, size: tuple[int, int], customers: list[UUID], attributes: set[str]) -> Facts:
    known = catalogue().attributes
    touched = [known[one].sensitivity if one in known else Sensitivity.PERSONAL for one in acts.attributes_of(act)]
    return Facts(
        kind=act.kind,
        records=size[0],
        customers=size[1],
        sensitivities=frozenset(map(str, touched)),
        values=_values(customers, attributes) if attributes else {},
    )


def _values(customers: list[UUID], attributes: set[str]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for start in range(0, len(customers), _AT_ONCE):
        for golden in survive.present(customers[start : start + _AT_ONCE]).values():
            for one in golden.document["values"]:
                if one["attribute"] in attributes:
                    found[one["attribute"]] = found.get(one["attribute"], frozenset()) | {one["display"]}
    return found


@unit_of_work
def declare_rule(rule_id: int | None, fields: Mapping[str, Any], *, actor: User | None) -> int:
    """Make a rule or change it; returns its number."""
    rule = actions.write_rule(rule_id, fields)
    enter(
        "approval_rule_changed" if rule_id else "approval_rule_made",
        f"approval_rule:{rule.pk}",
        actor_id=actor.pk if actor else None,
        details=dict(fields),
    )
    return rule.pk


def bring_in_rules() -> list[str]:
    """Declare the shipped rules that this installation never had; returns their notes.

    One that people have changed or deleted since is not brought in again: the ledger knows that it was made.
    """
    made = [_asking(one) for one in details_entered("approval_rule_made")]
    due = [one for one in _DEFAULTS if _asking(one) not in made]
    for fields in due:
        declare_rule(None, fields, actor=None)
    return [one["note"] for one in due]


def _asking(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What calls for a second person by such a rule, without its words and exemptions."""
    return {name: value for name, value in fields.items() if value and name not in {"note", "exempt", "is_active"}}
