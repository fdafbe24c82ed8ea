"""Figures as shapes to draw: places and lengths for inline SVG, no colours and no words of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mdm.grade.profiling.numbers import Numbers
from mdm.grade.profiling.profile import ColumnProfile, Profile
from mdm.grade.profiling.shapes import TextType
from mdm.grade.profiling.tallies import Figures

WIDTH, HEIGHT = 220, 48
_BARS = 24
_FORMS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One upright bar, in the chart's units, with what it stands for."""

    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a whole, in percent."""

    label: str
    count: int
    share: float
    line: int = 0


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """All that is drawn of a column."""

    column: ColumnProfile
    fill: float
    distinct: float
    types: tuple[Part, ...]
    forms: tuple[Part, ...]
    top: tuple[Part, ...] | None
    bars: tuple[Bar, ...]
    caption: str


def column_charts(found: Profile, *, show_values: bool) -> list[ColumnChart]:
    """The columns in the file's order. Values appear where they are harmless, or where they are asked for."""
    return [_chart(one, show_values=show_values) for one in found.columns]


def _chart(column: ColumnProfile, *, show_values: bool) -> ColumnChart:
    figures = column.figures
    is_shown = show_values or column.is_shown
    types = [Part(str(kind), count, _percent(count, figures.filled)) for kind, count in figures.types]
    forms = [
        Part(one.text, one.count, _percent(one.count, figures.filled), one.line)
        for one in figures.shapes[:_FORMS_SHOWN]
    ]
    top = tuple(Part(text, count, _percent(count, figures.filled)) for text, count in figures.top)
    bars, caption = _distribution(figures, figures.numbers if show_values or column.has_range else None)
    return ColumnChart(
        column=column,
        fill=_percent(figures.filled, figures.rows),
        distinct=_percent(figures.distinct, figures.filled),
        types=tuple(types),
        forms=tuple(forms),
        top=top if is_shown else None,
        bars=bars,
        caption=caption,
    )


def _percent(count: int, whole: int) -> float:
    return round(100 * count / whole, 1) if whole else 0.0


def _distribution(figures: Figures, numbers: Numbers | None) -> tuple[tuple[Bar, ...], str]:
    """How numbers are spread over their range; of texts, how long they are."""
    if numbers is not None and figures.type in {TextType.INTEGER, TextType.DECIMAL}:
        caption = f"{numbers.least:,g} to {numbers.greatest:,g}, half of them {numbers.low:,g} to {numbers.high:,g}"
        return _bars(numbers.bars, "numbers"), caption
    if not figures.lengths:
        return (), ""
    caption = f"{figures.shortest:,} to {figures.longest:,} characters, {figures.mean_length:,.1f} on average"
    return _bars(_binned(figures.lengths), "values"), caption


def _binned(lengths: Sequence[tuple[int, int]]) -> list[int]:
    """Counts by length; beyond twice the length that nineteen of twenty keep to, all in the last bar."""
    filled = sum(count for _, count in lengths)
    seen, usual = 0, lengths[-1][0]
    for length, count in lengths:
        seen += count
        if seen >= 0.95 * filled:
            usual = length
            break
    least, reach = lengths[0][0], max(1, min(lengths[-1][0], 2 * usual) - lengths[0][0] + 1)
    width = max(1, -(-reach // _BARS))
    bins = [0] * min(_BARS, -(-reach // width))
    for length, count in lengths:
        bins[min((length - least) // width, len(bins) - 1)] += count
    return bins


def _bars(counts: Sequence[int], what: str) -> tuple[Bar, ...]:
    highest, width = max(counts, default=0) or 1, WIDTH / max(1, len(counts))
    width = min(width, 24)
    return tuple(
        Bar(
            x=round(place * width, 1),
            y=round(HEIGHT - HEIGHT * count / highest, 1) if count else HEIGHT,
            width=round(max(1.0, width - 1), 1),
            height=round(max(1.0, HEIGHT * count / highest), 1) if count else 0,
            label=f"{count:,} {what}",
        )
        for place, count in enumerate(counts)
    )
