"""What a new version ships reaches installations that are there already, and leaves people's own rules alone."""

from __future__ import annotations

import pytest

from mdm.errors import RuleError
from mdm.grade.rulebook.queries import latest_rules
from mdm.models import ApprovalRule, LedgerEntry, QualityRule, ReferenceList
from mdm.pipeline.quality import grading, shipping
from mdm.pipeline.setup import set_up
from mdm.pipeline.stewardship import approvals

CODE = "address_fresh"


def versions():
    return list(QualityRule.objects.filter(code=CODE).order_by("version").values_list("version", "state", "weight"))


def age():
    """As if an earlier version had shipped it with another weight."""
    row = QualityRule.objects.get(code=CODE)
    QualityRule.objects.filter(pk=row.pk).update(declaration={**row.declaration, "weight": 2}, weight=2)


def redeclare(**changes):
    row = QualityRule.objects.get(code=CODE)
    return grading.declare_rule({**row.declaration, "code": CODE, **changes}, actor=None)


def adopt():
    pk = redeclare(weight=9)
    grading.try_rule(pk)
    grading.activate_rule(pk, actor=None)


def retire():
    grading.retire_rule(QualityRule.objects.get(code=CODE).pk, actor=None)


def lose():
    QualityRule.objects.filter(code=CODE).delete()


# What happened to a shipped rule since, what set-up says, its versions afterwards.
SINCE = {
    "never had": ((lose,), [f"quality rules: new ({CODE})"], [(1, "active", 1)]),
    "shipped otherwise": ((age,), [f"quality rules: renewed ({CODE})"], [(1, "retired", 2), (2, "active", 1)]),
    "adopted anew": ((age, adopt), [], [(1, "retired", 2), (2, "active", 9)]),
    "being edited": ((age, lambda: redeclare(weight=9)), [], [(1, "active", 2), (2, "draft", 9)]),
    "retired": ((age, retire), [], [(1, "retired", 2)]),
}


@pytest.mark.parametrize(("acts", "told", "after"), SINCE.values(), ids=SINCE)
def test_set_up_brings_in_what_nobody_has_touched(db, acts, told, after):
    for act in acts:
        act()

    assert set_up() == told
    assert versions() == after
    assert set_up() == []
    assert LedgerEntry.objects.filter(act="rule_brought_in", subject=f"quality_rule:{CODE}").count() == len(told)


def test_rules_that_do_not_fit_come_as_drafts(db, monkeypatch):
    def refuse(_):
        raise RuleError("email has 32 rules.")

    age()
    monkeypatch.setattr(shipping, "ruleset", refuse)

    assert "as drafts" in set_up()[0]
    assert versions() == [(1, "active", 2), (2, "draft", 1)]
    assert set_up() == []


def test_a_list_that_is_newly_shipped_is_brought_in(db):
    ReferenceList.objects.filter(code="postcode_cities").delete()
    set_up()

    assert ReferenceList.objects.get(code="postcode_cities").is_learnt
    assert "postcode_city" in {one.code for one in latest_rules("active")}


def test_second_person_rules_that_are_newly_shipped_come_once(db, monkeypatch):
    ApprovalRule.objects.filter(act="pin").delete()
    ApprovalRule.objects.filter(act="dissolve").update(at_least_records=99)
    assert set_up() == []
    more = {"note": "Bars a merge.", "act": "merge", "at_least_records": 7}
    monkeypatch.setattr(approvals, "_DEFAULTS", (*approvals._DEFAULTS, more))

    assert set_up() == ["second person rules: Bars a merge."]
    assert set_up() == []
    assert not ApprovalRule.objects.filter(act="pin").exists()
