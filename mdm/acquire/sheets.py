"""Tables that people open in a spreadsheet: what it would run as a formula is marked as text by an apostrophe.

The signs are those of OWASP's page on CSV injection. `unmarked` undoes `marked` for every text, so a corrected export
says what the source said; plain numbers and telephone numbers stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

MARK = "'"
# The last four are the wide forms of East Asian scripts, which spreadsheets take for the same.
_SIGNS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_FORMULA = re.compile(f"[{_SIGNS}]")
_MARKED = re.compile(f"{MARK}+[{_SIGNS}]")
# Nothing can be run that has neither letters nor a second formula's sign.
_NUMBER = re.compile(r"[+-]?[0-9 ().,/-]+")


def marked(cell: Any) -> Any:
    """The cell, with a mark in front of a text that a spreadsheet would run, or that looks marked itself."""
    if not isinstance(cell, str):
        return cell
    is_formula = _FORMULA.match(cell) and not _NUMBER.fullmatch(cell)
    return MARK + cell if is_formula or _MARKED.match(cell) else cell


def unmarked(cell: Any) -> Any:
    """What the cell said before it was marked."""
    return cell[len(MARK) :] if isinstance(cell, str) and _MARKED.match(cell) else cell


def marked_rows(rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """Rows with every cell marked where it must be."""
    return ([marked(one) for one in row] for row in rows)
