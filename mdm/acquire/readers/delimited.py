"""CSV with any delimiter: streaming, with broken rows set aside and the rest read on."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import closing
from itertools import islice

from mdm.acquire.readers.encodings import settle_encoding
from mdm.acquire.readers.headers import header_names
from mdm.acquire.readers.lines import LINE_LIMIT, bad_row, is_marked, marked_row, text_lines
from mdm.acquire.readers.reader import Reader, Stated
from mdm.acquire.readers.sources import Source, refused, refusing_damage
from mdm.acquire.rows import BadRow, Row

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES = 50
_NAMED_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


def open_delimited(source: Source, stated: Stated) -> Reader:
    """The file with its encoding, delimiter and header settled."""
    with refusing_damage(source.name):
        encoding = settle_encoding(source, stated.encoding, is_settled=stated.is_settled)
    with closing(text_lines(source, encoding.name)) as lines:
        sample = list(islice(lines, _SAMPLE_LINES))
    delimiter = _stated_delimiter(source, stated.delimiter) if stated.delimiter else _detected_delimiter(sample)
    if not any(line.strip(f'{delimiter} \t\r\n\ufeff"') for line in _first_filled(sample)):
        raise refused(source.name, "has no header", "Its first line must name the columns.")
    names, width = _header(source, encoding.name, delimiter)
    return Reader(
        name=source.name,
        report={
            "format": "csv",
            "packing": source.packing,
            "encoding": encoding.label,
            "encoding_how": encoding.how,
            "delimiter": delimiter,
            "delimiter_how": "stated" if stated.delimiter else "detected",
            "columns": list(names),
        },
        columns=names,
        rows=lambda: _rows(source, encoding.name, delimiter, names, width),
    )


def _first_filled(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip("\r\n \ufeff")][:1]


class _Lines:
    """Feeds csv.reader and keeps the lines of the row in hand, so that a broken row's later lines can be read again."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._again: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._source)
        self.number += 1
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """All but the first line of the row in hand are to be read again."""
        later = self.taken[1:]
        self._again.extendleft(reversed(later))
        self.number -= len(later)
        del self.taken[1:]


def _rows(source: Source, encoding: str, delimiter: str, names: tuple[str, ...], width: int) -> Iterator[Row | BadRow]:
    with closing(text_lines(source, encoding)) as stream:
        lines = _Lines(stream)
        records = _records(lines, delimiter)
        next((cells for _, cells in records if isinstance(cells, list)), None)
        for start, cells in records:
            row = _broken_quotes(start, lines) if cells is None else _row(start, cells, lines, names, width)
            yield row


def _records(lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Each row's first line and cells; None where its quotes are broken. Blank rows are passed over."""
    # The limit is the whole process's and stops a row that swallows the rest of the file behind an unclosed quote.
    csv.field_size_limit(LINE_LIMIT)
    parser = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        start = lines.number + 1
        try:
            cells = next(parser)
        except StopIteration:
            return
        except csv.Error:
            yield start, None
            lines.give_back()
            continue
        if any(cells):
            yield start, cells


def _row(start: int, cells: list[str], lines: _Lines, names: tuple[str, ...], width: int) -> Row | BadRow:
    text = lines.taken[0] if len(lines.taken) == 1 else "".join(lines.taken)
    if len(cells) != width or any(cells[len(names) :]):
        return _wrong_width(start, cells, lines, names, width)
    fields = dict(zip(names, cells, strict=False))
    return marked_row(start, text, fields) if is_marked(text) else Row(start, fields)


def _wrong_width(start: int, cells: list[str], lines: _Lines, names: tuple[str, ...], width: int) -> BadRow:
    raw = lines.taken[0]
    if is_marked(raw):
        bad = marked_row(start, raw, {})
    else:
        problem = "too_few_columns" if len(cells) < width else "too_many_columns"
        message = f"The row has {len(cells)} columns, the header {len(names)}."
        remedy = "Put values that hold the delimiter or a line break in double quotes."
        bad = bad_row(start, problem, message, remedy, fields=dict(zip(names, cells, strict=False)), raw=raw)
    lines.give_back()
    return bad


def _broken_quotes(start: int, lines: _Lines) -> BadRow:
    raw = lines.taken[0]
    if is_marked(raw):
        return marked_row(start, raw, {})
    remedy = "Close the quote; a quote inside a quoted value is written twice."
    return bad_row(
        start, "broken_quotes", "The row has a double quote that is not closed or not doubled.", remedy, raw=raw
    )


def _header(source: Source, encoding: str, delimiter: str) -> tuple[tuple[str, ...], int]:
    with closing(text_lines(source, encoding)) as stream:
        for _, cells in _records(_Lines(stream), delimiter):
            if cells is None:
                raise refused(source.name, "has a header with broken quotes", "Correct the first line.")
            return header_names(source.name, cells), len(cells)
    raise refused(source.name, "has no header", "Its first line must name the columns.")


def _stated_delimiter(source: Source, stated: str) -> str:
    delimiter = _NAMED_DELIMITERS.get(stated, stated)
    if len(delimiter) != 1 or delimiter in '"\r\n\0 ' or not delimiter.isascii():
        raise refused(source.name, "can't be split at that delimiter", "State one character, or tab.")
    return delimiter


def _detected_delimiter(sample: list[str]) -> str:
    """The delimiter that splits most rows as wide as the header; of equals the one with most columns."""

    def fitness(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(cells) for cells in csv.reader(sample, delimiter=delimiter) if cells]
        except csv.Error:
            return 0.0, 0
        if not widths or widths[0] < 2:
            return 0.0, 0
        return Counter(widths)[widths[0]] / len(widths), widths[0]

    return max(DELIMITERS, key=fitness)
