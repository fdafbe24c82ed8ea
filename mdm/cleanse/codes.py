"""Gender, codes, numbers and free text."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from mdm.cleanse.forms import REMEMBERED, Form, refused, single
from mdm.cleanse.placeholders import is_unknown
from mdm.cleanse.tables.codes import DECIMAL_COMMA_COUNTRIES, GENDERS, GENDERS_NOT_STATED
from mdm.cleanse.text import fold, tidy

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
# Currency signs and codes, percent and units; a letter glued to the digits is a slip, not a unit.
_BEFORE_AND_AFTER = re.compile(
    r"^(?:[^\w\s+\-.,(]|[a-z]{2,3}\.?(?=[\s\d]))\s*|\s*(?:[^\w\s.,)]|\s[a-z]{1,12}\.?)$", re.IGNORECASE
)
_GROUPED_BY_DOTS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")
_GROUPED_BY_COMMAS = re.compile(r"\d{1,3}(?:,\d{3}){2,}")
_ONE_GROUP = re.compile(r"\d{1,3}[.,]\d{3}")
_LONGEST_NUMBER = 40
_GENDER_SHOWN = {"m": "male", "f": "female", "x": "diverse"}


@lru_cache(maxsize=1024)
def standardise_gender(value: str) -> Form:
    """m, f or x from the words and codes of several languages."""
    shown = tidy(value)
    folded = fold(shown)
    code = GENDERS.get(folded)
    if code is not None:
        return single(code, _GENDER_SHOWN[code])
    if folded in GENDERS_NOT_STATED or is_unknown(shown):
        return refused(shown, "placeholder")
    return refused(shown, "unknown_code")


@lru_cache(maxsize=REMEMBERED)
def standardise_code(value: str) -> Form:
    """A code compares without regard to case and gaps; its signs count (A+ is not A)."""
    shown = tidy(value)
    if is_unknown(shown):
        return refused(shown, "placeholder")
    return single(shown.casefold().replace("|", "/").strip(), shown)


@lru_cache(maxsize=REMEMBERED)
def standardise_text(value: str) -> Form:
    """Free text compares by its words; what has none compares as it stands."""
    shown = tidy(value)
    if is_unknown(shown):
        return refused(shown, "placeholder")
    return single(fold(shown), shown)


@lru_cache(maxsize=REMEMBERED)
def standardise_number(value: str, country: str = "") -> Form:
    """A plain decimal number. A single group of three after one sign is read as the country writes it."""
    shown = tidy(value)
    if is_unknown(shown):
        return refused(shown, "placeholder")
    plain = _plain_number(shown, has_decimal_comma=country in DECIMAL_COMMA_COUNTRIES)
    if plain is None:
        return refused(shown, "malformed")
    return single(plain, plain)


def _plain_number(shown: str, *, has_decimal_comma: bool) -> str | None:
    bare = _BEFORE_AND_AFTER.sub("", shown).replace(" ", "").replace("'", "").replace("\u2019", "")
    if len(bare) > _LONGEST_NUMBER:
        return None
    if bare.startswith("(") and bare.endswith(")"):  # accountants' minus
        bare = "-" + bare[1:-1]
    pointed = _with_point(bare, has_decimal_comma=has_decimal_comma)
    if not pointed.isascii() or not _NUMBER.fullmatch(pointed):
        return None
    try:
        number = Decimal(pointed)
    except InvalidOperation:
        return None
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    if _ONE_GROUP.fullmatch(plain.lstrip("-")):
        plain += "0"  # 1.234 would be read as 1234 where a point groups thousands
    return "0" if plain in {"-0", ""} else plain


def _with_point(bare: str, *, has_decimal_comma: bool) -> str:
    unsigned = bare.lstrip("+-")
    if "." in unsigned and "," in unsigned:
        is_comma_last = unsigned.rindex(",") > unsigned.rindex(".")
        return bare.replace(".", "").replace(",", ".") if is_comma_last else bare.replace(",", "")
    if _GROUPED_BY_DOTS.fullmatch(unsigned):
        return bare.replace(".", "")
    if _GROUPED_BY_COMMAS.fullmatch(unsigned):
        return bare.replace(",", "")
    if _ONE_GROUP.fullmatch(unsigned):
        group = "." if has_decimal_comma else ","
        return bare.replace(group, "").replace(",", ".")
    return bare.replace(",", ".")
