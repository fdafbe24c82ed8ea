"""Figures as shapes for inline SVG: places and lengths only, no colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDE, HIGH = 300.0, 80.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One upright bar with what it says when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    told: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars or a line over days; `most` is the top of the scale, `told` the whole in a sentence for who can't see it."""

    title: str
    told: str
    most: str
    first: str
    last: str
    bars: tuple[Bar, ...] = ()
    points: str = ""
    url: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.bars and not self.points


def bars(title: str, days: Sequence[date], amounts: Sequence[float], *, unit: str, url: str = "") -> Chart:
    """A bar a day, from nought up."""
    top = max(amounts, default=0.0)
    width = WIDE / max(1, len(amounts))
    drawn = tuple(
        Bar(
            round(place * width + width * 0.1, 1), round(HIGH - HIGH * amount / top, 1), round(width * 0.8, 1),
            round(HIGH * amount / top, 1), f"{day:%Y-%m-%d}: {amount:,.0f} {unit}",
        )
        for place, (day, amount) in enumerate(zip(days, amounts, strict=True))
        if amount > 0
    )  # fmt: skip
    told = f"{title}: {sum(amounts):,.0f} {unit} in {len(amounts)} days, at most {top:,.0f} a day."
    return Chart(title, told, f"{top:,.0f}", *_ends(days), bars=drawn, url=url)


def line(
    title: str, days: Sequence[date], amounts: Sequence[float | None], *, unit: str, url: str = "", top: float = 0.0
) -> Chart:
    """A line through the days that have a figure, from nought up to `top` or the largest."""
    known = [(place, amount) for place, amount in enumerate(amounts) if amount is not None]
    most = top or max((amount for _, amount in known), default=0.0) or 1.0
    step = WIDE / max(1, len(amounts) - 1)
    if len(known) == 1:
        known = [(0, known[0][1]), (max(1, len(amounts) - 1), known[0][1])]
    points = " ".join(f"{place * step:.1f},{HIGH - HIGH * amount / most:.1f}" for place, amount in known)
    told = f"{title}: {known[-1][1]:,.0f} {unit} at last." if known else f"{title}: nothing yet."
    return Chart(title, told, f"{most:,.0f}", *_ends(days), points=points, url=url)


def _ends(days: Sequence[date]) -> tuple[str, str]:
    return (f"{days[0]:%m-%d}", f"{days[-1]:%m-%d}") if days else ("", "")
