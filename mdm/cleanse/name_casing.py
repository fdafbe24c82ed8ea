"""How a name is written for people. Only what came in one case is touched: people know their own names."""

from __future__ import annotations

import re
from functools import lru_cache

from mdm.cleanse.tables import words
from mdm.cleanse.tables.names import GENERATIONS_SHOWN, LOWER_CASED

_PIECES = re.compile(r"([\s\-./()]+)")
_APOSTROPHE = re.compile(r"^([A-Za-z\u00c0-\u00ff])(['`\u2019\u00b4])(\w+)$")
_MC = re.compile(r"^mc(\w{2,})$")
_COMPASS = words("n s e w ne nw se sw")
_SMALL_WORDS = words("de la le les du des der den von am an im in of the and und del della di da do dos sur a")
_ROMAN = frozenset(GENERATIONS_SHOWN) - {"jr", "sr"}


@lru_cache(maxsize=2**14)
def cased_name(text: str, *, is_given: bool = False) -> str:
    """The name in mixed case: van der Berg, McDonald, O'Brien, Smith-Jones. A given name opens with a capital."""
    if text != text.upper() and text != text.lower():
        return text
    cased = "".join(_cased_piece(piece.lower()) for piece in _PIECES.split(text))
    if cased.lower() != text.lower():  # signs whose capital is another letter: the micro sign
        return text
    return cased[:1].upper() + cased[1:] if is_given else cased


@lru_cache(maxsize=2**14)
def cased_place(text: str) -> str:
    """A street or a town in mixed case: Rue de la Paix, NW 5th St. The letter of a house number (1a) says nothing."""
    lettered = " ".join(word for word in text.split() if not word[0].isdigit())
    if lettered != lettered.upper() and lettered != lettered.lower():
        return text
    pieces = _PIECES.split(text.lower())
    inner = range(1, len(pieces) - 1)
    return "".join(
        piece if at in inner and piece in _SMALL_WORDS else _cased_word(piece) for at, piece in enumerate(pieces)
    )


def _cased_word(piece: str) -> str:
    if piece in _COMPASS:
        return piece.upper()
    return piece.capitalize() if piece in LOWER_CASED else _cased_piece(piece)


def _cased_piece(piece: str) -> str:
    if not piece or piece in LOWER_CASED:
        return piece
    if piece in _ROMAN:
        return piece.upper()
    mc = _MC.match(piece)
    if mc:
        return "Mc" + mc.group(1)[:1].upper() + mc.group(1)[1:]
    elided = _APOSTROPHE.match(piece)
    if elided and len(elided.group(3)) > 1:
        return elided.group(1).upper() + elided.group(2) + elided.group(3)[:1].upper() + elided.group(3)[1:]
    return piece[:1].upper() + piece[1:]
