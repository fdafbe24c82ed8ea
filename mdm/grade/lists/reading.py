"""Reference lists as files: an entry a line; several columns are joined as conditions join texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mdm.cleanse.codes import standardise_code
from mdm.cleanse.text import fold, tidy
from mdm.errors import InvalidInputError
from mdm.grade.predicates import JOINED_BY
from mdm.grade.shared import MOST_ENTRIES
from mdm.records import VALUE

LONGEST = 400
_TOLD = 5

# How an entry is brought into the form that clean values have. Conditions compare with that form.
FORMS: Mapping[str, Callable[[str], str]] = {
    "words": fold,
    "code": lambda text: standardise_code(text).clean.get(VALUE, ""),
    "as_is": tidy,
}
FORM_LABELS: Mapping[str, str] = {
    "words": "Words: names, cities, texts (small letters, no accents or signs)",
    "code": "Codes: small letters, signs count",
    "as_is": "As it stands: the lines are in clean form already",
}


@dataclass(frozen=True, slots=True)
class ListFile:
    """What a file lists, and how many of its lines said what another one says."""

    entries: frozenset[str]
    repeated: int


def read_list(text: str, *, form: str = "words", has_header: bool = False) -> ListFile:
    """The entries of a CSV text. Raises InvalidInputError naming the first lines that are no entries."""
    if form not in FORMS:
        raise InvalidInputError("There is no such form of entries.", remedy=f"Choose one of: {', '.join(FORMS)}.")
    stated = list(_lines(text))
    lines = stated[1:] if has_header else stated
    if not lines:
        raise InvalidInputError("The file lists nothing.", remedy="Write an entry a line.")
    if len(lines) > MOST_ENTRIES:
        raise InvalidInputError(f"The file has more than {MOST_ENTRIES:,} lines.", remedy="Split the list in two.")
    width, found, wrong = len(stated[0][1]), [], []
    for number, cells in lines:
        entry, problem = _entry(cells, width, FORMS[form])
        if problem:
            wrong.append(f"line {number} {problem}")
        found.append(entry)
    if wrong:
        more = f", and {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
        raise InvalidInputError(
            f"Some lines are no entries: {'; '.join(wrong[:_TOLD])}{more}.",
            remedy="Correct these lines; nothing of the file was taken.",
            data={"lines": len(wrong)},
        )
    entries = frozenset(found)
    return ListFile(entries, len(found) - len(entries))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    if "\0" in text:
        raise InvalidInputError("The file holds NUL signs.", remedy="Save it as CSV, UTF-8.")
    text = text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        for cells in reader:
            if any(one.strip() for one in cells):
                yield reader.line_num, cells
    except csv.Error:
        raise InvalidInputError(
            f"Line {reader.line_num} can't be read as CSV.", remedy="Put texts with commas in quotes."
        ) from None


def _entry(cells: list[str], width: int, form: Callable[[str], str]) -> tuple[str, str]:
    """The entry of a line, and what is wrong with it."""
    if len(cells) != width:
        return "", f"has {len(cells)} columns, not {width}"
    if any(JOINED_BY in one for one in cells):
        return "", f"holds the sign {JOINED_BY}, which joins columns"
    parts = [form(one) for one in cells]
    if not all(parts):
        return "", "has an empty cell, or one without letters and digits"
    entry = JOINED_BY.join(parts)
    return entry, f"is longer than {LONGEST} signs" if len(entry) > LONGEST else ""
