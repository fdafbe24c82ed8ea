"""Rows and customers that a file holds more than once: a second pass over it, once its columns are understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice
from typing import Any

from mdm.acquire.cells import cell_text
from mdm.acquire.readers import Reader, Row
from mdm.cleanse.text import condensed
from mdm.grade.profiling.detection import Detected, Sampled
from mdm.grade.profiling.sketches import PRINTS_KEPT, Repeats, prints
from mdm.grade.profiling.tallies import transposed
from mdm.grade.profiling.words import keylike

# What customers who are one usually share: sentence, and the meanings that must all be there.
_SHARED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("the same e-mail address", ("email",)),
    ("the same telephone number", ("phone",)),
    ("the same name and birth date", ("name.given", "name.family", "birth_date")),
    ("the same name and postcode", ("name.given", "name.family", "address.postcode")),
    ("the same name and address", ("name.full", "address.full")),
    ("the same given and family name", ("name.given", "name.family")),
    ("the same full name", ("name.full",)),
    ("the same organisation name", ("organisation_name",)),
    ("the same organisation name and town", ("organisation_name", "address.city")),
    ("the same website", ("website",)),
    ("the same VAT id", ("vat_id",)),
    ("the same national id", ("national_id",)),
    ("the same tax number", ("tax_id",)),
)
# Two columns tried together as a key.
PAIR = "key of two columns"
_PAIRED_AT_MOST = 4
_CHUNK = 5_000
_JOIN = "\x1f".join


@dataclass(frozen=True, slots=True)
class Repetition:
    """Rows that repeat an earlier one in these columns: how many beyond the first of each, and of how many groups."""

    what: str
    columns: tuple[str, ...]
    rows: int
    surplus: int
    groups: int
    is_exact: bool


class _Cells:
    """A chunk's rows by column; each column's texts, as they stand and folded, are made once."""

    def __init__(self, cells: Mapping[str, Sequence[Any]]) -> None:
        self._cells = cells
        self._made: dict[tuple[str, bool], list[str]] = {}

    def texts(self, column: str, *, folded: bool) -> list[str]:
        made = self._made.get((column, folded))
        if made is None:
            plain = [cell if cell.__class__ is str else cell_text(cell) for cell in self._cells[column]]
            made = self._made[column, folded] = list(map(_folded, plain)) if folded else plain
        return made


class _Combination:
    """Prints of some columns together. Folded, rows in which one of them is empty don't count."""

    def __init__(self, what: str, columns: Sequence[str], *, folded: bool) -> None:
        self.what, self.columns, self._is_folded = what, tuple(columns), folded
        self._repeats = Repeats()
        self._rows = 0

    def add(self, cells: _Cells) -> None:
        columns = [cells.texts(column, folded=self._is_folded) for column in self.columns]
        rows = zip(*columns, strict=True)
        texts = list(map(_JOIN, filter(all, rows) if self._is_folded else rows))
        self._rows += len(texts)
        self._repeats.add(prints(texts))

    def result(self) -> Repetition:
        is_exact = self._rows <= PRINTS_KEPT
        surplus, groups = self._repeats.surplus(), self._repeats.groups()
        return Repetition(self.what, self.columns, self._rows, surplus, groups, is_exact)


def repetitions(
    reader: Reader, columns: Sequence[Sampled], detected: Sequence[Detected], key: Sequence[str]
) -> tuple[Repetition, ...]:
    """Repeated rows first, then what several rows share. Pairs of columns are tried as a key where there is none."""
    names = [one.name for one in columns]
    sought = [_Combination("every column the same", names, folded=False)]
    if key and len(names) > len(key):
        others = [one for one in names if one not in key]
        sought.append(_Combination("every column but the key the same", others, folded=False))
    sought += _combinations(detected)
    if not key:
        sought += [_Combination(PAIR, pair, folded=False) for pair in _pairs(columns)]
    good = (row.fields for row in reader if isinstance(row, Row))
    while chunk := list(islice(good, _CHUNK)):
        cells = _Cells(transposed(chunk, names, is_fixed=reader.has_fixed_columns))
        for one in sought:
            one.add(cells)
    return tuple(one.result() for one in sought)


def _combinations(detected: Sequence[Detected]) -> list[_Combination]:
    first: dict[str, str] = {}
    for one in detected:
        first.setdefault(one.meaning, one.column)
    return [
        _Combination(what, [first[meaning] for meaning in meanings], folded=True)
        for what, meanings in _SHARED
        if all(meaning in first for meaning in meanings)
    ]


@lru_cache(maxsize=2**15)
def _folded(text: str) -> str:
    return text.strip().casefold() if "@" in text else condensed(text)


def _pairs(columns: Sequence[Sampled]) -> list[tuple[str, str]]:
    fit = [one for one in columns if one.figures.fill == 1 and one.figures.distinct > 1 and keylike(one.name)]
    ranked = sorted(fit, key=lambda one: -one.figures.distinct)[:_PAIRED_AT_MOST]
    return list(combinations([one.name for one in ranked], 2))
