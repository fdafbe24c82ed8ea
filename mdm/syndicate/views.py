"""What a reader sees of a golden document: attributes, masking, sources and preferences of a profile view.

Nothing of an attribute or source outside the view is left in what comes back: no value, no count, no reason that a
hidden record had a part in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mdm.access.sight import MASK, masked_golden, without_free_text
from mdm.syndicate.profiles import Places

Json = dict[str, Any]

# What facts tell of a customer, which the stage after this one knows.
FACTS = frozenset({"interactions", "consents", "relations"})
EXTRAS = frozenset({"members", "merged_ids", "lineage", "quality"}) | FACTS
PREFERRED = "Shown because this view prefers its source."
AMONG_SHOWN = "Chosen among the sources of this view."
VIEW_RULE, PIN_RULE = "view", "pin"

# Values that lost for one of these reasons stand for no other election.
_OUT_FOR_GOOD = frozenset({PIN_RULE, "refuse", "valid_only", "truth", "unanimous", "absorb"})


@dataclass(frozen=True, slots=True)
class View:
    """What a reader may see. None stands for all attributes, or all sources."""

    code: str = ""
    attributes: frozenset[str] | None = None
    masked: frozenset[str] = frozenset()
    sources: frozenset[str] | None = None
    preferences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    extras: frozenset[str] = EXTRAS
    sees_texts: bool = True
    """Whether what people wrote freely in facts is shown."""

    @property
    def fact_extras(self) -> frozenset[str]:
        """Those of its extras that facts make."""
        return self.extras & FACTS

    def masking(self, attributes: Collection[str]) -> View:
        """The same view with these attributes masked too."""
        if not attributes:
            return self
        return replace(self, masked=self.masked | frozenset(attributes))

    def sees_source(self, code: str) -> bool:
        """Whether records of that source are shown."""
        return self.sources is None or code in self.sources

    def sees_attribute(self, code: str) -> bool:
        """Whether values of that attribute are shown, and not masked."""
        return code not in self.masked and (self.attributes is None or code in self.attributes)

    def unseen(self, attributes: Iterable[str]) -> frozenset[str]:
        """Which of these attributes are masked or left out."""
        return frozenset(code for code in attributes if not self.sees_attribute(code))


WHOLE = View()


def seen_through(view: View, document: Mapping[str, Any], places: Places) -> Json:
    """The golden document as the view shows it. `places` must hold all members where the view limits sources."""
    gathered: dict[str, list[Mapping[str, Any]]] = {}
    for value in document["values"]:
        if view.attributes is None or value["attribute"] in view.attributes:
            gathered.setdefault(value["attribute"], []).append(value)
    values: list[Mapping[str, Any]] = []
    for attribute, found in gathered.items():
        elected = _elected(view, attribute, found, places)
        values += masked_golden(elected) if attribute in view.masked else elected
    if view.masked:
        values = [without_free_text(one) for one in values]
    return {**document, "name": _name(view, document, values), "values": values}


def _elected(
    view: View, attribute: str, found: Sequence[Mapping[str, Any]], places: Places
) -> Sequence[Mapping[str, Any]]:
    preferred = view.preferences.get(attribute, ())
    if view.sources is None and not preferred:
        return found
    winners = [one for one in found if one["display"]]
    losers = [one for value in found for one in value.get("losers", ())]
    shown = [limited for one in winners if (limited := _limited(view, one, places))]
    lost = [limited for one in losers if (limited := _limited(view, one, places))]
    is_limited = len(shown) + len(lost) < len(winners) + len(losers) or any(
        len(_records(before)) > len(_records(after))
        for before, after in zip((*winners, *losers), (*shown, *lost), strict=False)
    )
    standing = [*shown, *(one for one in lost if one["rule"] not in _OUT_FOR_GOOD)]
    ranked = sorted(standing, key=lambda one: _rank(one, preferred, places))
    chosen = ranked[: len(winners)]
    others = [one for one in (*shown, *lost) if not any(one is other for other in chosen)]
    told = [_told(one, attribute, shown, is_limited=is_limited) for one in chosen]
    if told and others:
        told[0] = {**told[0], "losers": [_loser(one, is_limited=is_limited) for one in others]}
    return told


def _rank(value: Mapping[str, Any], preferred: Sequence[str], places: Places) -> int:
    if value["rule"] == PIN_RULE:
        return -1
    sources = {places[one].source for one in _records(value) if one in places} | {value.get("source", "")}
    return min((place for place, code in enumerate(preferred) if code in sources), default=len(preferred))


def _records(value: Mapping[str, Any]) -> list[int]:
    own = value.get("record")
    return [*([own] if own is not None else []), *value.get("supporters", ())]


def _limited(view: View, value: Mapping[str, Any], places: Places) -> Json | None:
    """The value as only the view's sources state it; None where none does. What a person fixed always stands."""
    if view.sources is None:
        return dict(value)
    kept = [one for one in _records(value) if one in places and places[one].source in view.sources]
    if not kept and value["rule"] != PIN_RULE:
        return None
    first = kept[0] if kept else None
    source = places[first].source if first is not None else ""
    return {**value, "record": first, "source": source, "supporters": kept[1:]}


def _told(value: Json, attribute: str, winners: Sequence[Mapping[str, Any]], *, is_limited: bool) -> Mapping[str, Any]:
    told = {"attribute": attribute, **value, "losers": []}
    if value["rule"] == PIN_RULE:
        return told
    if is_limited:
        return told | {"rule": VIEW_RULE, "reason": AMONG_SHOWN}
    if not any(value is one for one in winners):
        return told | {"rule": VIEW_RULE, "reason": PREFERRED}
    return told


def _loser(value: Mapping[str, Any], *, is_limited: bool) -> Json:
    kept = {name: one for name, one in value.items() if name not in {"losers", "reason", "attribute"}}
    if is_limited or "why" not in kept:
        kept |= {"rule": VIEW_RULE, "why": "Another value is shown in this view."}
    return kept


def _name(view: View, document: Mapping[str, Any], values: Sequence[Mapping[str, Any]]) -> str:
    """The customer's name, where a value that is shown gives it."""
    name: str = document["name"]
    if view.attributes is None and view.sources is None and not view.masked and not view.preferences:
        return name
    givers = {one["attribute"] for one in document["values"] if one["display"] == name}
    if not givers and view.attributes is None and view.sources is None:
        return name
    shown = [one["display"] for one in values if one["attribute"] in givers and view.sees_attribute(one["attribute"])]
    return name if name in shown else next(iter(shown), MASK)
