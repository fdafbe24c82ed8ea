"""Finding customers: what a golden record can be found by, and what a searcher's words come to."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from mdm.cleanse.emails import standardise_email
from mdm.cleanse.phones import standardise_phone
from mdm.cleanse.streets import Lines, lines_of
from mdm.cleanse.tables.streets import DIRECTION_WORDS, GERMAN_ENDINGS, STREET_TYPES
from mdm.cleanse.text import condensed, fold
from mdm.errors import InvalidInputError
from mdm.records import VALUE, AttributeKind, Catalogue, CustomerKind

_PERSON_NAMES = frozenset({AttributeKind.PERSON_NAME})
_ORGANISATION_NAMES = frozenset({AttributeKind.ORGANISATION_NAME})
# An employer is an organisation's name too, but not its contact's.
_OWN_NAMES = {CustomerKind.PERSON: _PERSON_NAMES, CustomerKind.ORGANISATION: _ORGANISATION_NAMES}

# The part of a value that it is found by.
_SOUGHT_PARTS = {
    AttributeKind.EMAIL: VALUE,
    AttributeKind.PHONE: VALUE,
    AttributeKind.IDENTIFIER: VALUE,
    AttributeKind.ADDRESS: "postcode",
}
# Of codes, the one that customers are sought by.
SEGMENT = "segment"
# Before a word of a name, and before the kind of customer.
WORD, KIND = "~", "="
_OF_ANY_STREET = STREET_TYPES | DIRECTION_WORDS | GERMAN_ENDINGS
# Umlauts are written ae, oe, ue or without the e; names are sought by the shorter form.
_UMLAUT = re.compile(r"([aou])e")
_MOST_WORDS = 5
# Of so many customers a search may look at each, to say how well it fits.
NARROW = 5_000
_CONDENSED = frozenset({AttributeKind.IDENTIFIER, AttributeKind.ADDRESS})


@dataclass(frozen=True, slots=True)
class Sought:
    """A searcher's words. `country` is where a national telephone number and a street are read."""

    name: str = ""
    email: str = ""
    phone: str = ""
    identifier: str = ""
    postcode: str = ""
    city: str = ""
    street: str = ""
    segment: str = ""
    country: str = ""
    kind: CustomerKind | None = None


@dataclass(frozen=True, slots=True)
class Criteria:
    """What to look for. Each group of terms must be met by one of its terms, and the name and the street, if any,
    resembled; the street stands in one of these attributes.
    """

    name: str = ""
    terms: tuple[tuple[str, ...], ...] = ()
    street: str = ""
    addresses: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the name; of a very long one, the longest."""
        return _longest(self.name.split())

    @property
    def street_words(self) -> tuple[str, ...]:
        """The words of the street without the house, and without street or north where it has others."""
        words = street_words(self.street)
        return _longest([word for word in words if word not in _OF_ANY_STREET] or words)


def _longest(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(words), key=len, reverse=True)[:_MOST_WORDS])


@dataclass(frozen=True, slots=True)
class Shares:
    """How many customers there are, and how many of them have each term that many have; both about."""

    customers: float = 0.0
    common: Mapping[str, float] = field(default_factory=dict)

    def of(self, terms: Sequence[str]) -> float:
        """About how many customers have one of these terms at least."""
        return min(self.customers, sum(self.common.get(term, 0.0) for term in terms))

    def expected(self, groups: Sequence[Sequence[str]]) -> float:
        """About how many meet every group, if nothing ties one to another."""
        shares = (self.of(group) / self.customers for group in groups) if self.customers else iter((0.0,))
        return self.customers * prod(shares)


@dataclass(frozen=True, slots=True)
class NameGroup:
    """The terms of one word that was sought and of words like it; few customers have one of them where `is_narrow`."""

    terms: tuple[str, ...]
    is_narrow: bool


def name_groups(
    words: Sequence[str],
    alike: Mapping[str, Sequence[str]],
    shares: Shares,
    terms_of: Callable[[str], Sequence[str]] = lambda word: (name_term(word),),
) -> list[NameGroup]:
    """What each word may have meant: the known words like it, the most alike first, until they are many customers'."""
    return [_name_group([terms_of(one) for one in alike.get(word) or (word,)], shares) for word in words]


def _name_group(terms: Sequence[Sequence[str]], shares: Shares) -> NameGroup:
    taken = [*terms[0]]
    for more in terms[1:]:
        if shares.of((*taken, *more)) > NARROW:
            break
        taken += more
    return NameGroup(tuple(taken), shares.of(taken) <= NARROW)


def name_term(word: str) -> str:
    """The term of a word of a name."""
    return f"{WORD}{word}"


def criteria(sought: Sought, catalogue: Catalogue, hidden: Collection[str]) -> Criteria:
    """The words in comparable form. Attributes that the searcher may not see are not searched."""

    def codes(kind: AttributeKind) -> tuple[str, ...]:
        return tuple(one.code for one in catalogue.of_kind(kind) if one.code not in hidden)

    groups = (
        sought.email and email_terms(sought.email, codes(AttributeKind.EMAIL)),
        sought.phone and phone_terms(sought.phone, codes(AttributeKind.PHONE), sought.country),
        sought.identifier and identifier_terms(sought.identifier, codes(AttributeKind.IDENTIFIER)),
        sought.postcode and postcode_terms(sought.postcode, codes(AttributeKind.ADDRESS)),
        sought.city and city_terms(sought.city, codes(AttributeKind.ADDRESS)),
        sought.segment and segment_terms(sought.segment, codes(AttributeKind.CODE)),
        (f"{KIND}{sought.kind}",) if sought.kind else "",
    )
    return Criteria(
        folded_name(sought.name) if sought.name else "",
        tuple(group for group in groups if not isinstance(group, str)),
        folded_street(sought.street, sought.country.upper()) if sought.street else "",
        codes(AttributeKind.ADDRESS),
    )


def search_name(document: Mapping[str, Any], catalogue: Catalogue) -> str:
    """All names of a golden document, folded."""
    kinds = _OWN_NAMES[CustomerKind(document["kind"])]
    names = [_folded(value["display"]) for value in document["values"] if _kind(value, catalogue) in kinds]
    return " ".join(dict.fromkeys((_folded(document["name"]), *names)))


def search_street(document: Mapping[str, Any], catalogue: Catalogue) -> str:
    """All streets of a golden document with their houses, folded."""
    addresses = (one for one in document["values"] if _kind(one, catalogue) is AttributeKind.ADDRESS)
    return " ".join(dict.fromkeys(line for line in map(_street_line, addresses) if line))


def _street_line(value: Mapping[str, Any]) -> str:
    clean = value["clean"]
    return _UMLAUT.sub(r"\1", f"{clean['street']} {clean.get('house', '')}".strip()) if clean.get("street") else ""


def search_terms(document: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    """The exact terms that a golden document can be found by, sorted."""
    words = map(name_term, search_name(document, catalogue).split())
    kind = f"{KIND}{document['kind']}"
    return sorted({kind, *words, *(term for value in document["values"] for term in _terms(value, catalogue))})


def _folded(name: str) -> str:
    return _UMLAUT.sub(r"\1", fold(name))


def _kind(value: Mapping[str, Any], catalogue: Catalogue) -> AttributeKind | None:
    attribute = catalogue.attributes.get(value["attribute"])
    return attribute.kind if attribute else None


def _terms(value: Mapping[str, Any], catalogue: Catalogue) -> Iterator[str]:
    clean, kind = value["clean"], _kind(value, catalogue)
    part = _SOUGHT_PARTS.get(kind) if kind else None
    if part and clean.get(part):
        yield _term(value["attribute"], kind, clean[part])
    if kind is AttributeKind.ADDRESS and clean.get("city"):
        yield _city_term(value["attribute"], clean["city"])
    if kind is AttributeKind.ADDRESS:
        yield from (street_term(value["attribute"], word) for word in street_words(_street_line(value)))
    if value["attribute"] == SEGMENT and clean.get(VALUE):
        yield _segment_term(clean[VALUE])


def _term(attribute: str, kind: AttributeKind | None, text: str) -> str:
    return f"{attribute}:{condensed(text) if kind in _CONDENSED else text}"


def email_terms(text: str, attributes: Collection[str]) -> tuple[str, ...]:
    """The mailbox's one form, however it is spelt, under each of these attributes."""
    clean = standardise_email(text).clean
    if not clean:
        raise _unusable("email", "no e-mail address")
    return tuple(_term(one, AttributeKind.EMAIL, clean[VALUE]) for one in attributes)


def phone_terms(text: str, attributes: Collection[str], country: str) -> tuple[str, ...]:
    """The number, read in that country where it states none, under each of these attributes."""
    clean = standardise_phone(text, (country.upper(),) if country else ()).clean
    if not clean:
        raise _unusable("phone", "no telephone number", "State it as +49 30 1234567, or state the country beside it.")
    return tuple(_term(one, AttributeKind.PHONE, clean[VALUE]) for one in attributes)


def postcode_terms(text: str, attributes: Collection[str]) -> tuple[str, ...]:
    """The postcode without blanks and signs, under each of these attributes."""
    if not condensed(text):
        raise _unusable("postcode", "no postcode")
    return tuple(_term(one, AttributeKind.ADDRESS, text) for one in attributes)


def city_terms(text: str, attributes: Collection[str]) -> tuple[str, ...]:
    """The city however it is written large or small, under each of these attributes."""
    if not condensed(text):
        raise _unusable("city", "no city")
    return tuple(_city_term(one, text) for one in attributes)


def _city_term(attribute: str, text: str) -> str:
    return f"{attribute}.city:{condensed(fold(text))}"


def folded_street(text: str, country: str = "") -> str:
    """The street and the house as streets are stored for search: abbreviations written out, Torstr. as torstrasse."""
    lines = lines_of(Lines(street=text), country)
    if not street_words(lines.street):
        raise _unusable("street", "no street")
    return _UMLAUT.sub(r"\1", f"{lines.street} {lines.house}".strip())


def street_words(line: str) -> list[str]:
    """The words by which a line is found. Houses have digits, and so have numbered streets: these are told by rank."""
    return [word for word in line.split() if word.isalpha()]


def street_term(attribute: str, word: str) -> str:
    """The term of a word of a street in that attribute."""
    return f"{attribute}.street:{word}"


def segment_terms(text: str, attributes: Collection[str]) -> tuple[str, ...]:
    """The segment however it is written large or small; nothing where it may not be searched."""
    if not condensed(text):
        raise _unusable("segment", "no segment")
    return (_segment_term(text),) if SEGMENT in attributes else ()


def _segment_term(text: str) -> str:
    return f"{SEGMENT}:{condensed(fold(text))}"


def identifier_terms(text: str, attributes: Collection[str]) -> tuple[str, ...]:
    """The identifier under each of these attributes; "attribute:value" narrows it to one of them."""
    stated, _, value = text.partition(":")
    codes, sought = ((stated,), value) if stated in attributes else (tuple(attributes), text)
    if not condensed(sought):
        raise _unusable("identifier", "no identifier")
    return tuple(_term(one, AttributeKind.IDENTIFIER, sought) for one in codes)


def folded_name(text: str) -> str:
    """The name as names are stored for search."""
    if not fold(text):
        raise _unusable("name", "no name")
    return _folded(text)


def _unusable(parameter: str, what: str, remedy: str = "State it as the customer would.") -> InvalidInputError:
    return InvalidInputError(f"The text given as {parameter} is {what}.", remedy=remedy, data={"parameter": parameter})
