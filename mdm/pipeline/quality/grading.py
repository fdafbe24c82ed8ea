"""Rules tried and put in force, values given their force back, trust that follows quality."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from mdm.editions.queries import look_again
from mdm.errors import ConflictError, NotFoundError
from mdm.grade import queries
from mdm.grade.rulebook import actions as rules
from mdm.grade.rulebook import queries as trials
from mdm.grade.rules import Rule
from mdm.grade.scorecards import queries as counts
from mdm.grade.sharing import actions as sharing
from mdm.grade.trust import by_grade, is_followed
from mdm.ledger.actions import enter
from mdm.pipeline.catalogue import adopt_policy
from mdm.pipeline.intake.cleansing import cleanse_in_chunks
from mdm.pipeline.transactions import unit_of_work
from mdm.survive import queries as survive

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from mdm.grade.rulebook.actions import Declared


@unit_of_work
def declare_rule(declaration: Mapping[str, Any], *, actor: AbstractBaseUser | None) -> int:
    """Check a rule and keep it as a draft under its next version; returns its id. Raises RuleError."""
    rule = queries.read_declaration(declaration, sources=queries.source_codes())
    stored = rules.add_rule(declaration, rule, author_id=actor.pk if actor else None)
    enter("rule_declared", f"quality_rule:{rule.code}", actor_id=_id_of(actor), rule=f"version {stored.version}")
    return stored.pk


@unit_of_work
def try_rule(pk: int) -> dict[str, Any]:
    """Test a rule on the stored records, and keep what it found with it."""
    row = queries.rule_row(pk)
    rule = queries.read(row)
    trial = {**trials.trial(rule), "at": timezone.now().isoformat(timespec="seconds"), "fingerprint": rule.fingerprint}
    rules.note_trial(pk, trial)
    return trial


@unit_of_work
def activate_rule(pk: int, *, actor: AbstractBaseUser | None, reason: str = "") -> None:
    """Put a tried rule in force; records are graded by it tonight. Raises ConflictError for one that was not tried."""
    row = queries.rule_row(pk)
    rule = queries.read(row)
    if row.trial.get("fingerprint") != rule.fingerprint:
        raise ConflictError("This rule was not tried yet.", remedy="Make a test run and look at what would fail.")
    rules.activate_rule(pk)
    queries.active_rules()
    _enter_rule("rule_activated", rule, actor, reason, {name: row.trial.get(name) for name in ("tested", "failed")})


@unit_of_work
def retire_rule(pk: int, *, actor: AbstractBaseUser | None, reason: str = "") -> None:
    """Take a rule out of force."""
    rule = queries.read(queries.rule_row(pk))
    rules.retire_rule(pk)
    _enter_rule("rule_retired", rule, actor, reason, {})


@unit_of_work
def release_value(key: str, *, actor: AbstractBaseUser | None, reason: str = "") -> int:
    """Give a muted value its force in matching back; returns how many records are matched anew tonight."""
    records = list(sharing.release_value(key))
    if not records and not queries.is_released(key):
        raise NotFoundError("No such value has lost its force.", remedy="Open the list of shared values again.")
    look_again()
    cleanse_in_chunks(records)
    digest = blake2b(key.encode(), digest_size=8).hexdigest()
    enter("value_released", f"shared_value:{digest}", actor_id=_id_of(actor), reason=reason)
    return len(records)


@unit_of_work
def follow_quality(*, actor: AbstractBaseUser | None) -> int:
    """Let trust follow measured quality: a new policy version with sources by their grades, attribute by attribute.

    Golden records follow with the next nightly job, and name the version in their lineage. Raises NotFoundError
    before the first scorecards.
    """
    runs = counts.latest_runs(1)
    if not runs:
        raise NotFoundError("There are no scorecards yet.", remedy="Run the nightly job first.")
    present = survive.active_declaration()
    wanted = by_grade(present, counts.source_grades(runs[0].pk), queries.trust_of_sources(), run=runs[0].pk)
    if is_followed(present, wanted):
        raise ConflictError("The policy follows these grades already.", remedy="Nothing is to be done.")
    return adopt_policy(wanted, actor=actor, note=f"Trust follows the scorecards of {runs[0].at:%Y-%m-%d}")


@unit_of_work
def declare(row: Declared, *, actor: AbstractBaseUser | None) -> None:
    """Keep what a person declares of cost or watch."""
    rules.save_declared(row)
    enter("declared", f"{row._meta.model_name}:{row.pk}", actor_id=_id_of(actor))  # noqa: SLF001 - Django's Options


def _enter_rule(act: str, rule: Rule, actor: AbstractBaseUser | None, reason: str, details: dict[str, Any]) -> None:
    subject = f"quality_rule:{rule.code}"
    enter(act, subject, actor_id=_id_of(actor), reason=reason, rule=f"version {rule.version}", details=details)


def _id_of(actor: AbstractBaseUser | None) -> int | None:
    return actor.pk if actor else None
