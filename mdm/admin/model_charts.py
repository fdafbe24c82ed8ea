"""Figures of match models as shapes for inline SVG: places, lengths and words, no colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2, log10
from typing import Any

from mdm.match.yields import SIZE_CLASSES, Yield

WIDE, HIGH = 600.0, 160.0
_TICKS = 5


@dataclass(frozen=True, slots=True)
class Column:
    """One upright bar with what it says when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    told: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """An upright line with its words, or a tick of the axis."""

    x: float
    words: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars over a number; heights grow with the logarithm of the count. `told` is the whole for who can't see it."""

    title: str
    told: str
    columns: tuple[Column, ...]
    ticks: tuple[Mark, ...]
    marks: tuple[Mark, ...] = ()


def bits(probability: float) -> float:
    """A threshold as a weight."""
    return log2(probability / (1.0 - probability))


def weights(counts: Mapping[str, int], possible: float, certain: float) -> Histogram | None:
    """Pairs by their weight in whole bits, with both thresholds."""
    by_bits = {int(name): count for name, count in counts.items()}
    if not by_bits:
        return None
    first, last = min(*by_bits, int(bits(possible)) - 1), max(*by_bits, int(bits(certain)) + 1)
    step = WIDE / (last - first + 1)
    limits = bits(possible), bits(certain)
    columns = _columns(by_bits, first, step, lambda at: f"{at} to {at + 1} bits", lambda at: _zone(at, *limits))
    marks = (
        Mark(round((limits[0] - first) * step, 1), f"possible {possible:.0%} ", "end"),
        Mark(round((limits[1] - first) * step, 1), f" certain {certain:.0%}"),
    )
    above = sum(count for at, count in by_bits.items() if at >= limits[1])
    total = sum(by_bits.values())
    between = sum(count for at, count in by_bits.items() if limits[0] <= at < limits[1])
    told = (
        f"{total:,} pairs from {first} to {last} bits; about {above:,} reach the upper threshold of {limits[1]:.1f} "
        f"bits, and {between:,} lie between both."
    )
    return Histogram("Match weights", told, columns, _ticks(first, last, step, "{} bits"), marks)


def _zone(at: int, possible: float, certain: float) -> str:
    return "certain" if at >= certain else "possible" if at + 1 > possible else ""


def cluster_sizes(counts: Mapping[str, int]) -> Histogram | None:
    """Customers by how many records they have."""
    by_size = {int(name): count for name, count in counts.items()}
    if not by_size:
        return None
    last = max(*by_size, 5)
    step = WIDE / last
    columns = _columns(by_size, 1, step, lambda at: f"{at} record{'s' if at > 1 else ''}", lambda _: "")
    largest, total = max(by_size), sum(by_size.values())
    most = "50 or more" if largest == 50 else str(largest)
    told = f"{total:,} customers; {by_size.get(1, 0):,} have one record, the largest {most}."
    return Histogram("Records a customer", told, columns, _ticks(1, last, step, "{}"))


def weakest_ties(counts: Mapping[str, int], certain: float) -> Histogram | None:
    """Customers of several records by the weakest link that they need to hang together."""
    by_bits = {int(name): count for name, count in counts.items()}
    if not by_bits:
        return None
    weak = bits(0.99)
    first, last = min(*by_bits, int(bits(certain))), max(*by_bits, int(weak) + 1)
    step = WIDE / (last - first + 1)
    columns = _columns(
        by_bits, first, step, lambda at: f"{at} to {at + 1} bits", lambda at: "weak" if at < weak else "certain"
    )
    below = sum(count for at, count in by_bits.items() if at < weak)
    told = (
        f"{sum(by_bits.values()):,} customers of several records; about {below:,} hang together by a tie "
        f"under 99 % ({weak:.1f} bits)."
    )
    mark = Mark(round((weak - first) * step, 1), " 99 %")
    return Histogram("Weakest tie of a customer", told, columns, _ticks(first, last, step, "{} bits"), (mark,))


def _columns(counts: Mapping[int, int], first: int, step: float, words: Any, zone: Any) -> tuple[Column, ...]:
    top = log10(max(counts.values()) + 1)
    return tuple(
        Column(
            round((at - first) * step + step * 0.08, 1), round(HIGH - _high(count, top), 1), round(step * 0.84, 1),
            round(_high(count, top), 1), f"{words(at)}: {count:,}", zone(at),
        )
        for at, count in sorted(counts.items())
    )  # fmt: skip


def _high(count: int, top: float) -> float:
    return max(2.0, HIGH * log10(count + 1) / top)


def _ticks(first: int, last: int, step: float, words: str) -> tuple[Mark, ...]:
    gap = max(1, (last - first) // _TICKS)
    return tuple(
        Mark(round((at - first + 0.5) * step, 1), words.format(at), "middle") for at in range(first, last + 1, gap)
    )


@dataclass(frozen=True, slots=True)
class Odds:
    """How often one customer and chance reach a level, as places on a line from one in ten million to always."""

    match: float
    chance: float
    told: str


_LEAST, _LINE = 1e-7, 140.0


def odds(match: float, chance: float) -> Odds:
    """The two as places from 0 to 140."""
    told = f"one customer {match:.4f}, by chance {chance:.2g}"
    return Odds(_along(match), _along(chance), told)


def _along(share: float) -> float:
    return round(_LINE * (1 - log10(max(share, _LEAST)) / log10(_LEAST)), 1)


@dataclass(frozen=True, slots=True)
class RuleBar:
    """A blocking rule with its blocks by size as parts of a line, and its pairs on a scale shared by all rules."""

    found: Yield
    parts: tuple[Column, ...]
    pairs: float
    only: float
    told: str


def rule_bars(found: Sequence[Yield]) -> list[RuleBar]:
    """Every rule; its lines are 140 long, pairs by logarithm."""
    top = log10(max((one.pairs for one in found), default=1) + 1) or 1.0
    return [
        RuleBar(
            one, _parts(one), round(_LINE * log10(one.pairs + 1) / top, 1),
            round(_LINE * log10(one.only + 1) / top, 1),
            f"{one.pairs:,} pairs, {one.only:,} of them by this rule alone",
        )
        for one in found
    ]  # fmt: skip


def _parts(one: Yield) -> tuple[Column, ...]:
    total, x, parts = sum(one.sizes.values()), 0.0, []
    for place, least in enumerate(SIZE_CLASSES):
        count = one.sizes.get(str(least), 0)
        if count:
            width = round(_LINE * count / total, 1)
            most = SIZE_CLASSES[place + 1] - 1 if place + 1 < len(SIZE_CLASSES) else None
            size = f"{least}" if most == least else f"{least} to {most}" if most else f"{least} and more"
            parts.append(Column(round(x, 1), 0.0, width, 10.0, f"{count:,} blocks of {size} records", f"size{place}"))
            x += width
    return tuple(parts)
