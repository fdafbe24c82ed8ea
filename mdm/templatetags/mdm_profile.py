"""Figures of a profile as they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sized

from django import template

register = template.Library()

_CONTROL = {
    "@created_at": "When the source created it",
    "@updated_at": "When the source changed it",
    "@seen_at": "When the customer was last seen",
    "@deleted": "Whether it is deleted",
    "@kind": "Kind of customer",
}


@register.filter
def meaning(code: str, labels: Mapping[str, str]) -> str:
    """An attribute and its part by the catalogue's label."""
    attribute, _, part = code.partition(".")
    shown = _CONTROL.get(code) or labels.get(attribute, attribute)
    return f"{shown}: {part.replace('_', ' ')}" if part else shown


@register.filter
def unlocalised(number: float) -> str:
    """A number as SVG needs it, whatever the language."""
    return f"{number:g}"


@register.filter
def less(number: int, shown: Sized) -> int:
    """How many are left when some are shown."""
    return number - len(shown)
