"""Telephone numbers in E.164, read in the record's country."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult

from mdm.cleanse.forms import REMEMBERED, Form, refused
from mdm.cleanse.phone_layouts import laid_out
from mdm.cleanse.phone_ranges import country_of, is_in_use
from mdm.cleanse.placeholders import is_placeholder, is_placeholder_number
from mdm.cleanse.tables.contacts import PLAIN_CODES, PLAIN_REGIONS
from mdm.cleanse.text import tidy, to_ascii
from mdm.records import VALUE

_NOT_DIGITS = re.compile(r"\D+")
_EXTENSION = re.compile(
    r"[\s,;/]*(?:\b|(?<=\d))(?:ext(?:ension|n)?|x|durchwahl|dw|poste|int(?:ern)?|#)[\s.:#=]*(\d{1,7})\s*$",
    re.IGNORECASE,
)
_TRUNK_IN_BRACKETS = re.compile(r"\(0\)")
_SCHEME = re.compile(r"^\s*(?:tel|phone|fon|telefon|mobile|mobil|handy|cell|fax)\s*[.:]*\s*", re.IGNORECASE)
_LONGEST = 80
_PLAIN = re.compile(r"\+?[\d\s()./-]+")
_FEWEST_DIGITS = 5
_NO_AREA_CODE = re.compile(r"\+1[01]\d{9}")
# Numbers that regulators keep for films and examples (NANP 555-01xx, Ofcom): they ring nowhere.
_FICTIONAL = re.compile(r"\+1\d{3}55501\d\d|\+44(?:1632960|2079460|7700900)\d{3}")
# Shapes of "no number" that are neither one digit repeated nor a plain run.
_FILLERS = re.compile(r"\+1(?:\d{3}5555555|\d{3}1234567|\d{3}0000000|1234567890)|\+\d{1,3}(\d)\1{6,}")
_POSSIBLE = frozenset({ValidationResult.IS_POSSIBLE, ValidationResult.IS_POSSIBLE_LOCAL_ONLY})


class Number(NamedTuple):
    """A number read, the country it is of, whether its range is in use there, and what is to be said of its length."""

    code: int
    national: str
    country: str
    is_assigned: bool
    length: int = ValidationResult.IS_POSSIBLE
    extension: str = ""

    @property
    def e164(self) -> str:
        return f"+{self.code}{self.national}"


@lru_cache(maxsize=REMEMBERED)
def standardise_phone(value: str, regions: tuple[str, ...] = ()) -> Form:
    """One number. `regions` are the countries to read a national number in, tried in order."""
    shown = tidy(value)
    if is_placeholder(shown) or is_placeholder_number(shown):
        return refused(shown, "placeholder")
    if len(shown) > _LONGEST:
        return refused(shown, "malformed")
    dialled, extension = _dialled(to_ascii(shown))
    read = _read(dialled, regions)
    if read is None:
        is_national = not regions and 7 <= len(_NOT_DIGITS.sub("", dialled)) <= 15
        return refused(shown, "without_country" if is_national else "malformed")
    digits = read.national.lstrip("0")
    if not digits:
        return refused(shown, "placeholder")
    # North America has no trunk zero: the number is of another country, which nobody knows.
    is_foreign = read.code == 1 and not read.is_assigned and _NO_AREA_CODE.match(read.e164) is not None
    if is_foreign or len(digits) < _FEWEST_DIGITS or read.length not in _POSSIBLE:
        return refused(shown, "impossible")
    is_local = read.length == ValidationResult.IS_POSSIBLE_LOCAL_ONLY
    return _form(read, extension or read.extension, ("without_area_code", "implausible") if is_local else ())


def _dialled(text: str) -> tuple[str, str]:
    """What is dialled, and the extension behind it."""
    if _PLAIN.fullmatch(text):
        return text, ""
    text = _SCHEME.sub("", text)
    found = _EXTENSION.search(text)
    if found is None or len(_NOT_DIGITS.sub("", text[: found.start()])) < _FEWEST_DIGITS:
        return text, ""
    return text[: found.start()], found.group(1)


def _read(text: str, regions: tuple[str, ...]) -> Number | None:
    """The first reading that is a number in use; failing that, the first possible one, or the first at all."""
    first: Number | None = None
    for dialled, region in _readings(_TRUNK_IN_BRACKETS.sub("", text), regions):
        try:
            found = _plainly_read(dialled, region) or _checked(phonenumbers.parse(dialled, region))
        except NumberParseException:
            continue
        if found.is_assigned:
            return found
        if first is None or (first.length not in _POSSIBLE and found.length in _POSSIBLE):
            first = found
    return first


def _plainly_read(text: str, region: str | None) -> Number | None:
    """A number in use that digits, trunk zero and country code alone make out: what `phonenumbers.parse` would find."""
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    digits = _NOT_DIGITS.sub("", text)
    if text.startswith("+"):
        code = "1" if digits.startswith("1") else digits[:2] if digits[:2] in PLAIN_CODES else ""
        national = digits[len(code) :]
    else:
        code, trunk = PLAIN_REGIONS.get(region or "", ("", ""))
        national = digits[len(trunk) :] if digits.startswith(trunk) else ""
    if not code or len(national) < _FEWEST_DIGITS or national.startswith(("0", "1") if code == "1" else "0"):
        return None
    found = _placed(int(code), national)
    return found if found.is_assigned else None


def _checked(number: PhoneNumber) -> Number:
    found = _placed(number.country_code or 0, phonenumbers.national_significant_number(number))
    length = found.length if found.is_assigned else phonenumbers.is_possible_number_with_reason(number)
    return found._replace(length=length, extension=number.extension or "")


def _placed(code: int, national: str) -> Number:
    country = country_of(code, national)
    return Number(code, national, country, is_assigned=bool(country) and is_in_use(code, national, country))


def _readings(text: str, regions: tuple[str, ...]) -> list[tuple[str, str | None]]:
    """As stated in each country; then with the plus sign that export tools drop; 00 is a plus nearly everywhere."""
    digits = _NOT_DIGITS.sub("", text)
    if text.lstrip(" (").startswith("+"):
        return [("+" + digits, None)]
    readings: list[tuple[str, str | None]] = [(text, region) for region in regions]
    if digits.startswith("00"):
        readings.append(("+" + digits[2:], None))
    elif not digits.startswith("0") and len(digits) >= 11:
        readings.append(("+" + digits, None))
    return readings


def _form(read: Number, extension: str, flags: tuple[str, ...]) -> Form:
    e164, shown = read.e164, laid_out(read.code, read.national)
    if is_placeholder_number(read.national.lstrip("0"), shortest=6) or _FILLERS.fullmatch(e164):
        return refused(shown, "placeholder")
    clean = {VALUE: e164, "country": read.country}
    if extension:
        clean["extension"] = extension
        shown = f"{shown} ext. {extension}"
    if not flags and _FICTIONAL.fullmatch(e164):
        flags = ("fictional", "implausible")
    elif not flags and not read.is_assigned:
        flags = ("unassigned",)
    return Form(clean, shown, flags)
