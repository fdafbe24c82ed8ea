"""What blocking brings: pairs by rule, pairs that only one rule brings, recall estimated from captures, suggestions.

Counts are plain numbers by name, so that those of many chunks add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any

import numpy as np

from mdm.match.blocking import CAP
from mdm.match.columns import Ids, Mask
from mdm.match.evaluation import Keyed
from mdm.match.rules import ORGANISATION_RULES, PERSON_RULES, RULES
from mdm.records import CustomerKind

Counts = dict[str, Any]

# Rules that fail together, because they need the same attribute, count as one capture.
FAMILIES: Mapping[str, frozenset[int]] = {
    "contact": frozenset({1, 3, 4, 18, 41, 43}),
    "identifier": frozenset({2, 22, 42}),
    "website": frozenset({44, 55}),
    "birth date": frozenset({5, 6, 11, 13, 17, 19}),
    "name": frozenset({7, 8, 14, 45, 46, 48, 51, 52, 53}),
    "place": frozenset({9, 10, 12, 20, 21, 47, 49, 50, 54}),
    "employer": frozenset({15, 16}),
}
KIND_RULES: Mapping[str, tuple[int, ...]] = {
    CustomerKind.PERSON: tuple(rule.number for rule in PERSON_RULES),
    CustomerKind.ORGANISATION: tuple(rule.number for rule in ORGANISATION_RULES),
}
SIZE_CLASSES = (1, 2, 3, 6, 11, CAP + 1, 4 * CAP + 1, 40 * CAP + 1)

# Rules are useless together that would lose less than this share of the certain pairs. None lost of n is, with 95 %
# confidence, less than 3 / n (the rule of three), so nothing is said of fewer than 3,000 certain pairs.
NEGLIGIBLE, THREE = 1e-3, 3
# How many rules may be called useless at once: pairs are known by their rules where these are no more than so many.
MOST_OFF = 3
# A rule that costs so many pairs for every certain pair that it alone brings is too wide.
DEAR = 2_000


def mask_of(rules: Sequence[int]) -> int:
    """One bit a rule."""
    return sum(1 << rule for rule in rules)


def sizes_by_rule(keyed: Keyed) -> dict[str, Counts]:
    """Per rule its keys (rows), distinct keys (blocks), keys in blocks over the cap, and blocks by size class."""
    keys, first, counts = np.unique(keyed.keys, return_index=True, return_counts=True)
    rules = keyed.rules[first] if len(keys) else np.zeros(0, dtype=np.int16)
    classes = np.searchsorted(SIZE_CLASSES, counts, side="right") - 1
    found = {}
    for rule in np.unique(rules).tolist():
        own = rules == rule
        by_class = Counter(classes[own].tolist())
        found[str(rule)] = {
            "keys": int(counts[own].sum()),
            "blocks": int(own.sum()),
            "wide_keys": int(counts[own & (counts > CAP)].sum()),
            "sizes": {str(SIZE_CLASSES[one]): count for one, count in sorted(by_class.items())},
        }
    return found


def brought_by_rule(masks: Ids, is_certain: Mask) -> dict[str, Counts]:
    """Per rule the pairs that it brings and those that only it brings, of all pairs and of certain ones."""
    is_single = (masks & (masks - 1)) == 0
    found = {}
    for rule in RULES:
        brings = (masks & (1 << rule)) != 0
        if brings.any():
            found[str(rule)] = {
                "pairs": int(brings.sum()),
                "only": int((brings & is_single).sum()),
                "certain": int((brings & is_certain).sum()),
                "only_certain": int((brings & is_single & is_certain).sum()),
            }
    return found


def fragile(masks: Ids, is_certain: Mask) -> dict[str, int]:
    """How many certain pairs were brought by just these rules, where these are at most MOST_OFF."""
    own, counts = np.unique(masks[is_certain], return_counts=True)
    few = np.bitwise_count(own) <= MOST_OFF
    return {str(mask): count for mask, count in zip(own[few].tolist(), counts[few].tolist(), strict=True)}


def captures(masks: Ids, is_certain: Mask) -> dict[str, Counts]:
    """Per kind how many certain pairs were brought by so many families of rules."""
    found = {}
    for kind, rules in KIND_RULES.items():
        own = masks[is_certain & ((masks & mask_of(rules)) != 0)]
        times = np.zeros(len(own), dtype=np.int64)
        for family in FAMILIES.values():
            times += (own & mask_of(sorted(family))) != 0
        if len(own):
            found[str(kind)] = {str(many): int(count) for many, count in enumerate(np.bincount(times)) if count}
    return found


@dataclass(frozen=True, slots=True)
class Recall:
    """Which share of the true pairs blocking brings, with a 95 % interval; `pairs` were seen."""

    pairs: int
    missed: float
    share: float
    low: float
    high: float


def recall(by_captures: Mapping[str, int]) -> Recall | None:
    """The share by capture and recapture: Chao's lower bound of the unseen (Chao 1987), log-normal interval.

    f1 pairs met one family of rules, f2 two; those that met none are put at f1 (f1 - 1) / 2 (f2 + 1). Pairs that are
    hard for all families alike make them more, wrong pairs among the certain ones fewer. None under 100 pairs.
    """
    seen = sum(by_captures.values())
    if seen < 100:
        return None
    once, twice = by_captures.get("1", 0), by_captures.get("2", 0)
    missed = once * (once - 1) / (2 * (twice + 1))
    if not missed:
        return Recall(seen, 0.0, 1.0, 1.0, 1.0)
    ratio = once / (twice + 1)
    variance = missed + ratio**2 * once * (once - 1) / (twice + 1) / 2 + ratio**2 * missed
    spread = exp(1.96 * sqrt(log(1 + variance / missed**2)))
    return Recall(
        seen, missed, seen / (seen + missed), seen / (seen + missed * spread), seen / (seen + missed / spread)
    )


@dataclass(frozen=True, slots=True)
class Yield:
    """One rule: what it costs and what it brings. `advice` is empty where nothing is to be said."""

    rule: int
    label: str
    kind: str
    keys: int
    blocks: int
    wide_keys: int
    pairs: int
    only: int
    certain: int
    only_certain: int
    sizes: Mapping[str, int]
    advice: str = ""

    @property
    def pairs_per_key(self) -> float:
        """What a stored key costs, in pairs to compare."""
        return self.pairs / self.keys if self.keys else 0.0

    @property
    def wide_share(self) -> float:
        """Which share of its keys lies in blocks over the cap."""
        return self.wide_keys / self.keys if self.keys else 0.0


_COUNTS = ("keys", "blocks", "wide_keys", "pairs", "only", "certain", "only_certain")


def yields(figures: Mapping[str, Any]) -> list[Yield]:
    """Every rule of a run's figures that has keys, with advice where the run saw enough."""
    by_rule, found = figures["rules"], []
    for kind, rules in KIND_RULES.items():
        seen = sum(figures["captures"].get(str(kind), {}).values())
        useless = _useless([one for one in rules if str(one) in by_rule], figures, seen)
        for rule in rules:
            counts = by_rule.get(str(rule))
            if counts and counts.get("keys"):
                numbers = {name: int(counts.get(name, 0)) for name in _COUNTS}
                advice = _advice(rule, numbers, useless, seen)
                found.append(Yield(rule, RULES[rule], str(kind), **numbers, sizes=counts["sizes"], advice=advice))
    return found


def _useless(rules: Sequence[int], figures: Mapping[str, Any], seen: int) -> tuple[int, ...]:
    """The rules that can go together, at most MOST_OFF: one after the other, the costliest of those that lose least."""
    pairs = {int(mask): count for mask, count in figures["fragile"].items()}
    off: list[int] = []
    while len(off) < MOST_OFF:
        loss = {rule: _lost(pairs, [*off, rule]) for rule in rules if rule not in off}
        best = min(loss, key=lambda rule: (loss[rule], -_cost(figures["rules"][str(rule)]), rule), default=None)
        if best is None or loss[best] + THREE >= NEGLIGIBLE * seen:
            break
        off.append(best)
    return tuple(off)


def _lost(pairs: Mapping[int, int], off: Sequence[int]) -> int:
    gone = mask_of(off)
    return sum(count for mask, count in pairs.items() if not mask & ~gone)


def _cost(counts: Mapping[str, Any]) -> int:
    """What a rule costs: the keys that it stores, and the pairs that only it has compared."""
    return int(counts.get("keys", 0)) + int(counts.get("only", 0))


def _advice(rule: int, counts: Mapping[str, int], useless: Sequence[int], seen: int) -> str:
    only = counts["only_certain"]
    if rule in useless:
        others = [str(one) for one in useless if one != rule]
        together = f", also without {' and '.join(others)}" if others else ""
        return f"Useless here: of {seen:,} certain pairs other rules bring all but {only:,}{together}."
    if NEGLIGIBLE * seen > THREE and counts["only"] > DEAR * max(1, only):
        return (
            f"Too wide: {counts['only'] / max(1, only):,.0f} pairs compared for each certain one that only it brings."
        )
    return ""
