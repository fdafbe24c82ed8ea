"""The blocking rules: records that share a key are compared. Numbers are stored with the keys and never reused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

from mdm.cleanse.tables.contacts import ROLE_MAILBOXES
from mdm.match.traits import OrganisationTraits, PersonTraits

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """One rule: the texts by which it groups records; empty texts are no keys."""

    number: int
    label: str
    texts: Callable[[T], Iterable[str]]


def _joined(*parts: str) -> str:
    """The parts as one text, empty when one of them is."""
    return "|".join(parts) if all(parts) else ""


def _mailbox(email: str) -> str:
    local = email.rpartition("@")[0]
    return local if len(local) > 4 and local not in ROLE_MAILBOXES else ""


def _name_pairs(one: PersonTraits) -> Iterator[str]:
    """Sounds of given and family name in the order of the alphabet, so that swapped names meet."""
    for sound in one.family_sounds:
        yield _joined(*sorted((one.given_sound, sound)))


def _name_forms(one: PersonTraits) -> Iterator[str]:
    for form in one.forms:
        for sound in one.family_sounds:
            yield f"{form}|{sound}"


def _born_and_place(one: PersonTraits) -> Iterator[str]:
    for at in one.places:
        for part in (at.city, at.postcode, at.street):
            yield _joined(one.born, part)


def _half_born(one: PersonTraits) -> Iterator[str]:
    """Year and month, and year and day, with the family name: one part of the date may be wrong."""
    for part in (one.birth_date[:7], one.birth_date[:5] + one.birth_date[8:]):
        if len(one.birth_date) == 10:
            for sound in one.family_sounds:
                yield f"{part}|{sound}"


def _year_family_city(one: PersonTraits) -> Iterator[str]:
    for at in one.places:
        for sound in one.family_sounds:
            yield _joined(one.birth_date[:4], sound, at.city)


def _home_and_family(one: PersonTraits) -> Iterator[str]:
    for at in one.places:
        for sound in one.family_sounds:
            yield _joined(at.street, at.house, sound)


def _family_and_postcode(one: PersonTraits) -> Iterator[str]:
    for at in one.places:
        for sound in one.family_sounds:
            yield _joined(sound, at.postcode)


def _host_and_initial(one: PersonTraits) -> Iterator[str]:
    for email in one.emails:
        for host in one.hosts:
            yield _joined(host, email[:1])


def _half_identifiers(one: PersonTraits) -> Iterator[str]:
    """Either half of every number, so that one with a wrong digit still meets itself."""
    for identifier in one.identifiers:
        authority, _, number = identifier.partition(":")
        middle = len(number) // 2
        if middle >= 3:
            yield _joined(authority, number[:middle], "<", one.given[:1])
            yield _joined(authority, number[middle:], ">", one.given[:1])


def _neighbouring_words(one: OrganisationTraits) -> Iterator[str]:
    """Pairs of neighbouring words, in the order of the alphabet."""
    for pair in zip(one.words, one.words[1:], strict=False):
        yield _joined(*sorted(pair))


def _words_less_one(one: OrganisationTraits) -> Iterator[str]:
    """The telling words less one, for a word too many or misspelt."""
    words = sorted(one.telling)[:5]
    if len(words) > 2:
        yield from (" ".join(some) for some in combinations(words, len(words) - 1))


def _initials(one: OrganisationTraits) -> Iterator[str]:
    """The initials, or a name so short that it may be initials, in the order of the alphabet."""
    if one.initials or len(one.compact) < 7:
        yield "".join(sorted(one.initials or one.compact))


def _homes(one: OrganisationTraits) -> Iterator[str]:
    for at in one.places:
        yield _joined(at.street, at.house, at.postcode or at.city)


PERSON_RULES: tuple[Rule[PersonTraits], ...] = (
    Rule(1, "phone", lambda one: one.phones),
    Rule(2, "identifier", lambda one: one.identifiers),
    Rule(3, "e-mail", lambda one: one.emails),
    Rule(4, "mailbox at any provider", lambda one: map(_mailbox, one.emails)),
    Rule(5, "birth date and family name", lambda one: (_joined(one.born, name) for name in one.family_sounds)),
    Rule(6, "birth date and beginning of given name", lambda one: (_joined(one.born, one.given[:2]),)),
    Rule(7, "sounds of both names", _name_pairs),
    Rule(8, "formal given name and family name", _name_forms),
    Rule(9, "family name and postcode", _family_and_postcode),
    Rule(10, "given name and postcode", lambda one: (_joined(one.given_sound, at.postcode) for at in one.places)),
    Rule(11, "birth date and city, postcode or street", _born_and_place),
    Rule(12, "street and given name", lambda one: (_joined(at.street, one.given[:2]) for at in one.places)),
    Rule(13, "most of the birth date and family name", _half_born),
    Rule(14, "beginnings of both names", lambda one: (_joined(name[:4], one.given[:3]) for name in one.families)),
    Rule(15, "employer and given name", lambda one: (_joined(one.employer, one.given_sound),)),
    Rule(16, "employer and family name", lambda one: (_joined(one.employer, name) for name in one.family_sounds)),
    Rule(17, "birth date and initial of mailbox", lambda one: (_joined(one.born, email[:1]) for email in one.emails)),
    Rule(18, "mail host and initial of mailbox", _host_and_initial),
    Rule(19, "year of birth, family name and city", _year_family_city),
    Rule(20, "home and family name", _home_and_family),
    Rule(21, "house number and given name", lambda one: (_joined(at.house, one.given_sound) for at in one.places)),
    Rule(22, "half of an identifier and initial", _half_identifiers),
)

ORGANISATION_RULES: tuple[Rule[OrganisationTraits], ...] = (
    Rule(41, "phone", lambda one: one.phones),
    Rule(42, "identifier", lambda one: one.identifiers),
    Rule(43, "e-mail", lambda one: one.emails),
    Rule(44, "website", lambda one: one.hosts),
    Rule(45, "words of the name", lambda one: (" ".join(sorted(one.words)),)),
    Rule(46, "name without blanks", lambda one: (one.compact,)),
    Rule(47, "street, house and place", _homes),
    Rule(48, "telling word", lambda one: one.telling),
    Rule(49, "first word and postcode", lambda one: (_joined(one.first_sound, at.postcode) for at in one.places)),
    Rule(50, "first word and city", lambda one: (_joined(one.first_sound, at.city) for at in one.places)),
    Rule(51, "initials or short name", _initials),
    Rule(52, "neighbouring words", _neighbouring_words),
    Rule(53, "name less one word", _words_less_one),
    Rule(54, "beginning of the name and city", lambda one: (_joined(one.compact[:5], at.city) for at in one.places)),
    Rule(55, "name of the website", lambda one: (host.partition(".")[0] for host in one.hosts)),
)

RULES: dict[int, str] = {rule.number: rule.label for rules in (PERSON_RULES, ORGANISATION_RULES) for rule in rules}
