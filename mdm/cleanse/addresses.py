"""Postal addresses: parts, abbreviations written out, house and unit, postcode and region by country."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from mdm.cleanse.address_splitting import split_address
from mdm.cleanse.forms import REMEMBERED, Form, refused
from mdm.cleanse.name_casing import cased_name, cased_place
from mdm.cleanse.placeholders import is_placeholder
from mdm.cleanse.places import country_code, country_of_postcode, country_of_region, postcode_form, region_code
from mdm.cleanse.streets import Lines, lines_of
from mdm.cleanse.tables.places import NUMBER_FIRST_COUNTRIES, POSTCODE_LAST_COUNTRIES
from mdm.cleanse.text import digits_for_lookalikes, fold, tidy
from mdm.records import PARTS, AttributeKind

_ADDRESS_PARTS = PARTS[AttributeKind.ADDRESS]
_ONE_DIGIT_REPEATED = re.compile(r"(\d)\1{3,}(?:-0000)?")
_CITY_WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "skt": "sankt"}


def standardise_address(parts: Mapping[str, str], country: str) -> Form:
    """One address, kept whole. `country` is the record's, for an address that states none."""
    return _standardise(tuple(parts.get(part, "") for part in _ADDRESS_PARTS), country)


@lru_cache(maxsize=REMEMBERED)
def _standardise(stated: tuple[str, ...], home: str) -> Form:
    texts = dict(zip(_ADDRESS_PARTS, map(_stated_text, stated), strict=True))
    if texts["postcode"] and _ONE_DIGIT_REPEATED.fullmatch(digits_for_lookalikes(texts["postcode"])):
        texts["postcode"] = ""
    if not any(texts.values()):
        return refused(_as_stated(stated), "placeholder")
    full = texts.pop("full")
    country = country_code(texts["country"]) or home
    if full and not texts["street"] and not texts["city"]:
        split = split_address(full, country)
        texts |= {part: text for part, text in split.items() if not texts[part]}
        country = country_code(texts["country"]) or home
    if not country_code(texts["country"]):
        told = country_of_postcode(texts["postcode"], home)
        country = told if told != home else country_of_region(texts["region"], texts["postcode"], home)
    form = _form(texts, country)
    return form if form.clean else refused(_as_stated(stated), "malformed")


def _as_stated(stated: tuple[str, ...]) -> str:
    return ", ".join(part for part in map(tidy, stated) if part)


def _stated_text(text: str) -> str:
    """A part as stated, line ends kept as commas; nothing where a placeholder fills it."""
    if not text:
        return ""
    lined = tidy(text.replace("\r\n", "\n").replace("\n", ", "))
    return "" if is_placeholder(lined) else lined


def _form(texts: Mapping[str, str], country: str) -> Form:
    lines = lines_of(Lines(*(texts[part] for part in Lines._fields)), country)
    region = region_code(texts["region"], country) or fold(texts["region"])
    postcode, shown_postcode, is_form_known = (
        postcode_form(texts["postcode"], country) if texts["postcode"] else ("", "", True)
    )
    clean = {
        "care_of": lines.care_of,
        "street": lines.street,
        "house": lines.house,
        "unit": lines.unit,
        "po_box": lines.po_box,
        "city": " ".join(_CITY_WORDS.get(word, word) for word in fold(texts["city"]).split()),
        "region": region,
        "postcode": postcode,
    }
    stated = {part: text for part, text in clean.items() if text}
    if country and (stated or country_code(texts["country"])):
        stated["country"] = country.lower()
    flags = () if is_form_known else ("postcode_form",)
    shown = _shown_parts(texts, region, shown_postcode)
    return Form(stated, _shown(shown, country), flags, shown)


def _shown_parts(texts: Mapping[str, str], region: str, postcode: str) -> dict[str, str]:
    """The parts as stated but for case, codes for region and country."""
    parts = {
        "care_of": cased_name(texts["care_of"]) if texts["care_of"] else "",
        "street": cased_place(texts["street"]),
        "house": texts["house"],
        "unit": texts["unit"],
        "po_box": texts["po_box"],
        "city": cased_place(texts["city"]),
        "region": region.upper() if len(region) <= 3 else cased_place(texts["region"]),
        "postcode": postcode,
        "country": country_code(texts["country"]),
    }
    return {part: text for part, text in parts.items() if text}


def _shown(parts: Mapping[str, str], country: str) -> str:
    """One line for people, in the order of the country."""

    def joined(separator: str, *names: str) -> str:
        return separator.join(parts[name] for name in names if name in parts)

    line = joined(" ", "house", "street") if country in NUMBER_FIRST_COUNTRIES else joined(" ", "street", "house")
    if country in POSTCODE_LAST_COUNTRIES:
        place = ", ".join(filter(None, (parts.get("city"), joined(" ", "region", "postcode"))))
    else:
        place = ", ".join(filter(None, (joined(" ", "postcode", "city"), parts.get("region"))))
    unit, box = parts.get("unit", ""), parts.get("po_box", "")
    pieces = (
        f"c/o {parts['care_of']}" if "care_of" in parts else "",
        line,
        f"Unit {unit}" if unit.isalnum() else unit,
        f"PO Box {box}" if box.replace(" ", "").isdigit() else box,
        place,
        parts.get("country", ""),
    )
    return ", ".join(piece for piece in pieces if piece)
