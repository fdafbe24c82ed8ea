"""Who is who in labelled files: told by a column, or by a file of the pairs that are one customer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from mdm.acquire.readers import BadRow, open_reader
from mdm.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class TruthColumn:
    """A column says which customer a row is; with a pattern, its first group or else the whole of what it matches."""

    column: str
    pattern: re.Pattern[str] | None = None

    def label(self, fields: Mapping[str, Any]) -> str:
        """The customer of a row; empty where the row does not say."""
        said = str(fields.get(self.column) or "").strip()
        if self.pattern is None or not said:
            return said
        found = self.pattern.search(said)
        return "" if found is None else str(found.group(found.re.groups and 1))


@dataclass(frozen=True, slots=True)
class TruePairs:
    """A file whose first two columns name pairs of one customer: by source keys, or by row numbers from 0 on.

    Row numbers go on from one file to the next. A key in the first column is looked up in the first file, one in the
    second column in the last, and then in all. Rows in no pair are customers of their own.
    """

    path: Path
    by_row: bool = False


Truth = TruthColumn | TruePairs


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stood: in which file, at which row of all files, and under which key."""

    file: int
    row: int
    key: str


def labels_by_pairs(truth: TruePairs, places: Sequence[Place]) -> tuple[list[str], int]:
    """A label for each place, equal within a customer, and how many pairs name a record that was not read.

    Raises FileRefusedError, or InvalidInputError when no pair at all can be found in the files.
    """
    pairs = _read(truth.path)
    by_name = _by_row(places) if truth.by_row else _by_key(places)
    last = max((one.file for one in places), default=0)
    ends = [(_found(by_name, one, 0), _found(by_name, other, last)) for one, other in pairs]
    known = [(one, other) for one, other in ends if one is not None and other is not None]
    if pairs and not known:
        raise InvalidInputError(
            f"{truth.path.name} names no pair of records that the files hold.",
            remedy="Name pairs by source keys in the first two columns, or by row numbers with --pairs-by row.",
        )
    low, high = np.array(known, dtype=np.int64).reshape(-1, 2).T
    graph = coo_matrix((np.ones(len(low), dtype=np.int8), (low, high)), shape=(len(places), len(places)))
    return [str(label) for label in connected_components(graph, directed=False)[1]], len(pairs) - len(known)


def _read(path: Path) -> list[tuple[str, str]]:
    reader = open_reader(path)
    if len(reader.columns) < 2:
        raise InvalidInputError(f"{path.name} has no two columns.", remedy="Give one pair a row, in two columns.")
    first, second = reader.columns[:2]
    rows = (row.fields for row in reader if not isinstance(row, BadRow))
    return [(str(row.get(first) or "").strip(), str(row.get(second) or "").strip()) for row in rows]


def _by_row(places: Sequence[Place]) -> dict[str, list[tuple[int, int]]]:
    return {str(one.row): [(one.file, number)] for number, one in enumerate(places)}


def _by_key(places: Sequence[Place]) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, one in enumerate(places):
        found[one.key].append((one.file, number))
    return found


def _found(by_name: Mapping[str, Sequence[tuple[int, int]]], name: str, file: int) -> int | None:
    """The record of that name in the file, else the only one of that name."""
    ones = by_name.get(name, ())
    inside = [number for where, number in ones if where == file]
    if inside:
        return inside[0]
    return ones[0][1] if len(ones) == 1 else None
