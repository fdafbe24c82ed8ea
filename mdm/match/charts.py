"""The reliability chart as one self-contained SVG document."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from xml.sax.saxutils import escape

from mdm.match.calibration import Bin, Calibration

_SIDE, _MARGIN, _RIGHT, _BELOW = 400, 56, 170, 64

_STYLE = """
  svg { background: #fff; font: 12px system-ui, sans-serif; fill: #1f2937 }
  .grid { stroke: #e5e7eb } .ideal { stroke: #9ca3af; stroke-dasharray: 5 4 } .path { stroke: #2563eb; fill: none }
  .range { stroke: #2563eb; stroke-opacity: .45; stroke-width: 2 } .dot { fill: #2563eb } .faint { fill: #6b7280 }
  h1, .title { font-size: 15px; font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    svg { background: #111827; fill: #e5e7eb } .grid { stroke: #374151 } .path, .range { stroke: #60a5fa }
    .dot { fill: #60a5fa } .faint { fill: #9ca3af }
  }
"""


def reliability_chart(found: Calibration, title: str) -> str:
    """Stated probability across, true share upwards; on the dashed line both are the same. Dots grow with pairs."""
    width, height = _MARGIN + _SIDE + _RIGHT, _MARGIN + _SIDE + _BELOW
    caption = f"Mean gap {found.error:.1%} over {found.pairs:,} pairs given 5 % or more"
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'role="img" aria-label="{_quoted(title)}: {_quoted(caption)}">'
        ),
        f"<style>{_STYLE}</style>",
        _text(_MARGIN, 24, title, "title"),
        _text(_MARGIN, 42, caption, "faint"),
        *_grid(),
        _line((0, 0), (1, 1), "ideal"),
        _path(found.bins),
        *(shape for one in found.bins for shape in _bin(one)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _at(stated: float, true: float) -> tuple[float, float]:
    return round(_MARGIN + stated * _SIDE, 1), round(_MARGIN + (1 - true) * _SIDE, 1)


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'


def _line(start: tuple[float, float], end: tuple[float, float], kind: str) -> str:
    (x1, y1), (x2, y2) = _at(*start), _at(*end)
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" class="{kind}"/>'


def _grid() -> list[str]:
    shapes = []
    for step in range(0, 11, 2):
        share = step / 10
        shapes += [_line((share, 0), (share, 1), "grid"), _line((0, share), (1, share), "grid")]
        x, y = _at(share, share)
        shapes.append(_text(x, _MARGIN + _SIDE + 18, f"{share:.0%}", "faint", "middle"))
        shapes.append(_text(_MARGIN - 8, y + 4, f"{share:.0%}", "faint", "end"))
    middle = _MARGIN + _SIDE / 2
    shapes.append(_text(middle, _MARGIN + _SIDE + 44, "stated probability", anchor="middle"))
    shapes.append(f'<text transform="translate(14 {middle}) rotate(-90)" text-anchor="middle">true share</text>')
    return shapes


def _path(bins: Sequence[Bin]) -> str:
    points = " ".join(f"{x},{y}" for x, y in (_at(one.stated, one.true) for one in bins))
    return f'<polyline points="{points}" class="path"/>'


def _bin(one: Bin) -> list[str]:
    x, y = _at(one.stated, one.true)
    told = f"{one.stated:.1%} stated, {one.true:.1%} true ({one.least:.1%} to {one.most:.1%}), {one.pairs:,} pairs"
    radius = round(2.5 + log10(one.pairs), 1)
    return [
        _line((one.stated, one.least), (one.stated, one.most), "range"),
        f'<circle cx="{x}" cy="{y}" r="{radius}" class="dot"><title>{told}</title></circle>',
    ]
