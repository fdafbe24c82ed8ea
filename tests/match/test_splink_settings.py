"""The same model under Splink's formula and in Splink itself, and back again."""

from __future__ import annotations

import json
import os
import random
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mdm.errors import InvalidInputError
from mdm.match.blocking import blocking_keys
from mdm.match.columns import Columns
from mdm.match.defaults import DEFAULT_MODEL
from mdm.match.frequencies import Frequencies
from mdm.match.levels import COMPARISONS
from mdm.match.scoring import weigh
from mdm.match.splink_settings import (
    NOT_EXPRESSED,
    TERMS,
    exported,
    imported,
    level_functions,
    record_text,
    term_shares,
    weight,
)
from mdm.records import Comparable

PYTHON = os.environ.get("PEERS_PYTHON", "")
KINDS = ("person", "organisation")
# Values with shares of their own, only where Splink's settings can hold them.
MODEL = replace(
    DEFAULT_MODEL,
    frequencies={
        "given": Frequencies({"maria": 0.02, "jon": 0.004}, rest=0.001),
        "family": Frequencies({"smith": 0.01}),
        "birth_date": Frequencies({"1980-05-10": 0.0002}, rest=0.00004),
    },
)


def made_up(kind, count=70):
    dice, rows = random.Random(11), []
    for _ in range(count):
        given = dice.choice(("robert", "bob", "maria", "jon", "john"))
        family, born = dice.choice(("smith", "smyth", "garcia")), dice.choice(("", "1980-05-10", "1980-10-05", "1981"))
        person = {"given": given, "family": family, "birth_date": born}
        company = {"organisation": dice.choice(("acme steel", "acme steal", "globex")), "legal_form": "ltd"}
        rows.append(
            Comparable(
                kind=kind,
                emails=dice.choice(("", f"{given}.{family}@example.org", "info@acme.example")),
                phones=dice.choice(("", "+16502530001|+16502530002", "+16502530002")),
                streets=dice.choice(("", "main street")),
                houses="12",
                postcodes=dice.choice(("94043", "94301")),
                identifiers=dice.choice(("", "tax:123456789", "tax:123456780")),
                **(person if kind == "person" else company),
            )
        )  # fmt: skip
    return rows


@pytest.fixture(scope="module", params=KINDS)
def scored(request):
    """All pairs of made-up records of a kind: positions, levels, and this project's weight without rivals."""
    kind, rows = request.param, made_up(request.param)
    columns = Columns.from_comparables(range(len(rows)), rows)
    left, right = np.triu_indices(len(rows), 1)
    weighing = weigh(MODEL, kind, columns, left.astype(np.intp), right.astype(np.intp))
    return kind, rows, (left, right), weighing


def shares_of(rows, one, other):
    found = {}
    for column in TERMS:
        known = term_shares(MODEL, column, [getattr(rows[one], column), getattr(rows[other], column)])
        if known:
            found[column] = max(known.values())
    return found


def by_formula(scored):
    kind, rows, (left, right), weighing = scored
    settings, levels = exported(MODEL, kind), weighing.levels
    return np.array([
        weight(settings, {name: int(one[place]) for name, one in levels.items()}, shares_of(rows, a, b))
        for place, (a, b) in enumerate(zip(left.tolist(), right.tolist(), strict=True))
    ])  # fmt: skip


def test_splinks_formula_gives_this_projects_weight_before_rivals(scored):
    weighing = scored[3]
    # Whatever has a chance of its own that settings can't hold is named in the export.
    holds = np.ones(len(weighing), dtype=np.bool_)
    for name, one in weighing.evidence.items():
        holds &= (one.chance == 0) | (name in TERMS)
    assert holds.sum() > 500
    assert np.abs(by_formula(scored) - weighing.weight() + weighing.rivalry())[holds].max() < 1e-6


def test_level_functions_see_the_levels_that_scoring_sees(scored):
    kind, rows, (left, right), weighing = scored
    texts = [record_text(row) for row in rows]
    for comparison in COMPARISONS[kind]:
        function = level_functions(kind)[f"mdm_{kind}_{comparison.name}"]
        found = function([texts[one] for one in left], [texts[one] for one in right])
        assert found.tolist() == weighing.levels[comparison.name].tolist()


@pytest.mark.skipif(not PYTHON, reason="PEERS_PYTHON names no interpreter with the optional extra 'peers'")
def test_splink_itself_scores_the_same_pairs_alike(scored, tmp_path):
    kind, rows, (left, right), _ = scored
    table = {
        "unique_id": list(range(len(rows))),
        "record": [record_text(row) for row in rows],
        "keys": [[key for _, key in blocking_keys(row)] for row in rows],
    }
    for column in TERMS:
        values = [getattr(row, column) for row in rows]
        shares = term_shares(MODEL, column, values)
        table[column] = [value or None for value in values]
        table[f"tf_{column}"] = pa.array([shares.get(value) for value in values], pa.float64())
        table[column] = pa.array(table[column], pa.string())
    settings, records, out = (tmp_path / name for name in ("settings.json", "records.parquet", "scores.parquet"))
    settings.write_text(json.dumps(exported(MODEL, kind)))
    pq.write_table(pa.table(table), records)
    script = Path(__file__).with_name("splink_scores.py")
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    subprocess.run([PYTHON, script, kind, settings, records, out], check=True, env=environment, capture_output=True)
    found = pq.read_table(out)
    pairs = zip(*(found[name].to_pylist() for name in ("unique_id_l", "unique_id_r", "match_weight")), strict=True)
    there = {(min(one, other), max(one, other)): bits for one, other, bits in pairs}
    here = dict(zip(zip(left.tolist(), right.tolist(), strict=True), by_formula(scored).tolist(), strict=True))
    assert len(there) > 500
    assert max(abs(bits - here[pair]) for pair, bits in there.items()) < 1e-6


@pytest.mark.parametrize("kind", KINDS)
def test_what_goes_out_comes_back(kind):
    settings = json.loads(json.dumps(exported(MODEL, kind)))
    other = replace(MODEL.kinds[kind], prior=0.5, odds={
        name: tuple(replace(one, match=0.5, chance=0.5) for one in levels)
        for name, levels in MODEL.kinds[kind].odds.items()
    })  # fmt: skip
    found, kept = imported(settings, kind, other)
    assert kept == []
    assert (found.prior, found.odds) == (MODEL.kinds[kind].prior, MODEL.kinds[kind].odds)
    assert found.rivals == MODEL.kinds[kind].rivals


def test_untrained_levels_stay_as_they_were_and_are_named():
    settings = exported(MODEL, "person")
    del settings["comparisons"][0]["comparison_levels"][1]["m_probability"]
    del settings["comparisons"][1]
    found, kept = imported(settings, "person", MODEL.kinds["person"])
    assert kept == ["given, exact: m", "middle"]
    assert found == MODEL.kinds["person"]


def _wrong(change):
    settings = exported(MODEL, "person")
    change(settings)
    return settings


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda s: s["comparisons"][0].update(output_column_name="shoe"), "no comparison 'shoe'"),
        (lambda s: s["comparisons"][0]["comparison_levels"][1].update(label_for_charts="x"), "given has no level 'x'"),
        (lambda s: s["comparisons"][0]["comparison_levels"][1].update(m_probability=1.5), "m of given, exact is 1.5"),
        (lambda s: s["comparisons"][0]["comparison_levels"][1].update(u_probability="a"), "u of given, exact is 'a'"),
        (lambda s: s.update(probability_two_random_records_match=0), "the prior is 0"),
    ],
)
def test_settings_of_another_shape_are_refused_by_name(change, said):
    with pytest.raises(InvalidInputError, match=said):
        imported(_wrong(change), "person", MODEL.kinds["person"])


def test_what_splink_can_not_express_is_named():
    told = " ".join(NOT_EXPRESSED).lower()
    for part in ("household", "traps", "e-mail", "oversized", "second look"):
        assert part in told
    shipped = exported(DEFAULT_MODEL, "person")["comparisons"]
    with_terms = {one["output_column_name"] for one in shipped if "tf_adjustment_column" in one["comparison_levels"][1]}
    assert with_terms == {name for name in TERMS if name in DEFAULT_MODEL.frequencies}
