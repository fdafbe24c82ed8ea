"""Golden records as rules see them: their surviving values, without a source, a country or dates of their own. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from mdm.grade.predicates import SHARED_KINDS, Subject
from mdm.grade.scores import Yardstick
from mdm.grade.sql import quoted
from mdm.records import Catalogue, CleanValue


def golden_subject(document: Mapping[str, Any], yardstick: Yardstick, catalogue: Catalogue, *, today: date) -> Subject:
    """What the rules are asked of this golden document, as if nobody else had its values."""
    values = tuple(_values(document, catalogue))
    return Subject(kind=document["kind"], country="", values=values, today=today, lists=yardstick.lists)


def _values(document: Mapping[str, Any], catalogue: Catalogue) -> Iterator[CleanValue]:
    for stored in document["values"]:
        known = catalogue.attributes.get(stored["attribute"])
        if known is not None:
            clean, display, usage = stored["clean"], stored["display"], stored["usage"]
            yield CleanValue(known.code, known.kind, {}, clean, display, usage, tuple(stored["flags"]))


def kind_of_value(catalogue: Catalogue) -> str:
    """SQL for the kind of a golden value, of those kinds that customers may share; documents state none."""
    kinds = {one.code: str(one.kind) for one in catalogue.attributes.values() if one.kind in SHARED_KINDS}
    known = " ".join(f"WHEN {quoted(code)} THEN {quoted(kind)}" for code, kind in sorted(kinds.items()))
    return f"(CASE e ->> 'attribute' {known} END)" if known else "NULL::text"
