"""Codes as words."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def words(code: Any) -> str:
    """A code as it is read: with blanks for underscores."""
    return str(code).replace("_", " ")


@register.filter
def listed(value: Any) -> str:
    """A list as its members, anything else as it is."""
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


@register.filter
def grouped(number: int) -> str:
    """A count with its thousands apart."""
    return f"{number:,}"
