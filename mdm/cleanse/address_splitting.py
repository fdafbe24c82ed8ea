"""An address in one text taken apart: "7548 Center St, San Diego, CA 92101", "Hauptstr. 5, 10115 Berlin"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mdm.cleanse.places import country_code, has_regions, postcode_pattern, region_code
from mdm.cleanse.tables.places import NATIONS, NUMBER_FIRST_COUNTRIES
from mdm.cleanse.tables.streets import ENGLISH_EXPANSIONS, GERMAN_ENDINGS, STREET_TYPES
from mdm.cleanse.text import condensed, fold

_SEGMENTS = re.compile(r"\s*[,;\n]\s*")
# What a postcode looks like tells the country where none is stated. Declared from the clearest to the vaguest.
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("GB", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b")),
    ("CA", re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d\b")),
    ("US", re.compile(r"(?<=\b[A-Z]{2} )\d{5}(?:-\d{4})?\b")),
    ("DE", re.compile(r"\bDE?-\d{5}\b")),
    ("AT", re.compile(r"\bA-\d{4}\b")),
    ("CH", re.compile(r"\bCH-\d{4}\b")),
    ("NL", re.compile(r"\b\d{4} ?[A-Z]{2}\b(?! [A-Z]{2}\b)")),
    ("PL", re.compile(r"(?<![\w-])\d{2}-\d{3}(?![\w-])")),
    # Behind the exact form: letters that the post does not use are a slip, and the code is still British.
    ("GB", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?=$|[,;])")),
)
_ANY_POSTCODE = re.compile(r"(?<![\w-])\d{4,6}(?![\w-])")
_HOLDS_POSTCODE = re.compile(r"\d{4}|\d[A-Z]{2}\b", re.IGNORECASE)
_PLACE_BEHIND_CODE = re.compile(r"\d{5} [^\W\d]+$")
_GAPS = " -.,"
_LONG_ENDINGS = (*(ending for ending in GERMAN_ENDINGS if len(ending) > 4), "str", "box", "postfach")

Parts = dict[str, str]


class Postcode(NamedTuple):
    """A postcode found: its country where that is known, and where it stands."""

    country: str
    text: str
    segment: int
    start: int
    end: int


def split_address(text: str, country: str) -> Parts:
    """The parts as written: street (with house and unit), city, region, postcode, country (as code)."""
    segments = [segment for segment in _SEGMENTS.split(text) if segment.strip(_GAPS)]
    stated = _stated_country(segments, country)
    if stated:
        segments.pop()
    segments = [segment for at, segment in enumerate(segments) if not at or not _is_nation(segment)]
    parts: Parts = {"country": stated} if stated else {}
    found = next(_postcodes(segments, stated or country), None)
    if found is None:
        return parts | _without_postcode(segments, stated or country)
    if not stated and found.country not in {"", country}:
        parts["country"] = found.country
    return parts | _around(segments, found)


def _stated_country(segments: list[str], country: str) -> str:
    """The country that the last segment names. Two letters may be a region: they count only behind a postcode."""
    if len(segments) < 2:
        return ""
    last = segments[-1]
    # Behind "10115 Berlin" no American state follows, so DE is Germany there.
    if country and region_code(last, country) and not (len(last) == 2 and _PLACE_BEHIND_CODE.match(segments[-2])):
        return ""
    if len(fold(last)) == 2 and not _HOLDS_POSTCODE.search(segments[-2]) and fold(last) not in {"uk", "us"}:
        return ""
    return country_code(last)


def _is_nation(segment: str) -> bool:
    """Whether the segment names a part of the United Kingdom, which stands before the postcode: "Scotland, EH4 7MR"."""
    return fold(segment) in NATIONS


def _postcodes(segments: list[str], country: str) -> Iterator[Postcode]:
    """What may be the postcode: the country's own form first, then clear shapes, then any run of digits."""
    patterns: list[tuple[str, re.Pattern[str]]] = list(_SHAPES)
    declared = postcode_pattern(country)
    if declared is not None:
        own = re.compile(rf"(?<![\w-])(?:[A-Z]{{1,2}}-)?(?:{declared.pattern})(?![\w-])")
        patterns.insert(0, (country, own))
    patterns.append((country, _ANY_POSTCODE))
    for assumed, pattern in patterns:
        for position in range(len(segments) - 1, -1, -1):
            upper = segments[position].upper()
            for found in reversed(list(pattern.finditer(upper))):
                is_house = position == 0 and found.start() == 0 and _opens_street(segments, country)
                if not is_house and _fits(assumed, upper[: found.start()], country):
                    yield Postcode(assumed, found.group(), position, found.start(), found.end())


def _opens_street(segments: list[str], country: str) -> bool:
    """Whether a number at the very beginning is a house's."""
    return len(segments[0].split()) > 1 and (len(segments) > 1 or country in NUMBER_FIRST_COUNTRIES)


def _fits(assumed: str, before: str, country: str) -> bool:
    """A foreign American postcode needs a state before it; five digits alone are anybody's."""
    return assumed != "US" or country == "US" or bool(region_code(before.rsplit(maxsplit=1)[-1], "US"))


def _around(segments: list[str], found: Postcode) -> Parts:
    """The parts given where the postcode stands: the place is behind it, before it, or in the segment before."""
    segment, country = segments[found.segment], found.country
    before, after = segment[: found.start].strip(_GAPS), segment[found.end :].strip(_GAPS)
    before = "" if _is_nation(before) else before
    lines, rest = segments[: found.segment], segments[found.segment + 1 :]
    parts = {"postcode": found.text}
    region = next((text for text in rest if _is_region_code(text, country)), "")
    if region:
        parts["region"] = region
    if after and not _is_region_code(after, country):
        lines = [*lines, before] if before else lines
        return _street(lines) | _place([after], country) | parts
    if after:
        parts["region"] = after
    if not lines and before:
        street, city = _street_and_city(before)
        return _street([street]) | _place([city], country) | parts
    return _place_and_street([before] if before else [], lines, country) | parts


def _without_postcode(segments: list[str], country: str) -> Parts:
    if len(segments) == 1 and not _is_street(segments[0]):
        return {"city": segments[0]}
    return _place_and_street([], segments, country)


def _place_and_street(place: list[str], lines: list[str], country: str) -> Parts:
    """Segments move from the lines to the place until it has a city; one line always stays, if it is a street's."""
    place, lines = list(place), list(lines)
    while lines and not _place(place, country, lines[-1]).get("city"):
        if len(lines) == 1 and _is_street(lines[0]):
            break
        place.insert(0, lines.pop())
    return _street(lines) | _place(place, country, lines[-1] if lines else "")


def _street(lines: list[str]) -> Parts:
    text = ", ".join(line for line in lines if line)
    return {"street": text} if text else {}


def _place(words: list[str], country: str, before: str = "") -> Parts:
    """City and region out of the words around a postcode: "San Diego CA". `before` is the segment in front of them."""
    parts: Parts = {}
    rest = [word for word in words if word]
    if rest and has_regions(country):
        is_followed = len(rest) > 1 or (bool(before) and not _is_street(before))
        if _is_region_code(rest[-1], country) or (is_followed and region_code(rest[-1], country)):
            parts["region"] = rest.pop()
        else:
            rest[-1:] = _without_region(rest[-1], country, parts)
    city = " ".join(rest).strip(_GAPS)
    return parts | ({"city": city} if city else {})


def _without_region(text: str, country: str, parts: Parts) -> list[str]:
    """The text without a region at its end, which goes to the parts."""
    city, _, last = text.rpartition(" ")
    if city.strip(_GAPS) and (_is_region_code(last, country) or (last.isupper() and region_code(last, country))):
        parts["region"] = last
        return [city.strip(_GAPS)]
    return [text]


def _is_region_code(text: str, country: str) -> bool:
    """Whether the text is a region's code itself, not its name, which a town may share."""
    return bool(text) and region_code(text, country) == condensed(text)


def _is_street(text: str) -> bool:
    """Whether a segment looks like a street's line: a number or a street word."""
    words = fold(text).split()
    if any(word[0].isdigit() for word in words):
        return True
    return any(_is_street_word(word) or word.endswith(_LONG_ENDINGS) for word in words[1:] or words)


def _is_street_word(folded: str) -> bool:
    return folded in STREET_TYPES or ENGLISH_EXPANSIONS.get(folded) in STREET_TYPES


def _street_and_city(text: str) -> tuple[str, str]:
    """A line without commas, parted after its last street word or house number: "7548 Center St San Diego CA"."""
    words = text.split()
    for position in range(len(words) - 2, 0, -1):
        folded = fold(words[position])
        is_numbered = any(word[:1].isdigit() for word in words[:position])
        if is_numbered and _is_street_word(folded):
            return " ".join(words[: position + 1]), " ".join(words[position + 1 :])
    return (text, "") if any(word[:1].isdigit() for word in words) else ("", text)
