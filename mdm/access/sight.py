"""Hiding attributes where data is read: whoever may not see one gets its existence, never its values.

`hidden` holds the codes of the attributes that a reader may not see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

MASK = "•••"

# What stays of a hidden value. Where it comes from, which records support it and which rule chose it would tell whether
# the records agree.
_TRACES = ("attribute", "kind", "usage", "at", "pinned")
_TRACELESS: Mapping[str, Any] = {
    "usage": "", "rule": "masked", "record": None, "source": "", "supporters": (), "losers": (),
}  # fmt: skip


# The rule of values that people fixed, and of those they barred: the sentence ends with what the person wrote.
_BY_PEOPLE = "pin"
FREE_TEXT = frozenset({"reason", "text", "answer"})


def free_text(text: str, *, reads_reasons: bool) -> str:
    """What a person wrote of a decision, which may tell anything of a customer, for who may read why."""
    return text if reads_reasons or not text else MASK


def without_free_text(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A golden value without what people wrote when they fixed or barred one: who did it stays."""
    losers = [without_free_text(one) for one in value.get("losers", ())]
    kept = {**value, "losers": losers} if losers else value
    if value.get("rule") != _BY_PEOPLE:
        return kept
    told = {name: f"{kept[name].partition(': ')[0]}." for name in ("reason", "why") if ": " in kept.get(name, "")}
    return {**kept, **told}


def masked_value(value: Mapping[str, Any]) -> dict[str, Any]:
    """A clean value without what it says."""
    kept = {trace: value[trace] for trace in _TRACES if trace in value}
    emptied: dict[str, Any] = {"clean": {}, "said": {}, "display": MASK, "flags": [], "reason": "", "is_masked": True}
    return kept | emptied


def masked_golden(values: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One masked value for all golden ones of a hidden attribute: how many there are tells what the members say."""
    return [{**masked_value(one), **_TRACELESS} for one in values[:1]]


def seen_values(values: Collection[Mapping[str, Any]], hidden: Collection[str]) -> list[Mapping[str, Any]]:
    """A record's values with the hidden attributes masked."""
    return [masked_value(one) if one["attribute"] in hidden else one for one in values]


def _seen_golden(values: Collection[Mapping[str, Any]], hidden: Collection[str]) -> Iterator[Mapping[str, Any]]:
    for attribute, group in groupby(values, key=lambda one: str(one["attribute"])):
        found = list(group)
        yield from masked_golden(found) if attribute in hidden else found


def seen_document(document: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    """A golden document with the hidden attributes masked, and its name where a hidden attribute gave it."""
    shown = {one["display"] for one in document["values"] if one["attribute"] in hidden}
    name = MASK if document["name"] in shown else document["name"]
    values = document["values"] if not hidden else [without_free_text(one) for one in document["values"]]
    return {**document, "name": name, "values": list(_seen_golden(values, hidden))}


def seen_columns(row: Mapping[str, Any], visible: Collection[str]) -> dict[str, Any]:
    """A source's payload with all but the visible columns masked."""
    return {column: value if column in visible or value in ("", None) else MASK for column, value in row.items()}
