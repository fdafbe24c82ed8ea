"""The names of a file's columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mdm.acquire.readers.lines import is_marked
from mdm.acquire.readers.sources import refused


def header_names(name: str, cells: Sequence[str]) -> tuple[str, ...]:
    """The header's names, trimmed. Raises FileRefusedError for a missing, incomplete or ambiguous header.

    Unnamed columns at the end (a delimiter that closes every line) are dropped; rows may only be empty there.
    """
    names = [cell.strip().removeprefix("\ufeff").strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise refused(name, "has no header", "Its first line must name the columns.")
    if any(is_marked(one) for one in names):
        raise refused(name, "has a header that can't be read", "State the file's encoding.")
    if "" in names:
        remedy = "Name every column in the first line."
        raise refused(name, f"has no name for column {names.index('') + 1}", remedy, column=names.index("") + 1)
    doubled = sorted(one for one, count in Counter(names).items() if count > 1)
    if doubled:
        remedy = "Give every column a name of its own."
        raise refused(name, f"names columns twice: {', '.join(doubled)}", remedy, columns=doubled)
    return tuple(names)
