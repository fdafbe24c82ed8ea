"""Persons: what is true of them, now and earlier."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from mdm.simulate import business, identifiers
from mdm.simulate.chance import Chance
from mdm.simulate.companies import Company
from mdm.simulate.countries import COUNTRIES
from mdm.simulate.country import Address, Country, Phone
from mdm.simulate.slugs import slug

FOREIGN_NAME = 0.05
SEPARATORS = (".", ".", ".", "", "_", "-")


@dataclass(slots=True)
class Home:
    address: Address
    landline: Phone | None


@dataclass(slots=True)
class Post:
    """A job at a company."""

    company: Company
    job: str
    email: str
    direct_line: Phone


@dataclass(slots=True)
class Person:
    """Lists are in order of time, the present last. `former` is the family name before a marriage or divorce.

    `has_namesake`: someone of the same name lives at the same address, so that the two prove nothing.
    """

    country: Country
    gender: str
    given: str
    family: str
    born: date
    number: str = ""
    household: str = ""
    title: str = ""
    middle: str = ""
    former: str = ""
    suffix: str = ""
    homes: list[Home] = field(default_factory=list)
    mobiles: list[Phone] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    shared_email: str = ""
    posts: list[Post] = field(default_factory=list)
    has_namesake: bool = False
    is_twin: bool = False
    occupation: str = ""
    personal_number: str = ""
    passport: str = ""
    loyalty_card: str = ""
    customer_number: str = ""


def born_at_age(chance: Chance, today: date, low: int, high: int) -> date:
    return today - timedelta(days=int(365.25 * low + chance.random() * 365.25 * (high - low)))


def given_name(chance: Chance, country: Country, gender: str) -> str:
    source = country if chance.random() >= FOREIGN_NAME else chance.pick(COUNTRIES)
    return (source.women if gender == "f" else source.men).draw(chance)


def family_name(chance: Chance, country: Country) -> str:
    source = country if chance.random() >= FOREIGN_NAME else chance.pick(COUNTRIES)
    return source.family(chance)


def person(chance: Chance, country: Country, *, gender: str, family: str, born: date) -> Person:
    """A person without home, mailbox and phone; `family` in its male form."""
    made = Person(country, gender, given_name(chance, country, gender), country.family_of(family, gender), born)
    if chance.random() < country.middle_share:
        made.middle = given_name(chance, country, gender)
    if chance.random() < 0.05:
        made.title = chance.pick(country.titles)
    if chance.random() < 0.6:
        made.occupation = business.OCCUPATIONS.draw(chance)
    _give_numbers(chance, made)
    return made


def _give_numbers(chance: Chance, made: Person) -> None:
    made.customer_number = f"{chance.between(1, 9)}{chance.digits(8)}"
    if chance.random() < 0.4:
        made.personal_number = identifiers.PERSONAL_NUMBERS[made.country.code](chance, made.gender, made.born)
    if chance.random() < 0.06:
        made.passport = identifiers.passport(chance, made.country.code)
    if chance.random() < 0.3:
        made.loyalty_card = identifiers.loyalty_card(chance)


def give_contacts(chance: Chance, one: Person) -> None:
    """Mailboxes and mobile numbers, at least one of the two."""
    town = one.country.town(chance)
    has_mobile = chance.random() < 0.85
    if has_mobile:
        one.mobiles = [one.country.mobile(chance, town) for _ in range(2 if chance.random() < 0.1 else 1)]
    if not has_mobile or chance.random() < 0.88:
        one.emails = [mailbox(chance, one) for _ in range(2 if chance.random() < 0.2 else 1)]


def mailbox(chance: Chance, one: Person) -> str:
    """A mailbox at a public host, mostly named after its owner."""
    given, family = slug(one.given), slug(one.former if one.former and chance.random() < 0.3 else one.family)
    separator = chance.pick(SEPARATORS)
    form = chance.random()
    if form < 0.5:
        local = given + separator + family
    elif form < 0.7:
        local = given[:1] + separator + family
    elif form < 0.85:
        local = family + separator + given[:1]
    else:
        local = given + separator + chance.digits(2)
    if chance.random() < 0.5:
        local += f"{one.born:%y}" if chance.random() < 0.4 else str(chance.between(1, 999))
    return f"{local}@{one.country.mail_hosts.draw(chance)}"


def move(chance: Chance, one: Person) -> None:
    """A new home: most often in another street of the same town."""
    old = one.homes[-1].address
    town = one.country.town(chance)
    if chance.random() < 0.6:
        known = [place for place in one.country.towns.values if place.name == old.city]
        town = known[0] if known else town
    landline = one.country.landline(chance, town) if chance.random() < 0.4 else None
    one.homes.append(Home(one.country.address(chance, town), landline))
