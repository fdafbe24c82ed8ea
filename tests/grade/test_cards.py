"""Scorecards are the sums of what became of each record's tests."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from mdm.catalogue.defaults import default_catalogue
from mdm.grade.cards import ALL, sheets
from mdm.grade.defaults import default_rules
from mdm.grade.rules import rule_from_json, ruleset
from mdm.grade.scores import checks_of

CATALOGUE = default_catalogue()
RULES = ruleset(
    [
        rule_from_json(one, CATALOGUE, lists={"countries", "known_postcodes", "postcode_cities"})
        for one in default_rules(CATALOGUE)
    ]
)
ENTRIES = st.sampled_from(RULES.groups).flatmap(
    lambda group: st.lists(st.sampled_from((0, 1, 3)), min_size=len(group.tests), max_size=len(group.tests)).map(
        lambda became: f"{group.number}:{sum(one << 2 * place for place, one in enumerate(became))}"
    )
)
OUTCOMES = st.lists(ENTRIES, max_size=4)


@given(st.lists(st.tuples(st.sampled_from((1, 2)), OUTCOMES, st.integers(1, 50)), max_size=8))
def test_a_sheet_sums_the_tests_of_its_records(found_of):
    records, tested, failed = Counter({ALL: 0}), Counter(), Counter()
    counted = [(source, entry, times) for source, outcome, times in found_of for entry in ("", *outcome)]
    for source, outcome, times in found_of:
        for place in (source, ALL):
            records[place] += times
            for one in checks_of(",".join(outcome), RULES):
                tested[place, one.attribute, one.rule.code] += one.tested * times
                failed[place, one.attribute, one.rule.code] += one.failed * times
    found = sheets(counted, RULES)
    assert {one.source: one.records for one in found} == records
    sums = {(one.source, told.attribute, told.rule.code): told for one in found for told in one.checks}
    assert {place: told.tested for place, told in sums.items()} == tested
    assert {place: told.failed for place, told in sums.items() if told.failed} == +failed
