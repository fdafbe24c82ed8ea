"""The lines of an address that lie before the place: care of, post box, unit, house number, street."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mdm.cleanse.tables.places import NUMBER_FIRST_COUNTRIES
from mdm.cleanse.tables.streets import (
    DIRECTION_WORDS,
    DIRECTIONS,
    ENGLISH_COUNTRIES,
    ENGLISH_EXPANSIONS,
    EXPANSIONS,
    GERMAN_COUNTRIES,
    GERMAN_ENDINGS,
    JOINED_ENDINGS,
    NOT_FIRST,
    ONLY_LAST,
    ORDINALS,
    STATE_ROADS,
    STREET_TYPES,
)
from mdm.cleanse.text import condensed, fold, to_ascii

_MARKS = re.compile(r"[^a-z0-9/#&+,.\- ]+")
_CARE_OF = re.compile(r"^\s*(?:c/o|c\.o\.|care of|p\.a\.|attn:?|z\.?\s?hd\.?)\s*([^,]+)(?:,|$)")
_PO_BOX = re.compile(
    r"(?:^|[\s,])(?:p\.?\s*o\.?\s*box|post office box|post box|postfach|postbus|boite postale|b\.?p\.|bp"
    r"|apartado(?: de correos)?|casella postale|^box)[\s.:#]*(?:no\.?\s*)?(\d[\d ]*\d|\d)(?=$|[\s,])"
)
_PO_BOX_DESIGNATOR = re.compile(r"p\.?\s*o\.?\s*box|post office box|postfach|postbus|\bbox\b|\bbp\b")
_UNIT_WORDS = (
    r"apartment|apt|appt|ap|unit|suite|ste|flat|floor|fl|room|rm|lot|spc|space|trlr|trailer|bldg|building|dept"
    r"|wohnung|whg|top|tuer|stiege|etage|etg|stock|og|bte|piso|puerta|pta|interno|int|app"
    r"|esc|escalier|bat|batiment|porte|lok|lokal|mieszkanie|lgh"
)
_UNIT = re.compile(
    rf"(?:^|[\s,])(?:(?:{_UNIT_WORDS})\b\.?\s*(?:no\.?|nr\.?)?\s*#?|#)\s*([a-z]?-?\d+-?[a-z]?|[a-z])(?=$|[\s,.])"
)
_UNIT_BEFORE = re.compile(r"(?:^|[\s,])(\d+)(?:st|nd|rd|th|\.)?\s*(?:floor|fl|og|etage|stock|etg)\b\.?(?=$|[\s,])")
_UNIT_DANISH = re.compile(r",\s*(\d{1,2}\.?\s?(?:tv|th|mf))(?=$|[\s,])")
# Behind a comma: "10, 9º R", "3, Bajo L" (Spain), "28, 6hoog" (Netherlands), "23, m. 4" (Poland), "Dogwood Lane, 6Z".
_UNIT_BY_ITSELF = re.compile(
    r",\s*(?:m\.\s*)?(\d{1,3}o\.?\s?(?:[a-z]|izq|dcha|der)?|(?:bajo|atico|entlo)(?:\s[a-z])?|\d{1,2}\s?hoog"
    r"|(?<=m\. )\d{1,4}|\d{1,4}[a-z]|[a-z]-?\d{1,4}|[a-z])\.?(?=\s*(?:$|,))"
)
_POLISH_FLAT = re.compile(r"^m\.?\s*(?=\d)")
# Something of which every pattern above needs at least one: most streets have none, and are not searched by each.
_HINTS = re.compile(
    rf"[,#]|box|post|p\.|bp|apart|casella|^\s*(?:c/o|c\.o|care|attn|z)|floor|fl\b|og\b|etage|stock|etg"
    rf"|\b(?:{_UNIT_WORDS})\b"
)
_UNIT_DESIGNATOR = re.compile(rf"\b(?:{_UNIT_WORDS}|no|nr)\b\.?|#")
_NUMBER = (
    r"\d+(?:\s?(?:bis|ter|quater)\b)?(?:\s?[a-z](?![a-z0-9]))?(?:\s?[-/+&]\s?\d*[a-z]?(?![a-z0-9])){0,3}(?:\s1/2)?"
)
_LEADING = re.compile(rf"^(?:no\.?\s*|nr\.?\s*)?({_NUMBER})(?:\s*,\s*|\s+)(?=.*[a-z])(.+)$")
_TRAILING = re.compile(rf"^(.*[a-z].*?)[\s,]+(?:no\.?\s*|nr\.?\s*|n\s)?({_NUMBER})$")
_NO_HOUSE_BEFORE = re.compile(
    r"\b(?:highway|hwy|route|rte|rt|road|rd|county|state|us|box|lot|unit|suite|ste|apt|km)\s*$"
)
_AUSTRALIAN_UNIT = re.compile(r"^(\d+[a-z]?)/(\d+[a-z]?)$")
_NOT_HOUSE = re.compile(r"[^a-z0-9/\-]")
_LEADING_ZEROS = re.compile(r"^0+(?=\d)")


class Lines(NamedTuple):
    """The parts of the lines before the place, as stated or comparable; empty where not stated."""

    care_of: str = ""
    po_box: str = ""
    unit: str = ""
    house: str = ""
    street: str = ""


@lru_cache(maxsize=2**15)
def lines_of(stated: Lines, country: str) -> Lines:
    """The lines taken apart. What a column of its own states is never overruled by what the street's text holds."""
    lines = Lines(
        fold(stated.care_of),
        po_box_form(stated.po_box),
        unit_form(stated.unit),
        house_form(stated.house),
        _marked(stated.street),
    )
    while (taken := _taken(lines, country)) != lines:
        lines = taken
    # Folding drops marks that hid a part ("Main Street (12)"), so the folded street is searched again.
    lines = lines._replace(street=fold(lines.street))
    while (taken := _taken(lines, country)) != lines:
        lines = taken._replace(street=fold(taken.street))
    return lines._replace(street=street_form(lines.street, country))


def house_form(text: str) -> str:
    """A house number without gaps: 12a, 12-14, 5/3."""
    return _LEADING_ZEROS.sub("", _NOT_HOUSE.sub("", to_ascii(text).lower()).strip("/-")) if text else ""


def unit_form(text: str) -> str:
    """A unit without its designator: Apt. 5B is 5b."""
    if not text:
        return ""
    lowered = to_ascii(text).lower()
    bare = _POLISH_FLAT.sub("", lowered.strip())
    return _LEADING_ZEROS.sub("", condensed(_UNIT_DESIGNATOR.sub(" ", bare)) or condensed(lowered))


def po_box_form(text: str) -> str:
    """The number of a post box without its designator."""
    if not text:
        return ""
    lowered = to_ascii(text).lower()
    return condensed(_PO_BOX_DESIGNATOR.sub(" ", lowered)) or condensed(lowered)


def street_form(folded: str, country: str) -> str:
    """Street words written out and joined as the country writes them, so that St. and Street, Str. and Straße agree."""
    words = [ORDINALS.get(word, word) for word in folded.split()]
    expansions = EXPANSIONS.get(country, ENGLISH_EXPANSIONS)
    not_first = NOT_FIRST if country in ENGLISH_COUNTRIES else frozenset()
    words = [_written_out(words, position, expansions, not_first) for position in range(len(words))]
    words = [_with_ending(word, country) for word in words]
    if country in ENGLISH_COUNTRIES:
        words = _with_directions(words)
    return " ".join(_joined_german([word for word in words if word], country))


def _marked(street: str) -> str:
    """The street line in lower-case ASCII that keeps the marks which tell its parts."""
    return " ".join(_MARKS.sub("", to_ascii(street).lower().replace(";", ",").replace("\n", ",")).split())


def _taken(lines: Lines, country: str) -> Lines:
    """One part more taken out of the street, or the same lines when there is none."""
    if not _HINTS.search(lines.street):
        return _with_house(lines, country)
    for part, pattern in (
        ("care_of", _CARE_OF),
        ("po_box", _PO_BOX),
        ("unit", _UNIT),
        ("unit", _UNIT_BEFORE),
        ("unit", _UNIT_DANISH),
        ("unit", _UNIT_BY_ITSELF),
    ):
        found = pattern.search(lines.street) if not getattr(lines, part) else None
        if found is not None:
            rest = f"{lines.street[: found.start()]} , {lines.street[found.end() :]}".strip(" ,")
            value = fold(found.group(1)) if part == "care_of" else condensed(found.group(1))
            value = _LEADING_ZEROS.sub("", value) if part == "unit" else value
            if rest or part != "unit":
                return lines._replace(**{part: value}, street=rest)
    return _with_house(lines, country)


def _with_house(lines: Lines, country: str) -> Lines:
    if lines.house:
        return lines
    lines = _without_building(lines) if country in NUMBER_FIRST_COUNTRIES else lines
    street = lines.street.strip(" ,.")
    leading, trailing = _LEADING.match(street), _TRAILING.match(street)
    if trailing and _NO_HOUSE_BEFORE.search(trailing.group(1)):
        trailing = None
    if country in NUMBER_FIRST_COUNTRIES and (trailing is None or leading or not _ends_street(trailing.group(1))):
        trailing = None
    elif country and trailing:
        leading = None
    if leading:
        house, rest = leading.group(1), leading.group(2)
    elif trailing:
        house, rest = trailing.group(2), trailing.group(1)
    else:
        return lines
    return _with_unit_of(lines._replace(house=house_form(house), street=rest), country)


def _ends_street(text: str) -> bool:
    """Whether a street's name ends there, so that a number behind it is the house's: "Sycamore Drive 10"."""
    words = fold(text).split()
    last = ENGLISH_EXPANSIONS.get(words[-1], words[-1])
    return len(words) > 1 and last in STREET_TYPES and not DIRECTION_WORDS.issuperset(words[:-1])


def _without_building(lines: Lines) -> Lines:
    """A building's name before the numbered line is the unit where none is stated: "Rose House, 8 Wood Lane"."""
    segments = [segment.strip() for segment in lines.street.split(",") if segment.strip()]
    at = next((at for at, segment in enumerate(segments) if _LEADING.match(segment)), 0)
    if not at or any(map(_holds_digit, segments[:at])):
        return lines
    return lines._replace(unit=lines.unit or condensed(" ".join(segments[:at])), street=", ".join(segments[at:]))


def _holds_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _with_unit_of(lines: Lines, country: str) -> Lines:
    """In Australia and New Zealand 3/12 Smith St is unit 3 of number 12."""
    found = _AUSTRALIAN_UNIT.match(lines.house) if country in {"AU", "NZ"} and not lines.unit else None
    return lines._replace(unit=found.group(1), house=found.group(2)) if found else lines


def _with_ending(word: str, country: str) -> str:
    """A street word abbreviated at the end of another, as in Julianastr."""
    for short, long in JOINED_ENDINGS.get(country, {}).items():
        if word.endswith(short) and len(word) > len(short) + 2:
            return word[: -len(short)] + long
    return word


def _written_out(words: list[str], position: int, expansions: dict[str, str], not_first: frozenset[str]) -> str:
    word = words[position]
    if word == "st" and expansions.get("st") == "street":
        if words[position + 1 : position + 2] and words[position + 1] in STATE_ROADS:
            return "state"
        is_last = DIRECTION_WORDS.issuperset(words[position + 1 :])
        return "street" if position and is_last else "saint"
    if position == 0 and expansions.get(word) in not_first:
        return word
    if word in ONLY_LAST and expansions is ENGLISH_EXPANSIONS and not DIRECTION_WORDS.issuperset(words[position + 1 :]):
        return word
    return expansions.get(word, word)


def _with_directions(words: list[str]) -> list[str]:
    if len(words) < 2:
        return words
    return [DIRECTIONS.get(words[0], words[0]), *words[1:-1], DIRECTIONS.get(words[-1], words[-1])]


def _joined_german(words: list[str], country: str) -> list[str]:
    joined: list[str] = []
    for word in words:
        whole = word + "asse" if word.endswith("str") and len(word) > 3 and country in GERMAN_COUNTRIES | {""} else word
        if joined and country in GERMAN_COUNTRIES and whole in GERMAN_ENDINGS:
            joined[-1] += whole
        else:
            joined.append(whole)
    return joined
