"""What values look like: each test says of one text whether it can be that, by the rules that cleanse it later."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mdm.cleanse.addresses import standardise_address
from mdm.cleanse.codes import standardise_gender, standardise_number
from mdm.cleanse.dates import standardise_birth_date
from mdm.cleanse.emails import standardise_email
from mdm.cleanse.identifiers import standardise_identifier
from mdm.cleanse.legal_forms import without_legal_form
from mdm.cleanse.phones import standardise_phone
from mdm.cleanse.placeholders import is_unknown
from mdm.cleanse.places import country_code, has_regions, postcode_pattern, region_code
from mdm.cleanse.tables import words
from mdm.cleanse.tables.names import HONOURS, TITLES
from mdm.cleanse.tables.nicknames import MORE_NICKNAMES
from mdm.cleanse.text import fold
from mdm.cleanse.websites import standardise_website

_PHONE = re.compile(r"[\d\s()+./x#-]*(?:\d[\s()./-]*){6,}(?:\s*(?:x|ext\.?)\s*\d+)?", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s*[;|,]\s*")
_HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:[/?#:].*)?", re.IGNORECASE)
_POSTCODE = re.compile(r"(?:[A-Z]{1,3}[ -]?)?\d[\dA-Z]{1,4}[ -]?[\dA-Z]{0,4}", re.IGNORECASE)
_HOUSE = re.compile(r"\d{1,6}(?:\s*[-/ ]?\s*(?:\d{1,4}|[a-z]))?(?:\s?1/2)?", re.IGNORECASE)
_INITIAL = re.compile(r"[^\W\d_]\.?")
_BUSINESS = words(
    "group solutions labs consulting technologies technology systems partners services industries holdings software "
    "analytics studio studios ventures capital media networks international bank university hospital foundation "
    "logistics energy works data intelligence dynamics enterprises global associates trading motors foods stores "
    "werke handel bau verlag versicherung stiftung verein genossenschaft gesellschaft fabrik brauerei company"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a test must know beside the text."""

    country: str
    today: date
    date_formats: tuple[str, ...] = ()

    @property
    def regions(self) -> tuple[str, ...]:
        return (self.country,) if self.country else ("US", "GB", "DE", "FR")


Test = Callable[[str, Setting], bool]


def _is_words(text: str, _: Setting) -> bool:
    return any(sign.isalpha() for sign in text) and sum(sign.isdigit() for sign in text) <= len(text) / 5


def _is_name(text: str, setting: Setting) -> bool:
    return _is_words(text, setting) and len(text) <= 60 and "@" not in text and len(text.split()) <= 5


def _is_title(text: str, _: Setting) -> bool:
    return not (TITLES | HONOURS).isdisjoint(fold(text).split())


def _is_email(text: str, _: Setting) -> bool:
    """One address, or the first of several in one column."""
    return "@" in text and bool(standardise_email(_SEPARATORS.split(text, maxsplit=1)[0]).clean)


def _is_phone(text: str, setting: Setting) -> bool:
    text = _SEPARATORS.split(text, maxsplit=1)[0]
    if not _PHONE.fullmatch(text) or not 6 <= sum(sign.isdigit() for sign in text) <= 17:
        return False
    return bool(standardise_phone(text, setting.regions).clean)


def _is_address(text: str, setting: Setting) -> bool:
    """A whole address: a street, and a town or postcode beside it."""
    if len(text) < 12 or not any(sign.isdigit() for sign in text):
        return False
    clean = standardise_address({"full": text}, setting.country).clean
    return bool(clean.get("street")) and bool(clean.get("postcode") or clean.get("city"))


def _is_region(text: str, setting: Setting) -> bool:
    if setting.country and has_regions(setting.country):
        return bool(region_code(text, setting.country))
    return any(region_code(text, country) for country in ("US", "CA", "AU", "IT", "ES")) or _is_name(text, setting)


def _is_postcode(text: str, setting: Setting) -> bool:
    pattern = postcode_pattern(setting.country) if setting.country else None
    plain = text.upper().strip()
    if pattern is not None and pattern.fullmatch(plain):
        return True
    return _POSTCODE.fullmatch(plain) is not None and len(plain) <= 10


def _is_identifier(authority: str) -> Test:
    def test(text: str, setting: Setting) -> bool:
        form = standardise_identifier(text, authority, setting.country)
        return bool(form.clean) and not form.flags and any(sign.isdigit() for sign in text)

    return test


def _is_code(text: str, _: Setting) -> bool:
    return len(text) <= 60


def is_business(text: str) -> bool:
    """Whether the name has a legal form or a word that firms call themselves by."""
    parts = tuple(fold(text).split())
    return bool(without_legal_form(parts)[1]) or not _BUSINESS.isdisjoint(parts)


def is_person(text: str) -> bool:
    """Whether one of the name's words is a given name in use."""
    return not is_business(text) and any(is_given(one) for one in fold(text).split()[:3])


def is_given(folded: str) -> bool:
    """Whether the word is known as a given name."""
    return len(folded) > 2 and folded in _given_names()


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    from nicknames import NickNamer

    known = {**NickNamer.default_lookup(), **MORE_NICKNAMES}
    return frozenset(fold(one) for formal, short in known.items() for one in (formal, *short))


# Test of each meaning, and the share of values that should pass it. What fails it at twice that rate is something else.
TESTS: Mapping[str, tuple[Test, float]] = {
    "email": (_is_email, 0.8),
    "phone": (_is_phone, 0.6),
    "website": (lambda text, _: "@" not in text and _HOST.fullmatch(text) is not None
                and bool(standardise_website(text).clean), 0.8),
    "birth_date": (lambda text, to: bool(
        standardise_birth_date(text, to.date_formats, to.country, to.today).clean), 0.6),
    "birth_date.year": (lambda text, to: text.isdigit() and 1900 <= int(text[:4]) <= to.today.year, 0.8),
    "birth_date.month": (lambda text, _: len(text) <= 9, 0.8),
    "birth_date.day": (lambda text, _: text.isdigit() and 1 <= int(text[:4]) <= 31, 0.8),
    "gender": (lambda text, _: bool(standardise_gender(text).clean), 0.7),
    "name.full": (_is_name, 0.8),
    "name.given": (_is_name, 0.8),
    "name.middle": (lambda text, to: _is_name(text, to) or _INITIAL.fullmatch(text) is not None, 0.8),
    "name.family": (_is_name, 0.8),
    "name.title": (_is_title, 0.6),
    "former_name.family": (_is_name, 0.8),
    "organisation_name": (lambda text, to: _is_words(text, to) and "@" not in text, 0.7),
    "employer": (lambda text, to: _is_words(text, to) and "@" not in text, 0.7),
    "address.full": (_is_address, 0.5),
    "address.street": (lambda text, to: any(sign.isalpha() for sign in text) and not _is_address(text, to), 0.5),
    "address.house": (lambda text, _: _HOUSE.fullmatch(text) is not None, 0.7),
    "address.city": (_is_name, 0.8),
    "address.region": (_is_region, 0.7),
    "address.postcode": (_is_postcode, 0.7),
    "address.country": (lambda text, _: bool(country_code(text)), 0.7),
    "vat_id": (_is_identifier("vat"), 0.5),
    "national_id": (_is_identifier("national"), 0.5),
    "tax_id": (_is_identifier("tax"), 0.5),
    "employee_count": (lambda text, to: any(sign.isdigit() for sign in text)
                       and (bool(standardise_number(text, to.country).clean) or len(text) < 20), 0.7),
    "occupation": (lambda text, to: _is_words(text, to) and not _is_title(text, to), 0.6),
    "status": (_is_code, 0.9),
    "segment": (_is_code, 0.9),
    "language": (lambda text, _: len(text) <= 20 and text[:2].isalpha(), 0.8),
    "industry": (_is_code, 0.8),
}  # fmt: skip


def share(meaning: str, texts: Sequence[str], setting: Setting) -> float:
    """The share of the texts that can be that; 1 where nothing is known of how such values look."""
    test = TESTS.get(meaning)
    stated = [text for text in texts if not is_unknown(text)]
    if test is None or not stated:
        return 1.0 if stated else 0.0
    return sum(test[0](text, setting) for text in stated) / len(stated)


def expected(meaning: str) -> float:
    """The share of values that should pass the meaning's test."""
    return TESTS[meaning][1] if meaning in TESTS else 0.0
