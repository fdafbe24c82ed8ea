"""What blocking rules look at: the handles of one record, taken apart once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from mdm.cleanse.nicknames import nickname_roots
from mdm.match.closeness import sound
from mdm.match.contacts import own_hosts
from mdm.match.tables import COMMON_ORGANISATION_WORDS
from mdm.records import SEPARATOR, Comparable

_CACHED = 2**17


class Place(NamedTuple):
    """One address."""

    street: str
    house: str
    city: str
    postcode: str


class PersonTraits(NamedTuple):
    """A person as blocking sees one.

    `forms`: formal names the given name may stand for. `born`: the full date, blind to the order of day and month.
    """

    given: str
    given_sound: str
    forms: tuple[str, ...]
    families: tuple[str, ...]
    family_sounds: tuple[str, ...]
    birth_date: str
    born: str
    emails: tuple[str, ...]
    hosts: tuple[str, ...]
    phones: tuple[str, ...]
    identifiers: tuple[str, ...]
    places: tuple[Place, ...]
    employer: str


class OrganisationTraits(NamedTuple):
    """An organisation as blocking sees one."""

    words: tuple[str, ...]
    telling: tuple[str, ...]
    initials: str
    compact: str
    first_sound: str
    emails: tuple[str, ...]
    hosts: tuple[str, ...]
    phones: tuple[str, ...]
    identifiers: tuple[str, ...]
    places: tuple[Place, ...]


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(SEPARATOR) if part) if text else ()


@lru_cache(maxsize=_CACHED)
def _sound(word: str) -> str:
    return sound(word)


@lru_cache(maxsize=_CACHED)
def _forms(given: str) -> tuple[str, ...]:
    return tuple(sorted(nickname_roots(given)))[:6] if len(given) > 1 else ()


@lru_cache(maxsize=_CACHED)
def _families(family: str, former: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Family names and their parts, and how they sound, each once."""
    names = [name for name in (family, *former.split(SEPARATOR)) if name]
    words = [word for name in names for word in name.split() if len(word) > 2]
    families = tuple(dict.fromkeys((*names, *words)))
    return families, tuple(dict.fromkeys(filter(None, map(_sound, families))))


def _places(row: Comparable) -> tuple[Place, ...]:
    if not (row.streets or row.postcodes or row.cities):
        return ()
    columns = [_padded(text) for text in (row.streets, row.houses, row.cities, row.postcodes)]
    count = max(len(column) for column in columns)
    filled: list[Sequence[str]] = [(*column, *("",) * (count - len(column))) for column in columns]
    return tuple(dict.fromkeys(Place(*parts) for parts in zip(*filled, strict=True)))


def _padded(text: str) -> list[str]:
    return text.split(SEPARATOR) if text else []


def _born(birth_date: str) -> str:
    """The full date with day and month in the order of size, so that exchanging them changes nothing."""
    if len(birth_date) != 10:
        return ""
    month, day = birth_date[5:7], birth_date[8:]
    return birth_date[:4] + min(month, day) + max(month, day)


def person_traits(row: Comparable) -> PersonTraits:
    """The traits of a person."""
    given = row.given.split(" ", 1)[0]
    families, sounds = _families(row.family, row.former)
    return PersonTraits(
        given=given,
        given_sound=_sound(given),
        forms=_forms(given),
        families=families,
        family_sounds=sounds,
        born=_born(row.birth_date),
        birth_date=row.birth_date,
        emails=_split(row.emails),
        hosts=own_hosts("", row.emails) if row.emails else (),
        phones=_split(row.phones),
        identifiers=_split(row.identifiers),
        places=_places(row),
        employer=row.employer,
    )


def organisation_traits(row: Comparable) -> OrganisationTraits:
    """The traits of an organisation."""
    words = tuple(row.organisation.split())
    telling = tuple(dict.fromkeys(word for word in words if len(word) > 3 and word not in COMMON_ORGANISATION_WORDS))
    emails = _split(row.emails)
    return OrganisationTraits(
        words=words,
        telling=telling,
        initials="".join(word[0] for word in words) if len(words) > 1 else "",
        compact="".join(words),
        first_sound=_sound(words[0]) if words else "",
        emails=emails,
        hosts=own_hosts(row.websites, row.emails),
        phones=_split(row.phones),
        identifiers=_split(row.identifiers),
        places=_places(row),
    )
