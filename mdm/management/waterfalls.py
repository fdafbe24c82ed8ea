"""Explanations as lines of text: a waterfall with a bar and a sentence for every step."""

from __future__ import annotations

from collections.abc import Iterator

from mdm.match.explanation import Explanation, Step
from mdm.pipeline.identity.accounts import Between, History

_BAR, _BITS_A_SIGN = 12, 2.0


def waterfall_lines(found: Explanation) -> Iterator[str]:
    """The whole story of a pair."""
    yield f"match model {found.model_version}; weights in bits, 1 more doubles the odds"
    yield f"{'':<22}{'weight':>8}{'total':>8}"
    for step in found.steps:
        yield _step_line(step)
    yield f"{'Together':<22}{'':>8}{found.weight:>8.1f}  probability {found.probability:.1%}, {found.zone}"
    if found.shared_keys:
        yield "compared because they share: " + "; ".join(dict.fromkeys(one.label for one in found.shared_keys))
    yield found.summary


def _step_line(step: Step) -> str:
    signs = min(round(abs(step.weight) / _BITS_A_SIGN), _BAR)
    bar = ("+" if step.weight > 0 else "-") * signs
    return f"{step.label:<22}{step.weight:>+8.1f}{step.total:>8.1f}  {bar:<{_BAR}}  {step.sentence}"


def between_lines(found: Between) -> Iterator[str]:
    """Two records, what decided, and the waterfall."""
    for place, customer in zip((found.left, found.right), found.customers, strict=True):
        yield f"{place[0]} {place[1]}: customer {customer or 'none yet'}"
    yield "They are one customer today." if found.is_one else "They are not one customer today."
    yield from (f"- {reason}" for reason in found.reasons)
    yield ""
    yield from waterfall_lines(found.explanation)


def history_lines(found: History) -> Iterator[str]:
    """A customer, record by record."""
    if found.asked != found.customer:
        yield f"{found.asked} was merged into {found.customer}."
    yield f"customer {found.customer}: {len(found.members)} source records"
    for one in found.members:
        tied = f", to {one.other[0]} {one.other[1]}" if one.other else ""
        yield ""
        yield f"== {one.place[0]} {one.place[1]}: by {one.by or 'itself'}{tied}"
        if one.explanation:
            yield from waterfall_lines(one.explanation)
