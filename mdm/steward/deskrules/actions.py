"""Keeping a line of the rules of the desk."""

from __future__ import annotations

from mdm.steward.worklist.models import DeskRule


def save_rule(what: str, of: str, amount: float) -> DeskRule:
    """Keep the line in place of the present one of that name."""
    return DeskRule.objects.update_or_create(what=what, of=of, defaults={"amount": amount})[0]
