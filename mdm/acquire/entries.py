"""One line of a mapping: where a value comes from and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mdm.acquire.shapes import as_customer_kind, as_object, as_text, as_texts, refusal
from mdm.acquire.transforms import TRANSFORMS, ArgumentError, Transform
from mdm.records import CustomerKind


@dataclass(frozen=True, slots=True)
class Hint:
    """A part stated beside the value: the same for every row, or read from a column."""

    constant: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the mapping: from columns, or a constant, to parts of an attribute."""

    place: str
    attribute: str
    parts: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    constant: str = ""
    join: str = " "
    split: str = ""
    otherwise: str = ""
    values: str = ""
    usage: str = ""
    group: str = ""
    kind: CustomerKind | None = None
    hints: Mapping[str, Hint] = field(default_factory=dict)
    transforms: tuple[Transform, ...] = ()

    @property
    def every_column(self) -> frozenset[str]:
        """The columns of the value and of its hints."""
        return frozenset((*self.columns, *(hint.column for hint in self.hints.values() if hint.column)))


_ENTRY = (
    "column", "columns", "constant", "join", "attribute", "part", "parts", "split", "otherwise", "values", "usage",
    "group", "for", "country", "authority", "transforms", "comment",
)  # fmt: skip
_HINTS = ("country", "authority")


def entry(place: str, value: Any) -> Entry:
    shape = as_object(place, value, _ENTRY, required=("attribute",))
    if sum(name in shape for name in ("column", "columns", "constant")) != 1:
        raise refusal(place, "needs exactly one of column, columns and constant", "State where the value comes from.")
    parts = [shape["part"]] if "part" in shape else shape.get("parts", [])
    split = shape.get("split", "")
    if (len(parts) > 1) != bool(split):
        raise refusal(place, "needs 'split' together with two or more 'parts'", "State both, or a single 'part'.")
    texts = {
        name: as_text(f"{place}.{name}", shape[name])
        for name in ("usage", "group", "values", "otherwise", "constant")
        if name in shape
    }
    return Entry(
        place=place,
        attribute=as_text(f"{place}.attribute", shape["attribute"]),
        parts=as_texts(f"{place}.parts", parts, may_be_empty=True),
        columns=() if "constant" in shape else as_texts(f"{place}.column", shape.get("column", shape.get("columns"))),
        join=shape["join"] if isinstance(shape.get("join"), str) else " ",
        split=split if isinstance(split, str) else as_text(f"{place}.split", split),
        kind=as_customer_kind(f"{place}.for", shape["for"]) if "for" in shape else None,
        hints={name: _hint(f"{place}.{name}", shape[name]) for name in _HINTS if name in shape},
        transforms=_transforms(place, shape.get("transforms", [])),
        **texts,
    )


def _hint(place: str, value: Any) -> Hint:
    if isinstance(value, Mapping):
        shape = as_object(place, value, ("column",), required=("column",))
        return Hint(column=as_text(f"{place}.column", shape["column"]))
    return Hint(constant=as_text(place, value))


def _transforms(place: str, listed: Any) -> tuple[Transform, ...]:
    if not isinstance(listed, list):
        raise refusal(f"{place}.transforms", "must be a list", 'Write it as [{"take": {...}}].')
    return tuple(_transform(f"{place}.transforms[{number}]", one) for number, one in enumerate(listed))


def _transform(place: str, value: Any) -> Transform:
    shape = as_object(place, value, tuple(TRANSFORMS))
    if len(shape) != 1:
        raise refusal(place, "must name exactly one transform", f"Use one of {', '.join(TRANSFORMS)}.")
    name, argument = next(iter(shape.items()))
    try:
        return TRANSFORMS[name](argument)
    except ArgumentError as error:
        raise refusal(f"{place}.{name}", str(error), "See docs/mapping.md for an example.") from None
