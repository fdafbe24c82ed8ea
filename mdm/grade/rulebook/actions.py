"""Writing rules, and what is declared beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils import timezone

from mdm.editions.queries import look_again
from mdm.errors import ConflictError
from mdm.grade.deliveries.models import SourceWatch
from mdm.grade.models import QualityRule, SharingLimit
from mdm.grade.rules import Rule
from mdm.grade.scorecards.models import CostRate

Declared = CostRate | SourceWatch | SharingLimit


def save_declared(row: Declared) -> None:
    """Keep a declared row."""
    row.save()


def add_rule(declaration: Mapping[str, Any], rule: Rule, *, author_id: int | None) -> QualityRule:
    """Store a draft under the rule's next version number."""
    top = QualityRule.objects.filter(code=rule.code).aggregate(top=Max("version"))["top"] or 0
    row = _row(declaration, rule, version=top + 1, author_id=author_id)
    row.save(force_insert=True)
    return row


def bring_in(declared: Sequence[tuple[Mapping[str, Any], Rule]], *, are_drafts: bool = False) -> list[QualityRule]:
    """Store shipped rules under their next versions, in force in place of those before, or as drafts."""
    codes, states = [rule.code for _, rule in declared], QualityRule.State
    tops = dict(QualityRule.objects.filter(code__in=codes).values_list("code").annotate(top=Max("version")))
    in_force: dict[str, Any] = {"state": states.ACTIVE, "activated_at": timezone.now()}
    if are_drafts:
        in_force = {"state": states.DRAFT}
    else:
        QualityRule.objects.filter(code__in=codes, state=states.ACTIVE).update(state=states.RETIRED)
    rows = [_row(one, rule, version=tops.get(rule.code, 0) + 1, **in_force) for one, rule in declared]
    QualityRule.objects.bulk_create(rows)
    look_again()
    return rows


def _row(declaration: Mapping[str, Any], rule: Rule, **fields: Any) -> QualityRule:
    return QualityRule(
        code=rule.code,
        declaration={name: value for name, value in declaration.items() if name != "code"},
        label=rule.label,
        dimension=rule.dimension,
        severity=rule.severity,
        weight=rule.weight,
        owner=rule.owner,
        **fields,
    )


def note_trial(pk: int, trial: Mapping[str, Any]) -> None:
    """Keep what a test run found."""
    QualityRule.objects.filter(pk=pk).update(trial=dict(trial))


def activate_rule(pk: int) -> QualityRule:
    """Put the draft in force in place of the version before it. Raises ConflictError where it is no draft."""
    states = QualityRule.State
    row = QualityRule.objects.select_for_update(no_key=True).get(pk=pk)
    if row.state == states.ACTIVE:
        raise ConflictError("This version of the rule is in force already.")
    QualityRule.objects.filter(code=row.code, state=states.ACTIVE).update(state=states.RETIRED)
    row.state, row.activated_at = states.ACTIVE, timezone.now()
    row.save(update_fields=["state", "activated_at"])
    look_again()
    return row


def retire_rule(pk: int) -> None:
    """Take the rule out of force."""
    QualityRule.objects.filter(pk=pk).update(state=QualityRule.State.RETIRED)
    look_again()
