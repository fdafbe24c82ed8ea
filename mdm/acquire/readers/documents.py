"""NDJSON, one object per line, and JSON, one array of objects; both streaming."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import NoReturn

from mdm.acquire.documents import document_row
from mdm.acquire.readers.encodings import Encoding, settle_encoding
from mdm.acquire.readers.lines import LINE_LIMIT, bad_row, is_marked, marked_row, shown, text_chunks, text_lines
from mdm.acquire.readers.reader import Reader, Stated
from mdm.acquire.readers.sources import Source, refused, refusing_damage
from mdm.acquire.rows import BadRow, Row
from mdm.errors import FileRefusedError

_BLANKS = " \t\r\n\ufeff"
_CHUNK = 1 << 16


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


# The standard parser, not a faster one: it keeps integers of any length exact, which account numbers need.
# Control characters pass it, so that a NUL is one row's trouble and not the file's.
_DECODER = json.JSONDecoder(parse_constant=_no_number, strict=False)


def open_ndjson(source: Source, stated: Stated) -> Reader:
    """The file with its encoding settled."""
    encoding = _encoding(source, stated)
    return _reader(source, "ndjson", encoding, lambda: _ndjson_rows(source, encoding.name))


def open_json(source: Source, stated: Stated) -> Reader:
    """The file with its encoding settled and its first element looked at."""
    encoding = _encoding(source, stated)
    reader = _reader(source, "json", encoding, lambda: _json_rows(source, encoding.name))
    first = next(iter(reader), None)
    if isinstance(first, BadRow) and first.problem == "not_an_object":
        raise _no_array(source)
    return reader


def _encoding(source: Source, stated: Stated) -> Encoding:
    with refusing_damage(source.name):
        return settle_encoding(source, stated.encoding, is_settled=stated.is_settled)


def _reader(source: Source, kind: str, encoding: Encoding, rows: Callable[[], Iterator[Row | BadRow]]) -> Reader:
    report = {
        "format": kind,
        "packing": source.packing,
        "encoding": encoding.label,
        "encoding_how": encoding.how,
    }
    return Reader(name=source.name, report=report, columns=(), rows=rows, has_fixed_columns=False)


def _ndjson_rows(source: Source, encoding: str) -> Iterator[Row | BadRow]:
    with closing(text_lines(source, encoding)) as lines:
        for number, line in enumerate(lines, start=1):
            text = line.strip(_BLANKS)
            if text:
                yield _ndjson_row(number, text)


def _ndjson_row(number: int, text: str) -> Row | BadRow:
    if is_marked(text):
        return marked_row(number, text, {})
    try:
        document = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return bad_row(
            number, "broken_json", "The line is no whole JSON object.", "Write one object per line.", raw=text
        )
    return _shown(document_row(number, document, text))


def _shown(row: Row | BadRow) -> Row | BadRow:
    return replace(row, raw=shown(row.raw)) if isinstance(row, BadRow) else row


class _Text:
    """The part of the file in hand; what has been read is dropped and its lines counted."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self.text = ""
        self.at = 0
        self._line = 1
        self._counted = 0
        self.is_whole = False

    def grow(self) -> None:
        """Drop what has been read and take in at least as much again as is left."""
        self.line_here()
        left = self.text[self.at :]
        more = "".join(islice(self._chunks, 1 + len(left) // _CHUNK))
        self.text, self.at, self._counted, self.is_whole = left + more, 0, 0, not more

    def next_sign(self) -> str:
        """The next character that is not blank, "" at the end; it stays unread."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in _BLANKS:
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if self.is_whole:
                return ""
            self.grow()

    def line_here(self) -> int:
        """The physical line of the next unread character."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line


def _json_rows(source: Source, encoding: str) -> Iterator[Row | BadRow]:
    with closing(text_chunks(source, encoding, _CHUNK)) as chunks:
        text = _Text(chunks)
        if text.next_sign() != "[":
            raise _no_array(source)
        text.at += 1
        is_first = True
        while (sign := text.next_sign()) != "]":
            if not is_first:
                if sign != ",":
                    raise _broken_array(source, text)
                text.at += 1
                text.next_sign()
            is_first = False
            yield _element(source, text)
        text.at += 1
        if text.next_sign():
            raise _broken_array(source, text)


def _element(source: Source, text: _Text) -> Row | BadRow:
    while True:
        try:
            document, end = _DECODER.raw_decode(text.text, text.at)
        except (ValueError, RecursionError):
            if text.is_whole or len(text.text) - text.at > LINE_LIMIT:
                raise _broken_array(source, text) from None
            text.grow()
            continue
        if end < len(text.text) or text.is_whole:
            break
        # A number at the very end of the text in hand may go on in the next chunk.
        text.grow()
    number, raw = text.line_here(), text.text[text.at : end]
    text.at = end
    return marked_row(number, raw, {}) if is_marked(raw) else _shown(document_row(number, document, raw))


def _no_array(source: Source) -> FileRefusedError:
    remedy = "Write it as [{...}, {...}]; for one object per line name it .ndjson or state that format."
    return refused(source.name, "is no JSON array of objects", remedy)


def _broken_array(source: Source, text: _Text) -> FileRefusedError:
    line = text.line_here()
    remedy = "It may have been cut off; have it sent again, or send NDJSON, where one broken row costs no other."
    return refused(source.name, f"is broken JSON from line {line} on", remedy, line=line)
