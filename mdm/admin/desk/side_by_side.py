"""The records of a group as columns, their attributes as rows, with what differs marked within the values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mdm.admin.base import address
from mdm.admin.source_records import CleanLine, clean_lines
from mdm.records import Attribute, Catalogue
from mdm.steward.queries import Sheet
from mdm.steward.review.differences import Mark, Piece, agreement, majority, pieces, reference

LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Column:
    """One record: what it is, the key that moves it to another group, the group it is in, and whose it is today."""

    sheet: Sheet
    url: str
    number: int
    group: str
    customer_number: int | None
    customer_url: str
    is_end: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A value of one record, in pieces where it differs from what the others say."""

    line: CleanLine
    pieces: tuple[Piece, ...]
    against: str

    @property
    def is_odd(self) -> bool:
        return bool(self.pieces)

    @property
    def is_said_otherwise(self) -> bool:
        """Whether the source's own words are other than what is shown."""
        return bool(self.line.said) and self.line.said != self.line.display


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute across the records. `verdict` is alone, agrees or differs."""

    code: str
    label: str
    cells: Sequence[Sequence[Said]]
    verdict: str


def columns(sheets: Sequence[Sheet], groups: Mapping[int, str], ends: Collection[int], *, first: int) -> list[Column]:
    """The records in their order; those that stand in no group are in the first."""
    customers: dict[UUID, int] = {}
    found = []
    for place, sheet in enumerate(sheets):
        number = customers.setdefault(sheet.customer, len(customers) + 1) if sheet.customer else None
        found.append(
            Column(
                sheet=sheet,
                url=address("sourcerecord", sheet.record),
                number=first + place + 1,
                group=groups.get(sheet.record, "" if groups else LETTERS[0]),
                customer_number=number,
                customer_url=address("goldenrecord", sheet.customer) if sheet.customer else "",
                is_end=sheet.record in ends,
            )
        )
    return found


def rows(sheets: Sequence[Sheet], known: Catalogue, also: Collection[str] = ()) -> list[Row]:
    """The attributes that any of the records states, and those named in `also`, in the catalogue's order."""
    stated = {value["attribute"] for sheet in sheets for value in sheet.values} | set(also)
    return [_row(one, sheets, known.attributes) for one in known.attributes.values() if one.code in stated]


def _row(attribute: Attribute, sheets: Sequence[Sheet], attributes: Mapping[str, Attribute]) -> Row:
    values = [[one for one in sheet.values if one["attribute"] == attribute.code] for sheet in sheets]
    forms = [[form for one in cell if (form := _form(one))] for cell in values]
    verdict, leading = agreement(forms), majority(forms)
    shown = {form: one["display"] for cell in values for one in cell if (form := _form(one))}
    cells = [
        [
            _said(line, _form(one), shown, leading) if verdict == "differs" else Said(line, (), "")
            for line, one in zip(clean_lines(cell, attributes), cell, strict=True)
        ]
        for cell in values
    ]
    return Row(attribute.code, attribute.label, cells, verdict)


def _form(value: Mapping[str, Any]) -> str:
    """What makes two values the same; empty where nothing can be compared, or the reader may not see it."""
    return "|".join(f"{part}={text}" for part, text in sorted(value["clean"].items()))


def _said(line: CleanLine, form: str, shown: Mapping[str, str], leading: Collection[str]) -> Said:
    if not form or form in leading:
        return Said(line, (), "")
    others = {display for other, display in shown.items() if other != form and (not leading or other in leading)}
    against = reference(line.display, others)
    marked = pieces(line.display, against)
    if all(one.mark is Mark.SAME for one in marked):  # shown alike, compared otherwise
        marked = (Piece(line.display, Mark.OTHER),)
    return Said(line, marked, against)
