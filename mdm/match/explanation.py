"""Why a pair scored as it did: a waterfall with a sentence for each step. Computed by the scoring itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from mdm.match.blocking import key_texts
from mdm.match.columns import Columns
from mdm.match.levels import COMPARISONS
from mdm.match.model import MatchModel
from mdm.match.rules import RULES
from mdm.match.scoring import Scored, Weighing, score_and_weigh
from mdm.match.sentences import sentence
from mdm.match.vetoes import veto_by_code
from mdm.records import Comparable, Zone


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the waterfall. Level is the level's name, empty for missing and for steps that compare nothing."""

    name: str
    label: str
    level: str
    weight: float
    total: float
    sentence: str


@dataclass(frozen=True, slots=True)
class SharedKey:
    """A blocking key that both records carry: the reason why they were compared at all."""

    rule: int
    label: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole story of a pair. Weights are bits: 1 more doubles the odds."""

    model_version: int
    shared_keys: tuple[SharedKey, ...]
    steps: tuple[Step, ...]
    weight: float
    probability: float
    veto: int
    veto_sentence: str
    certain: float
    possible: float
    zone: Zone
    summary: str
    is_concealed: bool = False

    def as_json(self) -> dict[str, Any]:
        """For pages, API and storage."""
        told = asdict(self)
        del told["is_concealed"]
        return {**told, "zone": str(self.zone)}


def explain(model: MatchModel, a: Comparable, b: Comparable) -> Explanation:
    """Why these two are, might be, or are not one customer under the model."""
    columns = Columns.from_comparables((0, 1), (a, b))
    here = np.zeros(1, dtype=np.intp)
    return explain_scored(model, score_and_weigh(model, columns, here, here + 1), 0, a, b)


def explain_scored(model: MatchModel, scored: Scored, place: int, a: Comparable, b: Comparable) -> Explanation:
    """The same of a pair that was scored among others, at that place."""
    weight, veto = float(scored.links.weight[place]), int(scored.links.veto[place])
    probability = float(scored.links.probability[place])
    keys = _shared_keys(a, b)
    weighed = scored.weighing_at(place)
    steps = _steps(*weighed) if weighed else ()
    found = veto_by_code(veto)
    return Explanation(
        model_version=model.version,
        shared_keys=keys,
        steps=steps,
        weight=weight,
        probability=probability,
        veto=veto,
        veto_sentence=found.sentence if found else "",
        certain=model.certain,
        possible=model.possible,
        zone=model.zone(probability, veto),
        summary=_summary(model, probability, veto, keys)
        if a.kind == b.kind
        else "A person and an organisation are never one customer.",
    )


def _shared_keys(a: Comparable, b: Comparable) -> tuple[SharedKey, ...]:
    if a.kind != b.kind:
        return ()
    numbers = sorted({number for number, _ in set(key_texts(a)) & set(key_texts(b))})
    return tuple(SharedKey(number, RULES[number]) for number in numbers)


def _steps(weighing: Weighing, place: int) -> tuple[Step, ...]:
    total = float(np.log2(weighing.model.prior / (1 - weighing.model.prior)))
    steps = [Step("prior", "Before looking", "", total, total, _prior_sentence(weighing.model.prior))]
    for one in COMPARISONS[weighing.kind]:
        level = int(weighing.levels[one.name][place])
        weight = float(np.log2(weighing.factors[one.name][place]))
        total += weight
        told = sentence(one.name, level) + _frequency_sentence(float(weighing.evidence[one.name].chance[place]))
        steps.append(Step(one.name, one.label, one.levels(level).name.lower() if level else "", weight, total, told))
    lost = float(weighing.rivalry()[place])
    steps.append(Step("rivals", "Other explanations", "", lost, total + lost, _rival_sentence(weighing, place, lost)))
    return tuple(steps)


def _prior_sentence(prior: float) -> str:
    return f"Of two records taken at random, 1 pair in {round(1 / prior):,} is one customer."


def _frequency_sentence(chance: float) -> str:
    return f" By chance 1 pair in {max(round(1 / chance), 1):,} agrees on that." if chance > 0 else ""


def _rival_sentence(weighing: Weighing, place: int, lost: float) -> str:
    if lost > -0.05:
        return "Nothing but one customer explains the agreement."
    odds = {rival.label: float(weighing.rival_odds(rival)[place]) for rival in weighing.model.rivals}
    likeliest = max(odds, key=lambda label: odds[label])
    return f"They could also be {likeliest}, who share such things without being one."


def _summary(model: MatchModel, probability: float, veto: int, keys: tuple[SharedKey, ...]) -> str:
    told = f"The probability of a match is {probability:.1%}; "
    told += f"certain begins at {model.certain:.0%}, possible at {model.possible:.0%}."
    found = veto_by_code(veto)
    if found is not None and probability >= model.certain:
        told += f" Held back for a person to decide: {found.name}."
    if not keys:
        told += " They share no blocking key, so they were never compared."
    return told
