"""A JSON object as a row: from a file's line, or sent alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mdm.acquire.payload import flatten, is_storable
from mdm.acquire.rows import BadRow, Row

# NUL, and halves of character pairs; the unescaped ones are found in the text itself.
_SUSPECT_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def document_row(line: int, document: Any, text: str | None = None) -> Row | BadRow:
    """The object with nested names flattened. `text` is what it was read from; without it every value is looked at."""
    if not isinstance(document, Mapping):
        return _bad(line, "not_an_object", "The row is no JSON object.", "Write every row as {...}.", text)
    fields = document
    if any(isinstance(value, (Mapping, list)) for value in document.values()):
        named = list(flatten(document))
        fields = dict(named)
        if len(fields) < len(named):
            remedy = "Rename one of the two: a nested name and a name with a dot come out the same."
            return _bad(line, "ambiguous_names", "The row names a column twice.", remedy, text)
    if (text is None or _SUSPECT_ESCAPE.search(text)) and not is_storable(fields):
        message = "The row holds a NUL character or half of a character pair."
        return _bad(line, "nul_character", message, "Remove it; as an escape it reads \\u0000 or \\ud800.", text)
    return Row(line, fields)


def _bad(line: int, problem: str, message: str, remedy: str, text: str | None) -> BadRow:
    return BadRow(line=line, problem=problem, message=message, remedy=remedy, raw=text or "")
