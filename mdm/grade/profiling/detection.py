"""Which attribute a column holds: what its name says, confirmed or refuted by what its values look like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mdm.cleanse.phones import standardise_phone
from mdm.cleanse.places import country_code, region_code
from mdm.cleanse.tables.codes import GENDERS
from mdm.cleanse.text import fold
from mdm.grade.profiling.contents import Setting, expected, is_business, is_person, share
from mdm.grade.profiling.datings import dating
from mdm.grade.profiling.shapes import TextType
from mdm.grade.profiling.tallies import Figures
from mdm.grade.profiling.words import Named, is_delicate, is_foreign, named
from mdm.records import PARTS, VALUE, Catalogue, Sensitivity

# So many values of a column are looked at closely.
LOOKED_AT = 300
# Below this a column's meaning is not suggested.
SURE_ENOUGH = 0.5

# How much the values confirm a meaning that has no test.
_UNTESTED = 0.7

_TIMES = frozenset({"@created_at", "@updated_at", "@seen_at"})
_DATES = frozenset({"birth_date"})
# What a name may also mean; the values decide.
_ALSO: Mapping[str, tuple[str, ...]] = {
    "address.full": ("address.street",),
    "name.title": ("occupation",),
    "address.region": ("status",),
    "@kind": ("status",),
}
# Values that speak for themselves: meaning, least share, confidence.
_UNNAMED: tuple[tuple[str, float, float], ...] = (
    ("email", 0.8, 0.85),
    ("address.full", 0.8, 0.6),
    ("phone", 0.9, 0.6),
    ("website", 0.9, 0.6),
)
# Tried in this order; the first of equals counts.
_PHONE_COUNTRIES = ("US", "GB", "DE", "FR", "NL", "ES", "IT", "AT", "CH", "PL")
_REGION_COUNTRIES = ("US", "CA", "AU")
_REGION_AT_END = re.compile(r"\b([A-Z]{2,3}),? +(?:\d{4,5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)\s*$")
_MOSTLY = 0.7

_MEANS = {
    "email": "e-mail addresses",
    "phone": "telephone numbers",
    "website": "web addresses",
    "address.full": "whole addresses",
    "name.full": "personal names",
    "organisation_name": "names of organisations",
    "gender": "words for a gender",
}


@dataclass(frozen=True, slots=True)
class Sampled:
    """A column's figures with some of its values, empty ones left out, and all texts that stand for no value."""

    figures: Figures
    texts: tuple[str, ...]
    fillers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.figures.name


@dataclass(frozen=True, slots=True)
class Detected:
    """What a column seems to hold. `meaning` is empty where nothing fits; with @ it decides about the row."""

    column: str
    meaning: str = ""
    confidence: float = 0.0
    reason: str = ""
    usage: str = ""
    number: int = 0
    formats: tuple[str, ...] = ()
    is_ambiguous: bool = False
    is_delicate: bool = False

    @property
    def attribute(self) -> str:
        return "" if self.meaning.startswith("@") else self.meaning.partition(".")[0]

    @property
    def part(self) -> str:
        return self.meaning.partition(".")[2]


def detect(columns: Sequence[Sampled], catalogue: Catalogue, setting: Setting) -> tuple[Detected, ...]:
    """What each column holds, in the columns' order."""
    return tuple(_known(_of_column(one, catalogue, setting), catalogue) for one in columns)


def home_country(columns: Sequence[Sampled]) -> str:
    """The country that most records seem to be of, by a country column or by telephone numbers, or by regions."""
    for one in columns:
        said = named(one.name)
        if said and said.meaning == "address.country" and one.texts:
            codes = Counter(filter(None, map(country_code, one.texts)))
            return max(sorted(codes), key=lambda code: codes[code]) if codes else ""
    return _by_phones(columns) or _by_regions(columns)


def _by_phones(columns: Sequence[Sampled]) -> str:
    phones = [text for one in columns if _says(one, "phone") for text in one.texts[:100]]
    valid = {country: _valid_phones(phones, country) for country in _PHONE_COUNTRIES}
    best = max(_PHONE_COUNTRIES, key=lambda country: valid[country])
    return best if phones and valid[best] >= _MOSTLY else ""


def _by_regions(columns: Sequence[Sampled]) -> str:
    """By states and provinces, in a column of their own or before a postcode at an address's end."""
    texts = [text for one in columns if _says(one, "address.region") for text in one.texts[:100]]
    addresses = [text for one in columns if _says(one, "address.full") for text in one.texts[:100]]
    texts += [found.group(1) for text in addresses if (found := _REGION_AT_END.search(text))]
    known = {country: sum(bool(region_code(text, country)) for text in texts) for country in _REGION_COUNTRIES}
    best = max(_REGION_COUNTRIES, key=lambda country: known[country])
    return best if texts and known[best] >= _MOSTLY * len(texts) and len(texts) > len(addresses) / 2 else ""


def _says(column: Sampled, meaning: str) -> bool:
    said = named(column.name)
    return said is not None and said.meaning == meaning


def _valid_phones(texts: Sequence[str], region: str) -> float:
    """The share of numbers that are in use there; numbers with their own country speak for that one only."""
    forms = [standardise_phone(text, (region,)) for text in texts]
    fit = [form for form in forms if form.clean.get("country") == region and not form.flags]
    return len(fit) / len(texts) if texts else 0.0


def _known(found: Detected, catalogue: Catalogue) -> Detected:
    """A meaning that the catalogue has no attribute or part for is none."""
    if not found.attribute:
        return found
    attribute = catalogue.attributes.get(found.attribute)
    if attribute is None or (found.part or VALUE) not in (*PARTS[attribute.kind], VALUE):
        return replace(found, meaning="", confidence=0.0, reason="")
    return found


def _of_column(column: Sampled, catalogue: Catalogue, setting: Setting) -> Detected:
    said = named(column.name) or _of_catalogue(column.name, catalogue)
    delicate = is_delicate(column.name) and said is None
    nothing = Detected(column.name, is_delicate=delicate)
    if not column.texts or delicate:
        return nothing
    if said is None:
        return nothing if is_foreign(column.name) else _unnamed(column, setting)
    if said.meaning in _TIMES:
        return _time(column, said, setting)
    candidates = [_weighed(column, said, meaning, setting) for meaning in _readings(column, said.meaning)]
    best = max(candidates, key=lambda one: one.confidence)
    return best if best.confidence >= SURE_ENOUGH else _unnamed(column, setting)


def _of_catalogue(header: str, catalogue: Catalogue) -> Named | None:
    """An attribute that an administrator has added is found by its code or label."""
    sought = fold(header)
    for one in catalogue.attributes.values():
        if sought in {fold(one.code), fold(one.label)}:
            part = PARTS[one.kind][0]
            return Named(one.code if part == VALUE else f"{one.code}.{part}", 1.0)
    return None


def _readings(column: Sampled, meaning: str) -> Iterable[str]:
    if meaning in {"name.full", "organisation_name"}:
        return (_whose_name(column.texts, meaning),)
    return (meaning, *_ALSO.get(meaning, ()))


def _whose_name(texts: Sequence[str], meaning: str) -> str:
    """Whether names are persons' or organisations', where the values say so more clearly than the column's name."""
    business = sum(map(is_business, texts)) / len(texts)
    person = sum(map(is_person, texts)) / len(texts)
    if meaning == "name.full" and business > max(0.4, person):
        return "organisation_name"
    if meaning == "organisation_name" and person > 0.6 and business < 0.05:
        return "name.full"
    return meaning


def _weighed(column: Sampled, said: Named, meaning: str, setting: Setting) -> Detected:
    """The meaning with its confidence: the name's, less what the values speak against it."""
    found = dating(column.texts, setting.country, may_be_digits=True) if meaning in _DATES else None
    if found and not found.is_iso:
        setting = replace(setting, date_formats=found.formats)
    fit = share(meaning, column.texts, setting)
    need = expected(meaning)
    weight = _UNTESTED if not need else min(1.0, fit / need)
    is_other = meaning != said.meaning
    confidence = 0.0 if weight < 0.5 else said.strength * (0.4 + 0.6 * weight) - (0.15 if is_other else 0.0)
    return Detected(
        column=column.name,
        meaning=meaning,
        confidence=round(confidence, 2),
        reason=_reason(meaning, fit, is_other=is_other),
        usage=said.usage,
        number=said.number,
        formats=found.formats if found and not found.is_iso else (),
        is_ambiguous=bool(found and found.is_ambiguous),
    )


def _reason(meaning: str, fit: float, *, is_other: bool) -> str:
    looks = f"{fit:.0%} of the values looked at are such" if expected(meaning) else "the values were not tested"
    return f"The values say so more than the column's name; {looks}." if is_other else f"Named so; {looks}."


def _time(column: Sampled, said: Named, setting: Setting) -> Detected:
    found = dating(column.texts, setting.country, may_be_digits=True)
    if found is None:
        return Detected(column.name)
    return Detected(
        column=column.name,
        meaning=said.meaning,
        confidence=round(said.strength * found.share, 2),
        reason=f"Named so; {found.share:.0%} of the values looked at are times in one format.",
        formats=() if found.is_iso else found.formats,
        is_ambiguous=found.is_ambiguous,
    )


def _unnamed(column: Sampled, setting: Setting) -> Detected:
    if column.figures.type in {TextType.INTEGER, TextType.DECIMAL, TextType.BOOLEAN, TextType.DATE, TextType.TIME}:
        return Detected(column.name)
    for meaning, least, confidence in _UNNAMED:
        fit = share(meaning, column.texts, setting)
        if fit >= least and not (meaning == "phone" and _is_bare(column.texts)):
            return _by_values(column, meaning, fit, confidence)
    return _names_or_gender(column)


def _names_or_gender(column: Sampled) -> Detected:
    texts = column.texts
    folded = {fold(text) for text in texts}
    if len(folded) <= 4 and folded <= GENDERS.keys() and len({GENDERS[one] for one in folded}) > 1:
        return _by_values(column, "gender", 1.0, 0.6)
    if len(folded) < min(20, len(texts) / 2):
        return Detected(column.name)
    business = sum(map(is_business, texts)) / len(texts)
    person = sum(len(text.split()) in {2, 3} and is_person(text) for text in texts) / len(texts)
    if business >= 0.6:
        return _by_values(column, "organisation_name", business, 0.55)
    return _by_values(column, "name.full", person, 0.55) if person >= 0.6 else Detected(column.name)


def _by_values(column: Sampled, meaning: str, fit: float, confidence: float) -> Detected:
    reason = f"The column's name says nothing, but {fit:.0%} of the values looked at are {_MEANS[meaning]}."
    return Detected(column.name, meaning, confidence, reason)


def _is_bare(texts: Sequence[str]) -> bool:
    """Digits without any sign between them may be any number."""
    return sum(text.isdigit() for text in texts) > len(texts) / 2


def sensitivity(found: Detected, catalogue: Catalogue) -> Sensitivity | None:
    """How carefully the column's values must be handled, where that is known."""
    if found.is_delicate:
        return Sensitivity.SENSITIVE
    attribute = catalogue.attributes.get(found.attribute)
    return attribute.sensitivity if attribute else None
