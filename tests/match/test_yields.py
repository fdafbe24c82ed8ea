"""What blocking brings: counted by rule, recall by captures, advice where enough was seen."""

from __future__ import annotations

import random

import numpy as np
import pytest

from mdm.match.evaluation import Keyed
from mdm.match.rules import RULES
from mdm.match.yields import (
    FAMILIES,
    KIND_RULES,
    brought_by_rule,
    captures,
    fragile,
    mask_of,
    recall,
    sizes_by_rule,
    yields,
)


def test_every_rule_belongs_to_one_family():
    listed = [rule for family in FAMILIES.values() for rule in family]
    assert sorted(listed) == sorted(RULES) == sorted(rule for rules in KIND_RULES.values() for rule in rules)


def test_keys_and_blocks_are_counted_by_rule():
    keyed = Keyed(np.array([5, 5, 5, 9, 7] + [3] * 30), np.arange(35), np.array([1, 1, 1, 1, 2] + [2] * 30, np.int16))
    assert sizes_by_rule(keyed) == {
        "1": {"keys": 4, "blocks": 2, "wide_keys": 0, "sizes": {"1": 1, "3": 1}},
        "2": {"keys": 31, "blocks": 2, "wide_keys": 30, "sizes": {"1": 1, "26": 1}},
    }
    empty = np.zeros(0, dtype=np.int64)
    assert sizes_by_rule(Keyed(empty, empty, empty.astype(np.int16))) == {}


def test_pairs_are_counted_by_rule_and_by_families_that_met_them():
    masks = np.array([mask_of(one) for one in ([1], [1, 3], [1, 5], [5], [41, 42])])
    certain = np.array([True, True, True, False, True])
    assert brought_by_rule(masks, certain)["1"] == {"pairs": 3, "only": 1, "certain": 3, "only_certain": 1}
    assert brought_by_rule(masks, certain)["5"] == {"pairs": 2, "only": 1, "certain": 1, "only_certain": 0}
    assert captures(masks, certain) == {"person": {"1": 2, "2": 1}, "organisation": {"2": 1}}
    assert fragile(masks, certain) == {str(one): 1 for one in masks[certain].tolist()}


@pytest.mark.parametrize("chance", [0.35, 0.5, 0.7])
def test_recall_of_independent_captures_is_found(chance):
    dice, met = random.Random(4), {}
    for _ in range(20_000):
        times = sum(dice.random() < chance for _ in range(4))
        met[str(times)] = met.get(str(times), 0) + 1
    missed = met.pop("0", 0)
    found = recall(met)
    assert found.low <= found.share <= found.high
    # Of four independent captures f1² / 2 f2 expects 4/3 of those that met none.
    assert found.share == pytest.approx((20_000 - missed) / (20_000 + missed / 3), abs=0.015)


@pytest.mark.parametrize(("met", "share"), [({"1": 99}, None), ({"2": 500}, 1.0), ({"1": 1, "2": 500}, 1.0)])
def test_few_or_no_single_captures(met, share):
    found = recall(met)
    assert (found.share if found else None) == share


def figures(certain, rules, pairs):
    return {
        "rules": rules,
        "captures": {"person": {"2": certain}},
        "fragile": {str(mask_of(of)): count for of, count in pairs},
    }


def rule(keys=100, only=0, only_certain=0):
    return {"keys": keys, "blocks": keys, "wide_keys": 0, "pairs": only, "only": only, "certain": only_certain,
            "only_certain": only_certain, "sizes": {"1": keys}}  # fmt: skip


def advised(found):
    return {one.rule: one.advice.partition(":")[0] for one in found if one.advice}


def test_two_rules_that_bring_the_same_are_not_both_useless():
    rules = {"1": rule(200), "3": rule(100), "5": rule(100, only=50, only_certain=40)}
    found = yields(figures(9_000, rules, [([1, 3], 400), ([5], 40)]))
    assert advised(found) == {1: "Useless here"}


def test_with_few_pairs_nothing_is_said():
    rules = {"1": rule(200), "3": rule(100, only=10_000_000, only_certain=1)}
    assert advised(yields(figures(2_900, rules, []))) == {}


def test_a_rule_that_costs_much_for_little_is_too_wide():
    rules = {"1": rule(only=90_000, only_certain=30), "3": rule(only=90_000, only_certain=80)}
    assert advised(yields(figures(9_000, rules, [([1], 30), ([3], 80)]))) == {1: "Too wide"}
