"""Records as columns: every attribute's distinct texts once (a lexicon), each record a code into it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from mdm.records import COMPARABLE_COLUMNS, SEPARATOR, Comparable

Ids = NDArray[np.int64]
Codes = NDArray[np.signedinteger[Any]]
Positions = NDArray[np.signedinteger[Any]]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Levels = NDArray[np.int8]

T = TypeVar("T")


class Derived:
    """What is computed once from something that never changes."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: dict[Hashable, Any] = {}

    def once(self, name: Hashable, build: Callable[[], T]) -> T:
        """The value under that name, built at the first call."""
        if name not in self._kept:
            self._kept[name] = build()
        return cast("T", self._kept[name])


class Lexicon:
    """Distinct texts. Code 0 is the empty one, which means missing."""

    __slots__ = ("derived", "texts")

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = np.empty(len(texts), dtype=object)
        self.texts[:] = texts
        self.derived = Derived()

    def __len__(self) -> int:
        return len(self.texts)

    def map(self, name: str, build: Callable[[str], Any], dtype: Any) -> NDArray[Any]:
        """One value per text, computed once."""
        return self.derived.once(
            name, lambda: np.fromiter((build(text) for text in self.texts), dtype=dtype, count=len(self.texts))
        )

    def parts(self, separator: str = SEPARATOR) -> Parts:
        """The parts that each text consists of, gaps included."""
        return self.derived.once(("parts", separator), lambda: _split(self.texts, separator))


@dataclass(frozen=True, slots=True)
class Parts:
    """Lists of codes, one list per text: those of text c are `codes[starts[c] : starts[c + 1]]`."""

    starts: Positions
    codes: Codes
    lexicon: Lexicon

    @property
    def counts(self) -> Positions:
        """How many parts each text has."""
        return np.diff(self.starts)


@dataclass(frozen=True, slots=True)
class Column:
    """One attribute of all records."""

    codes: Codes
    lexicon: Lexicon

    @classmethod
    def of(cls, texts: Iterable[str]) -> Column:
        """The column that holds these texts."""
        listed = list(texts)
        lexicon = list(dict.fromkeys(("", *listed)))
        index = dict(zip(lexicon, range(len(lexicon)), strict=True))
        return cls(np.array(list(map(index.__getitem__, listed)), dtype=np.int32), Lexicon(lexicon))

    @classmethod
    def coded(cls, codes: Codes, texts: Sequence[str]) -> Column:
        """The column whose rows are codes into these distinct texts, with the empty one in its place."""
        kept = [code for code, text in enumerate(texts) if text]
        place = np.zeros(len(texts), dtype=np.int32)
        place[kept] = np.arange(1, len(kept) + 1, dtype=np.int32)
        return cls(place[codes], Lexicon(["", *(texts[code] for code in kept)]))


def _split(texts: NDArray[Any], separator: str) -> Parts:
    index = {"": 0}
    codes: list[int] = []
    starts = np.zeros(len(texts) + 1, dtype=np.intp)
    for position, text in enumerate(texts):
        if text:
            codes += [index.setdefault(part, len(index)) for part in text.split(separator)]
        starts[position + 1] = len(codes)
    return Parts(starts, np.array(codes, dtype=np.int32), Lexicon(list(index)))


@dataclass(frozen=True, slots=True)
class Columns:
    """Comparable records, column by column."""

    ids: Ids
    by_name: Mapping[str, Column]
    lexical: Derived = field(default_factory=Derived, compare=False, repr=False)  # from lexicons alone
    derived: Derived = field(default_factory=Derived, compare=False, repr=False)  # from the records as well

    @classmethod
    def from_comparables(cls, ids: Iterable[int] | Ids, rows: Sequence[Comparable]) -> Columns:
        """Columns of these rows, in their order."""
        return cls.from_texts(ids, {name: [getattr(row, name) for row in rows] for name in COMPARABLE_COLUMNS})

    @classmethod
    def from_texts(cls, ids: Iterable[int] | Ids, texts: Mapping[str, Iterable[str]]) -> Columns:
        """Columns of texts as a database or an Arrow table hands them over; absent columns are empty."""
        numbers = np.fromiter(ids, dtype=np.int64)
        empty = Column(np.zeros(len(numbers), dtype=np.int32), Lexicon([""]))
        return cls(numbers, {name: Column.of(texts[name]) if name in texts else empty for name in COMPARABLE_COLUMNS})

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, name: str) -> Column:
        return self.by_name[name]

    def take(self, positions: Positions) -> Columns:
        """The records at these positions; lexicons and what was derived from them are shared."""
        taken = {name: Column(column.codes[positions], column.lexicon) for name, column in self.by_name.items()}
        return Columns(self.ids[positions], taken, lexical=self.lexical)

    def row(self, position: int) -> Comparable:
        """One record as it came."""
        texts = {name: str(column.lexicon.texts[column.codes[position]]) for name, column in self.by_name.items()}
        return Comparable(**texts)

    def is_kind(self, kind: str) -> Mask:
        """Which records are of that kind."""
        column = self["kind"]
        return np.asarray(column.lexicon.texts == kind, dtype=np.bool_)[column.codes]


def positions_of(ids: Ids, wanted: Ids) -> Positions:
    """Where the wanted ids stand in `ids`; every one must be there."""
    order = np.argsort(ids, kind="stable")
    places = np.searchsorted(ids, wanted, sorter=order)
    found = order[np.minimum(places, len(ids) - 1)]
    if len(wanted) and not np.array_equal(ids[found], wanted):
        raise KeyError("records missing from the columns")
    return found


@dataclass(frozen=True, slots=True)
class Crossing:
    """All combinations of the values on the left with those on the right, pair by pair."""

    pair: Positions
    left: Codes
    right: Codes

    def best(self, levels: Levels, chance: Numbers, count: int) -> tuple[Levels, Numbers]:
        """Per pair the highest level, and the smallest chance among those that reach it; 0 where nothing met."""
        level = np.zeros(count, dtype=np.int8)
        least = np.zeros(count)
        if not len(self.pair):
            return level, least
        starts = np.flatnonzero(np.r_[True, self.pair[1:] != self.pair[:-1]])
        owners = self.pair[starts]
        level[owners] = np.maximum.reduceat(levels, starts)
        reached = np.where(levels == level[self.pair], chance, np.inf)
        least[owners] = np.minimum.reduceat(reached, starts)
        return level, least


def cross(left_starts: Positions, left_counts: Positions, right_starts: Positions, right_counts: Positions) -> Crossing:
    """Places of all combinations, for pairs whose lists start at and count so many."""
    sizes = left_counts * right_counts
    if len(sizes) and sizes.min() == 1 == sizes.max():
        return Crossing(np.arange(len(sizes)), left_starts, right_starts)
    pair = np.repeat(np.arange(len(sizes)), sizes)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    width = right_counts[pair]
    return Crossing(pair, left_starts[pair] + within // width, right_starts[pair] + within % width)


def cross_parts(parts: Parts, left: Codes, right: Codes) -> Crossing:
    """All combinations of the parts of the texts on the left with those on the right."""
    counts = parts.counts
    found = cross(parts.starts[left], counts[left], parts.starts[right], counts[right])
    return Crossing(found.pair, parts.codes[found.left], parts.codes[found.right])
