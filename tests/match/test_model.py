import json
from dataclasses import replace

import pytest

from mdm.errors import ModelError
from mdm.match.defaults import DEFAULT_MODEL
from mdm.match.frequencies import Frequencies
from mdm.match.levels import COMPARISONS, FIXED_CHANCE
from mdm.match.model import KindModel, MatchModel, Odds, Rival
from mdm.records import Zone

PERSON = DEFAULT_MODEL.kinds["person"]


def test_a_model_survives_its_stored_form():
    model = replace(
        DEFAULT_MODEL, version=3, stop_keys=frozenset({5, -2}), frequencies={"given": Frequencies({"ann": 0.1}, 0.01)}
    )
    stored = json.loads(json.dumps(model.as_json()))
    back = MatchModel.from_json(stored)
    assert back.as_json() == model.as_json()
    assert (back.version, back.stop_keys, back.kinds) == (3, {5, -2}, model.kinds)
    assert back.frequencies["given"].shares == {"ann": 0.1}
    assert back.renumbered(9).version == 9


BROKEN = [
    (lambda stored: stored.pop("kinds"), "can't be read"),
    (lambda stored: stored.update(certain=0.4), "Thresholds"),
    (lambda stored: stored["kinds"]["person"].update(prior=0), "prior"),
    (lambda stored: stored["kinds"]["person"]["odds"].pop("given"), "given"),
    (lambda stored: stored["kinds"]["person"]["odds"]["given"].pop(), "given"),
    (lambda stored: stored["kinds"]["person"]["odds"]["given"].__setitem__(0, [0.0, 0.5]), "impossible odds for given"),
    (lambda stored: stored["kinds"]["person"]["rivals"][0]["caused"].update(hat=0.5), "hat"),
    (lambda stored: stored["kinds"].update(ghost=stored["kinds"]["person"]), "ghost"),
]


@pytest.mark.parametrize(("spoil", "named"), BROKEN)
def test_a_broken_model_is_refused_by_name(spoil, named):
    stored = json.loads(json.dumps(DEFAULT_MODEL.as_json()))
    spoil(stored)
    with pytest.raises(ModelError, match=named) as refused:
        MatchModel.from_json(stored)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("probability", "veto", "zone"),
    [
        (0.9, 0, Zone.CERTAIN),
        (0.95, 3, Zone.POSSIBLE),
        (0.89, 0, Zone.POSSIBLE),
        (0.5, 0, Zone.POSSIBLE),
        (0.49, 3, Zone.NONE),
    ],
)
def test_zones(probability, veto, zone):
    assert DEFAULT_MODEL.zone(probability, veto) is zone


def test_shipped_levels_are_shares_and_point_the_right_way():
    for kind, one in DEFAULT_MODEL.kinds.items():
        for name, levels in one.odds.items():
            assert sum(odds.match for odds in levels) == pytest.approx(1.0, abs=0.011), name
            if name not in FIXED_CHANCE:
                assert levels[-1].match > levels[-1].chance
                assert levels[0].match < levels[0].chance
        assert {comparison.name for comparison in COMPARISONS[kind]} == set(one.odds)


def test_rivals_are_found_by_name():
    assert PERSON.ratio("household") > 0
    assert KindModel(0.1, {}, (Rival("x", "x", 0.5, {}),)).ratio("y") == 0.0
    assert Odds(0.5, 0.1).match == 0.5
