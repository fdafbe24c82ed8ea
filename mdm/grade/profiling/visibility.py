"""Whose values may be shown: a profile is passed around, and most of what it reads is personal."""

from __future__ import annotations

from mdm.grade.profiling.detection import Detected
from mdm.grade.profiling.shapes import TextType
from mdm.grade.profiling.tallies import Figures
from mdm.records import Sensitivity

_CONTROL = frozenset({"@kind", "@deleted", "@created_at", "@updated_at", "@seen_at"})
# A column of no known meaning with more distinct values than this may hold anything.
_CODES_AT_MOST = 50
_REPEATED = 5


def is_shown(figures: Figures, found: Detected, care: Sensitivity | None) -> bool:
    """Whether the column's values are harmless: public by the catalogue, or plainly codes."""
    if found.is_delicate:
        return False
    is_code = figures.distinct <= _CODES_AT_MOST and figures.filled >= _REPEATED * figures.distinct
    if care is not None:
        # An internal number may stand for one customer; an internal code stands for many.
        return care is Sensitivity.PUBLIC or _is_general(found, care, is_code=is_code)
    return found.meaning in _CONTROL or figures.type is TextType.BOOLEAN or is_code


def _is_general(found: Detected, care: Sensitivity, *, is_code: bool) -> bool:
    return (care is Sensitivity.INTERNAL and is_code) or found.meaning == "address.country"


def has_shown_range(found: Detected, care: Sensitivity | None) -> bool:
    """Whether the least and the greatest number may be told: those of pay are somebody's."""
    return not found.is_delicate and care not in {Sensitivity.PERSONAL, Sensitivity.SENSITIVE}
