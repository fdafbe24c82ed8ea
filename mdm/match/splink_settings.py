"""A match model as settings of Splink 5, and back: parameters by level, term frequencies, blocking by stored keys.

Levels are reached by functions that this package brings (`level_functions`), so that both sides see the same ones;
where Splink runs, they must be registered under their names. A pair's weight there is

    log2(prior / (1 - prior)) + sum over comparisons of log2(m / u), u being the value's own share where it has one

(Fellegi & Sunter 1969 as Splink writes it), which is this model's weight before rival explanations and traps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import log2
from typing import Any

import numpy as np

from mdm.errors import InvalidInputError
from mdm.match.columns import Columns, Levels
from mdm.match.levels import COMPARISONS, Comparison
from mdm.match.model import KindModel, MatchModel, Odds
from mdm.match.view import View
from mdm.records import COMPARABLE_COLUMNS, Comparable

# Parts a record's columns in its one text.
UNIT = "\x1f"
RECORD, KEYS = "record", "keys"
# Single-valued columns whose values' shares stand in for the chance of the comparison's highest level.
TERMS: Mapping[str, str] = {"given": "given", "family": "family", "birth_date": "birth_date"}

NOT_EXPRESSED = tuple(
    " ".join(said.split())
    for said in (
        """Rival explanations (household, twins, namesakes, shared contacts, colleagues, branches): Splink takes
        comparisons for independent, so agreement that they share counts more than once there.""",
        """Traps that hold a pair back from being joined whatever its probability: apply them to the pairs above the
        threshold.""",
        """Shares of the values of multi-valued attributes (e-mail, phone, identifiers, addresses, websites, further
        attributes) and of names of organisations: their levels' own chance is used.""",
        """Oversized blocks: here they are split by further keys, there every pair of a block is compared. Over-shared
        keys are left out of the records' keys.""",
        """The second look inside groups, and cutting groups at weak ties: Splink's clustering joins connected
        pairs.""",
    )
)


def record_text(row: Comparable) -> str:
    """What the level functions compare: all columns in one text."""
    return UNIT.join(getattr(row, name) for name in COMPARABLE_COLUMNS)


def function_name(kind: str, comparison: str) -> str:
    """The SQL function that gives the level of a comparison, 0 where something is missing."""
    return f"mdm_{kind}_{comparison}"


def level_functions(kind: str) -> dict[str, Callable[[Sequence[str], Sequence[str]], Levels]]:
    """Every function that the settings of this kind call, from many pairs of record texts to their levels."""
    return {function_name(kind, one.name): _function(one) for one in COMPARISONS[kind]}


def _function(comparison: Comparison) -> Callable[[Sequence[str], Sequence[str]], Levels]:
    def levels(left: Sequence[str], right: Sequence[str]) -> Levels:
        rows = [text.split(UNIT) for text in (*left, *right)]
        texts = {name: [row[place] for row in rows] for place, name in enumerate(COMPARABLE_COLUMNS)}
        columns, count = Columns.from_texts(range(len(rows)), texts), len(rows) // 2
        places = np.arange(count, dtype=np.intp)
        return comparison.compare(View(columns, places, places + count, {})).levels

    return levels


def exported(model: MatchModel, kind: str) -> dict[str, Any]:
    """The settings of one kind, ready for Splink."""
    one = model.kinds[kind]
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": one.prior,
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": f"l.{KEYS} = r.{KEYS}", "arrays_to_explode": [KEYS]}
        ],
        "comparisons": [
            _comparison(kind, comparison, one.odds[comparison.name], has_terms=_has_terms(model, comparison.name))
            for comparison in COMPARISONS[kind]
        ],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "additional_columns_to_retain": [],
    }


def _has_terms(model: MatchModel, comparison: str) -> bool:
    return TERMS.get(comparison) in model.frequencies


def _comparison(kind: str, comparison: Comparison, odds: Sequence[Odds], *, has_terms: bool) -> dict[str, Any]:
    call = f"{function_name(kind, comparison.name)}({RECORD}_l, {RECORD}_r)"
    null = {"sql_condition": f"{call} = 0", "label_for_charts": "missing", "is_null_level": True}
    levels = [_level(comparison, call, place, odds[place]) for place in reversed(range(len(odds)))]
    if has_terms:
        levels[0] |= {
            "tf_adjustment_column": TERMS[comparison.name],
            "tf_adjustment_weight": 1.0,
            "disable_tf_exact_match_detection": True,
        }
    return {
        "output_column_name": comparison.name,
        "comparison_description": comparison.label,
        "comparison_levels": [null, *levels],
    }


def _level(comparison: Comparison, call: str, place: int, odds: Odds) -> dict[str, Any]:
    return {
        "sql_condition": f"{call} = {place + 1}" if place else "ELSE",
        "label_for_charts": _label(comparison, place),
        "m_probability": odds.match,
        "u_probability": odds.chance,
    }


def _label(comparison: Comparison, place: int) -> str:
    return list(comparison.levels)[place].name.lower()


def term_shares(model: MatchModel, column: str, values: Iterable[str]) -> dict[str, float]:
    """The share of each value that has one of its own, to be registered as Splink's term frequencies."""
    known = model.frequencies.get(TERMS[column])
    found = {value: known.shares.get(value, known.rest) for value in values if value} if known else {}
    return {value: share for value, share in found.items() if share > 0}


def weight(settings: Mapping[str, Any], levels: Mapping[str, int], shares: Mapping[str, float]) -> float:
    """The match weight in bits that Splink's formula gives a pair, from its settings alone.

    `levels` are by comparison, 0 missing; `shares` by column the larger share of the two values, where they have one.
    """
    prior = settings["probability_two_random_records_match"]
    total = log2(prior / (1 - prior))
    for comparison in settings["comparisons"]:
        reached = levels[comparison["output_column_name"]]
        if reached:
            level = comparison["comparison_levels"][-reached]
            chance = shares.get(level.get("tf_adjustment_column", ""), level["u_probability"])
            total += log2(level["m_probability"] / chance)
    return total


def imported(settings: Mapping[str, Any], kind: str, like: KindModel) -> tuple[KindModel, list[str]]:
    """The parameters that settings of this shape hold, and the levels without any, which stay as they were.

    Rival explanations stay as in `like`. Raises InvalidInputError, naming the comparison and level.
    """
    given = {one.get("output_column_name"): one for one in settings.get("comparisons", ())}
    unknown = sorted(str(name) for name in given.keys() - {one.name for one in COMPARISONS[kind]})
    if unknown:
        raise _refused(kind, f"there is no comparison {unknown[0]!r}")
    kept: list[str] = []
    odds = dict(like.odds)
    for comparison in COMPARISONS[kind]:
        if comparison.name not in given:
            kept.append(comparison.name)
            continue
        levels = _by_label(kind, comparison, given[comparison.name])
        found = []
        for place, usual in enumerate(like.odds[comparison.name]):
            label = _label(comparison, place)
            where = f"{comparison.name}, {label}"
            said = levels.get(label, {})
            kept += [f"{where}: {name}" for name in ("m", "u") if said.get(f"{name}_probability") is None]
            found.append(_odds(kind, where, said, usual))
        odds[comparison.name] = tuple(found)
    prior = settings.get("probability_two_random_records_match", like.prior)
    return replace(like, prior=_share(kind, "the prior", prior), odds=odds), kept


def _by_label(kind: str, comparison: Comparison, given: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    own = [one for one in given.get("comparison_levels", ()) if not one.get("is_null_level")]
    levels = {str(one.get("label_for_charts")): one for one in own}
    known = {_label(comparison, place) for place in range(len(comparison.levels))}
    unknown = sorted(levels.keys() - known)
    if unknown:
        raise _refused(kind, f"{comparison.name} has no level {unknown[0]!r}")
    return levels


def _odds(kind: str, where: str, said: Mapping[str, Any], usual: Odds) -> Odds:
    match, chance = said.get("m_probability"), said.get("u_probability")
    return Odds(
        usual.match if match is None else _share(kind, f"m of {where}", match),
        usual.chance if chance is None else _share(kind, f"u of {where}", chance),
    )


def _share(kind: str, what: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 < value <= 1.0:
        raise _refused(kind, f"{what} is {value!r}, no share above 0 and up to 1")
    return float(value)


def _refused(kind: str, what: str) -> InvalidInputError:
    remedy = "Import settings that manage.py models export wrote, trained or not."
    return InvalidInputError(f"The settings of {kind} can't be taken: {what}.", remedy=remedy)
