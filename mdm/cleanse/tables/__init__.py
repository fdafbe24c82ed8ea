"""The tables that cleansing reads, by topic. Entries are folded: ASCII, lower case, one blank between words."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Entries of one word each, separated by blanks."""
    return frozenset(text.split())


def entries(*texts: str) -> frozenset[str]:
    """Entries of several words, separated by commas or line ends."""
    return frozenset(entry.strip() for text in texts for entry in text.replace("\n", ",").split(",")) - {""}


def table(text: str) -> dict[str, frozenset[str]]:
    """Lines of "key: entry, entry". A line without a colon goes on with the key above it, one with # is a heading."""
    rows: dict[str, frozenset[str]] = {}
    key = ""
    for line in filter(None, (line.split("#", 1)[0].strip() for line in text.splitlines())):
        head, colon, rest = line.rpartition(":")
        key = head.strip() if colon else key
        rows[key] = rows.get(key, frozenset()) | entries(rest)
    return rows


def inverted(rows: dict[str, frozenset[str]]) -> dict[str, str]:
    """The key by entry."""
    return {entry: key for key, listed in rows.items() for entry in listed}
