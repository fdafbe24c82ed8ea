"""One column, gathered chunk by chunk in bounded memory, and the figures that come of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import compress
from operator import ne
from typing import Any

from mdm.acquire.cells import cell_text
from mdm.grade.profiling.numbers import Numbers, NumberTally
from mdm.grade.profiling.shapes import TextType, is_boolean, raw_shape, shape_of, type_of_shape
from mdm.grade.profiling.sketches import Distinct, Frequencies, Repeats, prints

# Longer values are told apart by a digest, so that a column of documents takes no more room than one of names.
LONGEST_KEPT = 200
SHAPES_COUNTED = 2_000
TOP = 10
# A column whose chunks repeat more values than this is no key, and its rows are not compared exactly.
_KEYLIKE = 0.9
_DECIDED_BY = 0.98


def transposed(rows: Sequence[Mapping[str, Any]], names: Sequence[str], *, is_fixed: bool) -> dict[str, Sequence[Any]]:
    """The rows' cells by column. Rows of a file with fixed columns hold them all in one order, which is much faster."""
    if is_fixed and rows and list(rows[0]) == list(names) and len(set(map(len, rows))) == 1:
        return dict(zip(names, zip(*(row.values() for row in rows), strict=True), strict=True))
    return {name: [row.get(name) for row in rows] for name in names}


@dataclass(frozen=True, slots=True)
class Shape:
    """A form that values have, how many, and the line where it first stood."""

    text: str
    count: int
    line: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted of one column. `filled` leaves out empty values; `surplus` are values that stood there before.

    `distinct` and `surplus` are estimates unless `is_exact`.
    """

    name: str
    rows: int
    filled: int
    padded: int
    distinct: int
    surplus: int
    is_exact: bool
    shortest: int
    longest: int
    mean_length: float
    lengths: tuple[tuple[int, int], ...]
    shapes: tuple[Shape, ...]
    other_shapes: int
    types: tuple[tuple[TextType, int], ...]
    top: tuple[tuple[str, int], ...]
    is_top_exact: bool
    numbers: Numbers | None = None

    @property
    def fill(self) -> float:
        """The share of rows that hold something."""
        return self.filled / self.rows if self.rows else 0.0

    @property
    def type(self) -> TextType:
        """What nearly all values can be read as; text where they differ."""
        if not self.filled:
            return TextType.EMPTY
        kind, count = max(self.types, key=lambda one: one[1])
        if kind is TextType.INTEGER and self._share(TextType.DECIMAL) > 0 and self._numeric() >= _DECIDED_BY:
            return TextType.DECIMAL
        return kind if count >= _DECIDED_BY * self.filled else TextType.TEXT

    @property
    def is_unique(self) -> bool:
        """Whether every row holds a value of its own, as far as rows were compared."""
        return self.filled == self.rows > 0 and self.surplus == 0 and self.is_exact

    def _share(self, kind: TextType) -> float:
        return dict(self.types).get(kind, 0) / self.filled if self.filled else 0.0

    def _numeric(self) -> float:
        return self._share(TextType.INTEGER) + self._share(TextType.DECIMAL)


class Tally:
    """Gathers one column. `before` are rows that went by before the column turned up: it is empty in them."""

    def __init__(self, name: str, before: int = 0) -> None:
        self.name = name
        self._rows = before
        self._filled = self._padded = 0
        self._distinct = Distinct()
        self._frequencies = Frequencies()
        self._repeats: Repeats | None = Repeats()
        self._lengths: Counter[int] = Counter()
        self._shapes: dict[str, list[int]] = {}
        self._other_shapes = 0
        self._numbers = NumberTally()

    def add(self, cells: Sequence[Any], lines: Sequence[int]) -> None:
        """Take in a chunk's values; `lines` are those of its rows."""
        texts = [cell if cell.__class__ is str else cell_text(cell) for cell in cells]
        stripped = [text.strip() for text in texts]
        self._rows += len(texts)
        self._padded += sum(map(ne, texts, stripped))
        filled = [text for text in stripped if text]
        if not filled:
            return
        self._filled += len(filled)
        self._lengths.update(map(len, filled))
        self._numbers.add(filled)
        counts = Counter(filled)
        if len(max(filled, key=len)) > LONGEST_KEPT:
            counts = Counter({_clipped(text): count for text, count in counts.items()})
        self._take_values(counts, len(filled))
        self._take_shapes(counts, stripped, lines)

    def _take_values(self, counts: Counter[str], filled: int) -> None:
        found = prints(counts.keys())
        self._distinct.add(found)
        self._frequencies.add(counts)
        if self._repeats is not None and len(counts) < _KEYLIKE * filled:
            self._repeats = None
        if self._repeats is not None:
            self._repeats.add(found)
            if len(counts) < filled:
                again = [text for text, count in counts.items() if count > 1 for _ in range(count - 1)]
                self._repeats.add(prints(again))

    def _take_shapes(self, counts: Counter[str], stripped: list[str], lines: Sequence[int]) -> None:
        raw: Counter[str] = Counter(map(raw_shape, counts))
        for text, count in counts.items():
            if count > 1:
                raw[raw_shape(text)] += count - 1
        for one, count in raw.items():
            shape = shape_of(one)
            known = self._shapes.get(shape)
            if known is not None:
                known[0] += count
            elif len(self._shapes) < SHAPES_COUNTED:
                self._shapes[shape] = [count, _first_line(one, stripped, lines)]
            else:
                self._other_shapes += count

    def figures(self) -> Figures:
        """What was counted."""
        surplus, is_exact = self._surplus()
        distinct = self._filled - surplus if is_exact else self._distinct.count
        shapes = sorted(self._shapes.items(), key=lambda one: (-one[1][0], one[0]))
        lengths = tuple(sorted(self._lengths.items()))
        return Figures(
            name=self.name,
            rows=self._rows,
            filled=self._filled,
            padded=self._padded,
            distinct=distinct,
            surplus=surplus,
            is_exact=is_exact,
            shortest=lengths[0][0] if lengths else 0,
            longest=lengths[-1][0] if lengths else 0,
            mean_length=sum(length * count for length, count in lengths) / self._filled if lengths else 0.0,
            lengths=lengths,
            shapes=tuple(Shape(text, count, line) for text, (count, line) in shapes),
            other_shapes=self._other_shapes,
            types=self._types(),
            top=tuple(self._frequencies.top(TOP)),
            is_top_exact=self._frequencies.is_exact,
            numbers=self._numbers.figures(),
        )

    def _surplus(self) -> tuple[int, bool]:
        distinct = self._distinct.count
        if self._distinct.is_exact:
            return self._filled - distinct, True
        if self._repeats is not None:
            return self._repeats.surplus(), self._repeats.seen == self._filled
        return max(0, self._filled - distinct), False

    def _types(self) -> tuple[tuple[TextType, int], ...]:
        if self._frequencies.is_exact and self._filled and is_boolean({text for text, _ in self._frequencies.items()}):
            return ((TextType.BOOLEAN, self._filled),)
        found: Counter[TextType] = Counter({TextType.TEXT: self._other_shapes})
        for shape, (count, _) in self._shapes.items():
            found[type_of_shape(shape)] += count
        return tuple((kind, count) for kind, count in found.most_common() if count)

    def values(self) -> list[tuple[str, int]]:
        """The distinct texts that are counted, with their counts."""
        return list(self._frequencies.items())


def _clipped(text: str) -> str:
    if len(text) <= LONGEST_KEPT:
        return text
    return f"{text[: LONGEST_KEPT - 20]}…{blake2b(text.encode('utf-8', 'replace'), digest_size=8).hexdigest()}"


def _first_line(raw: str, stripped: list[str], lines: Sequence[int]) -> int:
    """Where the chunk first holds a value of that raw shape. Asked once for every shape of a column."""
    return next(compress(lines, (raw_shape(_clipped(text)) == raw for text in stripped)), lines[0])
