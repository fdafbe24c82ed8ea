"""A text file as physical lines of bounded length."""

from __future__ import annotations

import io
from collections.abc import Generator
from typing import Any

from mdm.acquire.readers.encodings import MARKING, UNDECODABLE
from mdm.acquire.readers.sources import Source, refusing_damage
from mdm.acquire.rows import BadRow

# A longer line, and a longer row over several lines, is no row of customers.
LINE_LIMIT = 1_000_000

# Takes the place of a line over the limit; like UNDECODABLE it can't come out of valid text.
OVERLONG = "\udcfe"

RAW_LIMIT = 4_000

# What makes a line unusable whatever the format: mark -> problem, message, remedy.
_MARKS: tuple[tuple[str, str, str, str], ...] = (
    (UNDECODABLE, "undecodable", "holds bytes that are not in the file's encoding",
     "Have the row exported in the file's encoding; undecodable bytes are shown as \N{REPLACEMENT CHARACTER}."),
    ("\0", "nul_character", "holds a NUL character, which no text may hold", "Remove the NUL character."),
    (OVERLONG, "row_too_long", f"is longer than {LINE_LIMIT} characters", "Look for a missing line end."),
)  # fmt: skip

_READABLE = str.maketrans({UNDECODABLE: "\N{REPLACEMENT CHARACTER}", "\0": "\N{SYMBOL FOR NULL}", OVERLONG: "…"})


def text_lines(source: Source, encoding: str) -> Generator[str]:
    """Lines with their ends, undecodable bytes marked. Damage in the file refuses it as a whole."""
    with refusing_damage(source.name), source.open() as raw:
        # newline="" keeps line ends inside quoted fields as they are.
        text = io.TextIOWrapper(raw, encoding, errors=MARKING, newline="")
        while line := text.readline(LINE_LIMIT):
            if len(line) == LINE_LIMIT and not line.endswith(("\n", "\r")):
                yield OVERLONG + _skipped_end(text)
            else:
                yield line


def text_chunks(source: Source, encoding: str, size: int) -> Generator[str]:
    """The same text in pieces of that size, wherever they fall."""
    with refusing_damage(source.name), source.open() as raw:
        text = io.TextIOWrapper(raw, encoding, errors=MARKING, newline="")
        while chunk := text.read(size):
            yield chunk


def _skipped_end(text: io.TextIOWrapper) -> str:
    while rest := text.readline(LINE_LIMIT):
        if rest.endswith(("\n", "\r")):
            break
    return "\n"


def is_marked(text: str) -> bool:
    """Whether the text holds something that makes its row unusable."""
    return UNDECODABLE in text or "\0" in text or OVERLONG in text


def marked_row(line: int, text: str, fields: dict[str, Any]) -> BadRow:
    """The bad row for a marked text, with what can be told apart of its fields."""
    _, problem, message, remedy = next(one for one in _MARKS if one[0] in text)
    column = next((name for name, value in fields.items() if isinstance(value, str) and is_marked(value)), "")
    where = f"Column '{column}'" if column else "The row"
    return bad_row(line, problem, f"{where} {message}.", remedy, column=column, fields=fields, raw=text)


def bad_row(
    line: int,
    problem: str,
    message: str,
    remedy: str,
    *,
    column: str = "",
    fields: dict[str, Any] | None = None,
    raw: str = "",
) -> BadRow:
    """A bad row whose texts can be stored and shown."""
    return BadRow(
        line=line,
        problem=problem,
        message=message,
        remedy=remedy,
        column=column,
        fields={name: readable(value) for name, value in (fields or {}).items()},
        raw=shown(raw),
    )


def shown(raw: str) -> str:
    """The row's text as it is kept: of bounded length, storable, without its line end."""
    return str(readable(raw[:RAW_LIMIT])).rstrip("\r\n")


def readable(value: Any) -> Any:
    """A text with its marks made visible; anything else as it is."""
    return value.translate(_READABLE) if isinstance(value, str) else value
