"""How a figure moved over the runs, as a line to draw and as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 240, 48
# A line fills no more than the drawing when a figure moves by so much; below, small moves stay small.
LEAST_SPAN = 10.0


@dataclass(frozen=True, slots=True)
class Trend:
    """`points` as SVG wants them, none for a single run; `change` since the run before; `low` and `high` of all."""

    points: str
    last: tuple[float, float]
    change: float
    low: float
    high: float
    runs: int


def trend(figures: Sequence[float], *, least_span: float = LEAST_SPAN) -> Trend:
    """The line through figures of successive runs, the oldest first; at least one."""
    low, high = min(figures), max(figures)
    span = max(high - low, least_span)
    floor = (low + high - span) / 2
    step = WIDTH / max(1, len(figures) - 1)
    places = [(number * step, HEIGHT - HEIGHT * (one - floor) / span) for number, one in enumerate(figures)]
    change = figures[-1] - figures[-2] if len(figures) > 1 else 0.0
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in places) if len(figures) > 1 else ""
    return Trend(drawn, places[-1], change, low, high, len(figures))
