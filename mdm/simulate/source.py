"""A simulated source system: how it is registered, what it shows, how it writes a row, and how its rows are mapped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mdm.simulate.chance import Chance
from mdm.simulate.quality import Quality
from mdm.simulate.statement import Statement

TRUTH_COLUMN = "truth_id"

Values = list[Any]
Spoiler = Callable[[Values], Values | str]


@dataclass(frozen=True, slots=True)
class Presence:
    """The share of customers that a source knows, and the share of those that it holds twice."""

    known: float
    twice: float


@dataclass(frozen=True, slots=True)
class FileForm:
    """The format of an extract; all but the first are those of CSV."""

    format: str
    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\n"


@dataclass(frozen=True, slots=True)
class Source:
    """`columns` are all but the key, which stands first, and the truth, which stands last.

    `shown` are the fields that may tell customers apart here. `spoilers` make rows that can't be read.
    """

    code: str
    label: str
    kind: str
    owner: str
    trust: int
    default_country: str
    language: str
    date_formats: tuple[str, ...]
    time_zone: str
    data_file: str
    form: FileForm
    key_column: str
    key_pattern: str
    columns: tuple[str, ...]
    row: Callable[[Chance, Statement], Values]
    quality: Quality
    shown: tuple[str, ...]
    presence: Mapping[str, Presence]
    mapping: Mapping[str, Any]
    spoilers: Sequence[Spoiler]

    @property
    def mapping_file(self) -> str:
        return f"{self.code}.mapping.json"

    @property
    def header(self) -> tuple[str, ...]:
        return (self.key_column, *self.columns, TRUTH_COLUMN)

    def registration(self) -> dict[str, Any]:
        """What is declared of the source system when it is registered."""
        return {
            "code": self.code,
            "label": self.label,
            "kind": self.kind,
            "owner": self.owner,
            "trust": self.trust,
            "default_country": self.default_country,
            "language": self.language,
            "date_formats": list(self.date_formats),
            "time_zone": self.time_zone,
            "mapping": self.mapping_file,
            "data": self.data_file,
        }


def without_key(values: Values) -> Values:
    return ["", *values[1:]]


def cut_short(values: Values) -> Values:
    return values[: len(values) // 2]


def too_long(values: Values) -> Values:
    return [*values, "", "surplus"]
