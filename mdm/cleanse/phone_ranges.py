"""Which numbers are in use in which country, by the ranges that `phonenumbers` ships.

The library's own look-up tries some dozen patterns a country, one after the other, for every number. Here the patterns
that a length admits are joined into one and kept compiled; the answers are the library's (a test compares them).
"""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneMetadata
from phonenumbers.phonemetadata import PhoneNumberDesc

_KINDS = (
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
    "fixed_line",
    "mobile",
)


def country_of(code: int, national: str) -> str:
    """The country, ISO 3166 alpha-2, that a national significant number with this calling code is of, or empty.

    Where several share the code, that whose ranges or leading digits it fits; where one has it, that one.
    """
    countries = phonenumbers.region_codes_for_country_code(code)
    if len(countries) < 2:
        return countries[0] if countries else ""
    return next((one for one in countries if _belongs(code, national, one)), "")


def is_in_use(code: int, national: str, country: str) -> bool:
    """Whether the national significant number lies in a range that the country has given out."""
    ranges = _ranges(code, country, len(national))
    return ranges is not None and ranges.fullmatch(national) is not None


def _belongs(code: int, national: str, country: str) -> bool:
    leading = _leading_digits(country)
    return leading.match(national) is not None if leading else is_in_use(code, national, country)


@lru_cache(maxsize=512)
def _leading_digits(country: str) -> re.Pattern[str] | None:
    metadata = PhoneMetadata.metadata_for_region(country)
    return re.compile(metadata.leading_digits) if metadata is not None and metadata.leading_digits else None


@lru_cache(maxsize=2048)
def _ranges(code: int, country: str, length: int) -> re.Pattern[str] | None:
    """The country's numbers of that length; None where it has none. Codes of no country count as country 001."""
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, country)
    general = _pattern(metadata.general_desc, length) if metadata is not None else ""
    patterns = [one for kind in _KINDS if general and (one := _pattern(getattr(metadata, kind), length))]
    if not patterns:
        return None
    return re.compile(f"(?=(?:{general})$)(?:{'|'.join(f'(?:{one})' for one in patterns)})")


def _pattern(desc: PhoneNumberDesc | None, length: int) -> str:
    """What numbers of that length and kind look like; empty where there are none."""
    if desc is None or not desc.national_number_pattern:
        return ""
    return desc.national_number_pattern if not desc.possible_length or length in desc.possible_length else ""
