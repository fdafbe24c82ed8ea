"""Rules that compare a value's age with the half-life that the survivorship policy declares."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mdm.errors import RuleError
from mdm.grade.ageing import half_lives
from mdm.grade.rules import rule_from_json, ruleset
from mdm.models import CleanRecord, QualityResult
from mdm.pipeline.catalogue import adopt_policy
from mdm.survive import queries as survive
from tests.grade.test_rules import CATALOGUE, GOOD
from tests.pipeline.people import ROBERT


def _decay(**days):
    sources = {source: {"max": 90, "min": 10, "half_life_days": number} for source, number in days.items()}
    return {"by": "trust_decay", "sources": sources}


def test_half_lives_are_those_of_the_rule_that_counts():
    policy = {"rules": [
        {"attributes": ["email"], "countries": ["DE"], "order": [_decay(crm=1)]},
        {"attributes": ["email"], "kinds": ["person"], "order": ["quality", _decay(crm=30, shop=60)]},
        {"attributes": ["phone"], "order": ["most_recent"]},
        {"attributes": ["*"], "order": [_decay(crm=900)]},
    ]}  # fmt: skip

    assert half_lives(policy, ["email", "phone"]) == {
        ("email", "person", "crm"): 30, ("email", "person", "shop"): 60, ("email", "organisation", "crm"): 900,
    }  # fmt: skip


def test_another_half_life_is_another_state_of_the_rules():
    def digest(holds, lives):
        return ruleset([rule_from_json({**GOOD, "holds": holds}, CATALOGUE, half_lives=lives)]).digest

    ageing, lives = {"le": [{"age": "updated"}, {"half_life": 9}]}, {("email", "person", "crm"): 30.0}
    assert digest(ageing, lives) != digest(ageing, {}) != digest(ageing, {("email", "person", "crm"): 31.0})
    assert digest(GOOD["holds"], lives) == digest(GOOD["holds"], {})


@pytest.mark.parametrize("days", [0, -3, "a year", 1.5, True, 100_001])
def test_a_half_life_is_whole_days(days):
    with pytest.raises(RuleError, match="is no number of days") as refused:
        rule_from_json({**GOOD, "holds": {"le": [{"age": "updated"}, {"half_life": days}]}}, CATALOGUE)

    assert refused.value.remedy


def test_a_half_life_that_the_policy_declares_grades_anew(installation):
    installation.load("crm", [ROBERT])
    CleanRecord.objects.update(stated_updated_at=timezone.now() - timedelta(days=9))
    installation.nightly()
    before = QualityResult.objects.get().failures
    decay = {"by": "trust_decay", "sources": {"crm": {"max": 90, "min": 10, "half_life_days": 1}}}
    declared = survive.active_declaration()
    adopt_policy({**declared, "rules": [{"attributes": ["email"], "order": [decay]}, *declared["rules"]]}, actor=None)
    installation.nightly()
    after = QualityResult.objects.get().failures

    assert "email:contact_fresh" not in before
    assert set(after) - set(before) == {"email:contact_fresh"}
