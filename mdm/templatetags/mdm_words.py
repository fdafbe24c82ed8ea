"""Codes as words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone

from mdm.access.roles import READS_REASONS, SEES_SENSITIVE
from mdm.access.sight import free_text
from mdm.grade.language import Node
from mdm.grade.wording import in_words
from mdm.models import ReviewItem
from mdm.steward.worklist.triage import FROM_EVIDENCE, neutral

register = template.Library()
_SCORE = re.compile(r"\d+(\.\d+)?%")
_POSSIBLE = ReviewItem.Kind.POSSIBLE_MATCH.label


@register.filter
def words(code: Any) -> str:
    """A code as it is read: with blanks for underscores."""
    return str(code).replace("_", " ")


@register.filter
def free(text: str, perms: Any) -> str:
    """What a person wrote, as the reader with these permissions may see it."""
    return free_text(text, reads_reasons=READS_REASONS in perms)


@register.filter
def kind_seen(item: ReviewItem, perms: Any) -> str:
    """The kind of a question. What is called otherwise because of what hidden attributes say, is a possible match."""
    is_told = SEES_SENSITIVE in perms or item.kind not in FROM_EVIDENCE
    return str(item.get_kind_display() if is_told else _POSSIBLE)


@register.filter
def question(item: ReviewItem, perms: Any) -> str:
    """How an item asks, as the reader with these permissions may know it."""
    if SEES_SENSITIVE in perms:
        return item.sentence
    if item.kind in FROM_EVIDENCE and item.facts.keys() >= {"left", "right"}:
        return neutral(item.facts["left"], item.facts["right"], len(item.records))
    return scoreless(item.sentence, perms)


@register.filter
def scoreless(sentence: str, perms: Any) -> str:
    """A sentence without its score for who could reckon from it what hidden attributes weigh."""
    return sentence if SEES_SENSITIVE in perms else _SCORE.sub("a score", sentence)


@register.filter
def listed(value: Any) -> str:
    """A list as its members, anything else as it is."""
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


@register.filter
def grouped(number: int) -> str:
    """A count with its thousands apart."""
    return f"{number:,}"


@register.filter
def percent(probability: float) -> str:
    """A probability as it is read; never 0 or 100, because no evidence is certain."""
    within = min(max(probability, 0.0001), 0.9999)
    return f"{within:.0%}" if 0.01 <= within <= 0.99 else f"{within:.2%}"


@register.filter
def signed(bits: float) -> str:
    """A weight with its sign."""
    return f"{bits:+.1f}".replace("-", "−")  # noqa: RUF001 - the sign, not the hyphen


@register.filter
def under(values: Mapping[str, Any], key: str) -> Any:
    """What stands under that key; nothing where nothing does."""
    return values.get(key, ())


@register.filter
def age(at: datetime) -> str:
    """How old something is, in one figure."""
    days = (timezone.now() - at).days
    return (
        "today" if days < 1 else f"{days} d" if days < 60 else f"{days // 30} mo" if days < 730 else f"{days // 365} y"
    )


@register.filter
def a_moment_before(at: datetime) -> str:
    """The last moment before that time, as an address takes it."""
    return (at - timedelta(milliseconds=1)).isoformat()


@register.filter
def told(condition: Node) -> str:
    """A rule's condition in words."""
    return in_words(condition)
