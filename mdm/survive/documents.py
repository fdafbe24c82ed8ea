"""The golden record as a JSON document, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mdm.records import Golden, GoldenValue

KIND, NAME = "kind", "display_name"


def _value_document(value: GoldenValue) -> dict[str, Any]:
    return {
        "attribute": value.attribute,
        "clean": dict(value.clean),
        "display": value.display,
        "shown": dict(value.shown),
        "usage": value.usage,
        "flags": list(value.flags),
        "record": value.record,
        "source": value.source,
        "rule": value.rule,
        "reason": value.reason,
        "supporters": list(value.supporters),
        "losers": [dict(one) for one in value.losers],
    }


def golden_document(golden: Golden) -> dict[str, Any]:
    """The stored form, with lineage. Values stand in catalogue order, the best of an attribute first."""
    return {
        "kind": str(golden.kind),
        "name": golden.name,
        "policy": golden.policy,
        "values": [_value_document(one) for one in golden.values],
    }


def _said(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield KIND, document.get("kind", "")
    yield NAME, document.get("name", "")
    for value in document.get("values", ()):
        if value["clean"] or value["display"]:
            yield value["attribute"], (value["clean"], value["display"], value["usage"], list(value["flags"]))


def _by_attribute(document: Mapping[str, Any]) -> dict[str, list[Any]]:
    gathered: dict[str, list[Any]] = {}
    for attribute, said in _said(document):
        gathered.setdefault(attribute, []).append(said)
    return gathered


def changed_attributes(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The attributes whose surviving values differ, sorted; `kind` and `display_name` count as such.

    Lineage alone (another supporter, another reason) is no change. None stands for a record that does not exist.
    """
    before, after = _by_attribute(old or {}), _by_attribute(new or {})
    if not old or not new:
        before, after = ({} if not old else before), ({} if not new else after)
    return tuple(sorted(code for code in before.keys() | after.keys() if before.get(code) != after.get(code)))
