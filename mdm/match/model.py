"""The match model: everything that a score depends on, frozen under a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mdm.errors import ModelError
from mdm.match.frequencies import Frequencies
from mdm.match.levels import COMPARISONS
from mdm.records import Zone

FORMAT = 1
UNBOUNDED = 1e6


@dataclass(frozen=True, slots=True)
class Odds:
    """How often a level is reached by two records of one customer, and of two customers taken at random."""

    match: float
    chance: float


@dataclass(frozen=True, slots=True)
class Rival:
    """Another explanation of agreement: two customers who share some things for a reason.

    `ratio` is how many such pairs there are for every pair of one customer; `caused` gives, per comparison, the share
    of these pairs that agree as one customer's records would; `forms` gives how often they reach each level of a
    comparison where that is neither like one customer's nor like chance. In all else they agree by chance.
    `anchor` names the comparison that all such pairs agree on, for counting them where blocking does not look. Nature
    allows no higher ratio than `most`, whatever the data seems to say.
    """

    name: str
    label: str
    ratio: float
    caused: Mapping[str, float]
    forms: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    anchor: str = ""
    most: float = UNBOUNDED


@dataclass(frozen=True, slots=True)
class KindModel:
    """Parameters for one kind of customer. `prior` is the share of matches among all pairs of records."""

    prior: float
    odds: Mapping[str, tuple[Odds, ...]]
    rivals: tuple[Rival, ...] = ()

    def ratio(self, rival: str) -> float:
        """How common a rival explanation is, against matches; 0 for one that the model does not know."""
        return next((one.ratio for one in self.rivals if one.name == rival), 0.0)


@dataclass(frozen=True, slots=True)
class MatchModel:
    """Parameters per kind, value frequencies, thresholds as probabilities, over-shared blocking keys.

    `rules_off` are blocking rules that the model does without.
    """

    version: int
    kinds: Mapping[str, KindModel]
    frequencies: Mapping[str, Frequencies] = field(default_factory=dict)
    certain: float = 0.9
    possible: float = 0.5
    stop_keys: frozenset[int] = frozenset()
    rules_off: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        _check_thresholds(self)
        for kind, one in self.kinds.items():
            _check_kind(kind, one)

    def zone(self, probability: float, veto: int = 0) -> Zone:
        """Where a scored pair falls."""
        if probability >= self.certain and not veto:
            return Zone.CERTAIN
        return Zone.POSSIBLE if probability >= self.possible else Zone.NONE

    def renumbered(self, version: int) -> MatchModel:
        """The same model under another version."""
        return replace(self, version=version)

    def as_json(self) -> dict[str, Any]:
        """The stored form."""
        return {
            "format": FORMAT,
            "version": self.version,
            "certain": self.certain,
            "possible": self.possible,
            "kinds": {str(kind): _kind_as_json(one) for kind, one in self.kinds.items()},
            "frequencies": {name: one.as_json() for name, one in self.frequencies.items()},
            "stop_keys": sorted(self.stop_keys),
            "rules_off": sorted(self.rules_off),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> MatchModel:
        """Inverse of `as_json`; raises ModelError naming what is wrong."""
        try:
            return cls(
                version=int(stored["version"]),
                kinds={kind: _kind_from_json(one) for kind, one in stored["kinds"].items()},
                frequencies={name: Frequencies.from_json(one) for name, one in stored["frequencies"].items()},
                certain=float(stored["certain"]),
                possible=float(stored["possible"]),
                stop_keys=frozenset(int(key) for key in stored["stop_keys"]),
                rules_off=frozenset(int(rule) for rule in stored.get("rules_off", ())),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise ModelError(
                f"The stored match model can't be read: {type(problem).__name__} at {problem}.",
                remedy="Estimate a new model, or activate an earlier version.",
            ) from problem


def _kind_as_json(one: KindModel) -> dict[str, Any]:
    return {
        "prior": one.prior,
        "odds": {name: [[odds.match, odds.chance] for odds in levels] for name, levels in one.odds.items()},
        "rivals": [_rival_as_json(rival) for rival in one.rivals],
    }


def _rival_as_json(rival: Rival) -> dict[str, Any]:
    return {
        "name": rival.name,
        "label": rival.label,
        "ratio": rival.ratio,
        "caused": dict(rival.caused),
        "forms": {name: list(levels) for name, levels in rival.forms.items()},
        "anchor": rival.anchor,
        "most": rival.most,
    }


def _kind_from_json(stored: Mapping[str, Any]) -> KindModel:
    return KindModel(
        prior=float(stored["prior"]),
        odds={
            name: tuple(Odds(float(match), float(chance)) for match, chance in levels)
            for name, levels in stored["odds"].items()
        },
        rivals=tuple(_rival_from_json(one) for one in stored["rivals"]),
    )


def _rival_from_json(stored: Mapping[str, Any]) -> Rival:
    return Rival(
        name=str(stored["name"]),
        label=str(stored["label"]),
        ratio=float(stored["ratio"]),
        caused={name: float(share) for name, share in stored["caused"].items()},
        forms={name: tuple(float(one) for one in levels) for name, levels in stored["forms"].items()},
        anchor=str(stored["anchor"]),
        most=float(stored.get("most", UNBOUNDED)),
    )


def _check_thresholds(model: MatchModel) -> None:
    if not 0.0 < model.possible < model.certain < 1.0:
        raise ModelError(
            f"Thresholds must satisfy 0 < possible < certain < 1, not {model.possible} and {model.certain}.",
            remedy="Correct the thresholds of the model.",
        )


def _check_kind(kind: str, one: KindModel) -> None:
    if not 0.0 < one.prior < 1.0:
        raise ModelError(f"The prior of {kind} is {one.prior}.", remedy="It must lie between 0 and 1.")
    wanted = {comparison.name: len(comparison.levels) for comparison in COMPARISONS.get(kind, ())}
    given = {name: len(levels) for name, levels in one.odds.items()}
    if not wanted or wanted != given:
        wrong = sorted(name for name in wanted.keys() | given.keys() if wanted.get(name) != given.get(name))
        raise ModelError(
            f"The model of {kind} does not fit the comparisons: {', '.join(wrong) or kind}.",
            remedy="Estimate a new model with this version of the software.",
        )
    for name, levels in one.odds.items():
        if not all(0.0 < odds.match <= 1.0 and 0.0 < odds.chance <= 1.0 for odds in levels):
            raise ModelError(f"The model of {kind} has impossible odds for {name}.", remedy="They must lie in (0, 1].")
    unknown = sorted({name for rival in one.rivals for name in (*rival.caused, *rival.forms)} - wanted.keys())
    unknown += sorted({rival.anchor for rival in one.rivals if rival.anchor} - wanted.keys())
    if unknown:
        raise ModelError(
            f"A rival explanation of {kind} names unknown comparisons: {', '.join(unknown)}.",
            remedy=f"Name some of: {', '.join(sorted(wanted))}.",
        )
