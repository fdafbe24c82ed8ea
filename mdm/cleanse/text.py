"""Tidying and folding of text, shared by all kinds."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# ICAO 9303 (machine readable passports): umlauts are written out, so that Müller and Mueller are one name.
_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"}
    | {"å": "aa", "Å": "Aa", "ø": "oe", "Ø": "Oe", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ə": "a"}
)  # fmt: skip
# Spanish and Catalan write a diaeresis over u between g and e or i: Agüero is Aguero, never Agueero.
_SPANISH_DIAERESIS = re.compile(r"(?<=[gGqQ])[üÜ](?=[eéiíEÉIÍ])")

_INSIDE_WORDS = "'`\"|^~*!?=$%@<>\\"  # dropped without a gap: O'Brien, and slips such as An|ta
_FOLDED = {
    chr(code): chr(code) if chr(code).isalnum() else ("" if chr(code) in _INSIDE_WORDS else " ") for code in range(128)
}
_FOLD = str.maketrans(_FOLDED)
_LOOKALIKES = str.maketrans("oil|szbg", "01115286")
_MOJIBAKE = re.compile(r"[\u00c2-\u00c5\u00e2][\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_DIGRAPHS = re.compile(r"(?<=[aou])e|(?<=a)a")


def tidy(text: str) -> str:
    """The text without control and invisible characters and with single blanks, otherwise as stated."""
    if not text:
        return text
    if text.isascii() and text.isprintable():
        is_tidy = "  " not in text and text[:1] != " " and text[-1:] != " "
        return text if is_tidy else " ".join(text.split())
    visible = " ".join("".join(map(_visible, unicodedata.normalize("NFC", text))).split())
    mended = _mended(visible)
    return visible if mended == visible else tidy(mended)


def to_ascii(text: str) -> str:
    """The text in ASCII: umlauts written out, other scripts transliterated."""
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    spanish = _SPANISH_DIAERESIS.sub(lambda found: "u" if found.group() == "ü" else "U", composed)
    return anyascii(spanish.translate(_WRITTEN_OUT))


@lru_cache(maxsize=2**14)
def fold(text: str) -> str:
    """The comparable form of words: ASCII letters and digits in lower case, single blanks between words."""
    return " ".join(to_ascii(text).translate(_FOLD).lower().split())


def condensed(text: str) -> str:
    """The comparable form of numbers and codes: ASCII letters and digits in lower case, nothing between."""
    return fold(text).replace(" ", "")


def digits_for_lookalikes(text: str) -> str:
    """The text in lower-case ASCII, with the digits that scanners took for letters put back: O is 0, l and | are 1."""
    return to_ascii(text).lower().translate(_LOOKALIKES)


def without_umlauts(folded: str) -> str:
    """Folded text with written-out umlauts shortened, so that mueller, muller and Müller share a blocking key."""
    return _DIGRAPHS.sub("", folded)


def _visible(character: str) -> str:
    if character <= "~" and character.isprintable():
        return character
    category = unicodedata.category(character)
    if category in {"Cc", "Zs", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cf", "Cs", "Co", "Cn"} else character


def _mended(text: str) -> str:
    """UTF-8 that was once read as Windows-1252 ("MÃ¼ller"), read again; any other text unchanged."""
    if not _MOJIBAKE.search(text):
        return text
    for wrong in ("cp1252", "latin-1"):
        try:
            return text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
    return text
