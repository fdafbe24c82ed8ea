"""A golden document as rows of a page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mdm.admin.base import address
from mdm.records import Catalogue
from mdm.syndicate.profiles import Place


@dataclass(frozen=True, slots=True)
class Origin:
    """A source record to go to."""

    place: Place
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A surviving value, or the place where none survived, with what it beat."""

    label: str
    is_first: bool
    display: str
    usage: str
    flags: Collection[str]
    is_masked: bool
    origin: Origin | None
    grade: int | None
    rule: str
    reason: str
    supporters: list[Origin]
    losers: list[Lost]


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that did not survive, and why."""

    display: str
    flags: Collection[str]
    origins: list[Origin]
    reason: str


def lines(
    document: Mapping[str, Any],
    catalogue: Catalogue,
    places: Mapping[int, Place],
    grades: Mapping[int, int] | None = None,
) -> Iterator[Line]:
    """The document's values in its order, each attribute named once, with the grade of the record it comes from."""
    before = ""
    for value in document["values"]:
        code = value["attribute"]
        attribute = catalogue.attributes.get(code)
        yield Line(
            label=attribute.label if attribute else code,
            is_first=code != before,
            display=value["display"],
            usage=value["usage"],
            flags=value["flags"],
            is_masked=value.get("is_masked", False),
            origin=next(iter(_origins([value["record"]], places)), None),
            grade=(grades or {}).get(value["record"] or 0),
            rule=value["rule"].replace("_", " "),
            reason=value["reason"],
            supporters=_origins(value["supporters"], places),
            losers=[_lost(one, places) for one in value["losers"]],
        )
        before = code


def _lost(value: Mapping[str, Any], places: Mapping[int, Place]) -> Lost:
    records = [value["record"], *value.get("supporters", ())]
    return Lost(value["display"], value.get("flags", ()), _origins(records, places), value.get("why", ""))


def _origins(records: Collection[int | None], places: Mapping[int, Place]) -> list[Origin]:
    return [Origin(places[one], address("sourcerecord", one)) for one in records if one is not None and one in places]
