"""Gates: an estimated model is taken only where nothing speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from mdm.match.columns import Columns, Mask, Numbers, Positions
from mdm.match.contacts import Email, Phone
from mdm.match.facts import BirthDate, Identifier
from mdm.match.levels import COMPARISONS, FIXED_CHANCE
from mdm.match.model import KindModel, MatchModel, Odds
from mdm.match.names import Family, Given
from mdm.match.organisations import OrganisationName
from mdm.match.places import Address
from mdm.match.scoring import Links, score_pairs, weigh
from mdm.records import CustomerKind

# Pairs that hardly anybody would doubt must come out certain in this share.
SEEDS_CERTAIN = 0.9
FEWEST_SEEDS = 20
# The largest cluster may outgrow what the shipped parameters make of the data by this factor.
GROWTH = 4
HARMLESS = 30


@dataclass(frozen=True, slots=True)
class Gate:
    """One check of an estimated model."""

    name: str
    is_passed: bool
    detail: str


@dataclass(frozen=True, slots=True)
class KindReport:
    """What estimation saw of one kind, and whether its outcome was adopted."""

    kind: str
    records: int
    candidates: int
    patterns: int
    judged: int
    matches: float
    iterations: int
    is_converged: bool
    prior: float
    gates: tuple[Gate, ...]

    @property
    def is_adopted(self) -> bool:
        """Whether the estimated parameters are in force, rather than the shipped ones."""
        return all(gate.is_passed for gate in self.gates)


@dataclass(frozen=True, slots=True)
class EstimationReport:
    """What estimation did, kind by kind."""

    kinds: tuple[KindReport, ...]

    def as_json(self) -> dict[str, Any]:
        """The stored form."""
        return {one.kind: {**asdict(one), "is_adopted": one.is_adopted} for one in self.kinds}


def failed(report: EstimationReport) -> tuple[str, ...]:
    """The failed gates, in words."""
    return tuple(f"{one.kind}: {gate.detail}" for one in report.kinds for gate in one.gates if not gate.is_passed)


def judge(
    shipped: MatchModel, kind: str, found: KindModel, columns: Columns, pairs: tuple[Positions, Positions]
) -> tuple[KindModel, tuple[Gate, ...]]:
    """The model to use, and the gates: the estimated one if it passes them all, else the shipped one."""
    estimated = replace(shipped, kinds={**shipped.kinds, kind: found})
    before, after = (score_pairs(model, columns, *pairs) for model in (shipped, estimated))
    seeds = _seeds(shipped, kind, columns, pairs)
    gates = (
        _directions(kind, found),
        _seeds_stay_certain(estimated, after, seeds),
        _clusters_stay_small(shipped, estimated, before, after),
    )
    return (found if all(gate.is_passed for gate in gates) else shipped.kinds[kind]), gates


def _directions(kind: str, found: KindModel) -> Gate:
    """The strongest level must speak for a match and the weakest against it."""
    wrong = [
        one.label
        for one in COMPARISONS[kind]
        if one.name not in FIXED_CHANCE and not _points_right(found.odds[one.name])
    ]
    return Gate(
        "directions", not wrong, f"evidence points the wrong way: {', '.join(wrong)}" if wrong else "as expected"
    )


def _points_right(levels: Sequence[Odds]) -> bool:
    return levels[-1].match >= levels[-1].chance and levels[0].match <= levels[0].chance


def _seeds(model: MatchModel, kind: str, columns: Columns, pairs: tuple[Positions, Positions]) -> Mask:
    """Pairs beyond reasonable doubt: names and several independent facts agree, whatever the parameters."""
    if not len(pairs[0]):
        return np.zeros(0, dtype=np.bool_)
    reached = weigh(model, kind, columns, *pairs).levels
    proofs = (reached["identifier"] == Identifier.EXACT).astype(np.int8) + (reached["email"] == Email.EXACT)
    proofs += (reached["phone"] == Phone.EXACT) + (reached["address"] >= Address.SAME_HOUSE)
    if kind == CustomerKind.PERSON:
        proofs += reached["birth_date"] == BirthDate.EXACT
        named = (reached["given"] == Given.EXACT) & (reached["family"] == Family.EXACT)
    else:
        named = reached["organisation"] >= OrganisationName.SAME_WORDS
    return np.asarray(named & (proofs >= 2) & (reached["identifier"] != Identifier.CONFLICT), dtype=np.bool_)


def _seeds_stay_certain(model: MatchModel, links: Links, seeds: Mask) -> Gate:
    count = int(seeds.sum())
    if count < FEWEST_SEEDS:
        return Gate("seeds", is_passed=True, detail=f"{count} pairs beyond doubt are too few to check against")
    share = float((links.probability[seeds] >= model.certain).mean())
    return Gate("seeds", share >= SEEDS_CERTAIN, f"{share:.1%} of {count} pairs beyond doubt are certain")


def _clusters_stay_small(shipped: MatchModel, found: MatchModel, before: Links, after: Links) -> Gate:
    usual, now = _largest(before, shipped.certain), _largest(after, found.certain)
    limit = max(GROWTH * usual, HARMLESS)
    return Gate("clusters", now <= limit, f"the largest group of certain pairs has {now} records, {usual} before")


def _largest(links: Links, certain: float) -> int:
    kept = (links.probability >= certain) & (links.veto == 0)
    ids, ends = np.unique(np.concatenate((links.left[kept], links.right[kept])), return_inverse=True)
    if not len(ids):
        return 1
    low, high = np.split(ends.reshape(-1), 2)
    graph = coo_matrix((np.ones(len(low), dtype=np.int8), (low, high)), shape=(len(ids), len(ids)))
    labels: Numbers = connected_components(graph, directed=False)[1]
    return int(np.bincount(labels).max())
