"""Households: persons who share an address, and often a family name, a phone and a mailbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import combinations

from mdm.simulate.chance import Chance
from mdm.simulate.country import Country, Town
from mdm.simulate.people import Home, Person, born_at_age, family_name, give_contacts, move, person
from mdm.simulate.slugs import slug

SHAPES = (("single", 0.46), ("couple", 0.26), ("family", 0.18), ("flatshare", 0.06), ("lone_parent", 0.04))

MARRIED = 0.75
DIVORCED = 0.06
TWINS = 0.15
SON_NAMED_AFTER_FATHER = 0.2
SHARED_MAILBOX = 0.15
MOVED = 0.18


def household(chance: Chance, country: Country, today: date) -> list[Person]:
    """The members of a household who are customers."""
    members = _MEMBERS[chance.choose(SHAPES)](chance, country, today)
    _settle(chance, country, members)
    for member in members:
        give_contacts(chance, member)
        if chance.random() < MOVED:
            move(chance, member)
    _share_mailbox(chance, members)
    _note_namesakes(members)
    return members


def _gender(chance: Chance) -> str:
    return "f" if chance.random() < 0.51 else "m"


def _single(chance: Chance, country: Country, today: date) -> list[Person]:
    gender = _gender(chance)
    one = person(
        chance, country, gender=gender, family=family_name(chance, country), born=born_at_age(chance, today, 18, 90)
    )
    if chance.random() < DIVORCED:
        one.former = country.family_of(country.family(chance), gender)
    return [one]


def _couple(chance: Chance, country: Country, today: date) -> list[Person]:
    family = family_name(chance, country)
    him = person(chance, country, gender="m", family=family, born=born_at_age(chance, today, 24, 85))
    age = max(20, (today - him.born).days // 365 + chance.between(-6, 4))
    her = person(chance, country, gender="f", family=family, born=born_at_age(chance, today, age, age + 1))
    if country.has_two_families or chance.random() >= MARRIED:
        her.family = country.family_of(family_name(chance, country), "f")
    elif chance.random() < 0.9:
        her.former = country.family_of(family_name(chance, country), "f")
        her.family = _double(chance, her) if chance.random() < 0.12 else her.family
    else:
        him.former = family_name(chance, country)
    return [him, her]


def _double(chance: Chance, her: Person) -> str:
    return f"{her.family}-{her.former}" if chance.random() < 0.5 else f"{her.former}-{her.family}"


def _family(chance: Chance, country: Country, today: date) -> list[Person]:
    him, her = _couple(chance, country, today)
    family = f"{him.family.split()[0]} {her.family.split()[0]}" if country.has_two_families else him.family
    return [him, her, *_children(chance, country, today, him, family)]


def _lone_parent(chance: Chance, country: Country, today: date) -> list[Person]:
    parent = _single(chance, country, today)[0]
    family = parent.family if parent.gender == "m" else _male_form(parent)
    return [parent, *_children(chance, country, today, parent, family)]


def _children(chance: Chance, country: Country, today: date, parent: Person, family: str) -> list[Person]:
    """One or two, none younger than 14. The first son may bear his father's name."""
    age = max(14, (today - parent.born).days // 365 - chance.between(20, 38))
    born = born_at_age(chance, today, age, age + 1)
    children = [_child(chance, country, family, born)]
    if chance.random() < TWINS:
        children.append(_twin(chance, country, family, children[0]))
    elif chance.random() < 0.4:
        children.append(_child(chance, country, family, born_at_age(chance, today, max(14, age - 5), max(15, age - 1))))
    son = children[0]
    if parent.gender == "m" and son.gender == "m" and not son.is_twin and chance.random() < SON_NAMED_AFTER_FATHER:
        son.given, son.middle = parent.given, parent.middle
        if chance.random() < (0.7 if country.code == "US" else 0.15):
            son.suffix, parent.suffix = "Jr.", "Sr." if chance.random() < 0.5 else ""
    return children


def _twin(chance: Chance, country: Country, family: str, other: Person) -> Person:
    twin = _child(chance, country, family, other.born)
    while twin.given == other.given:
        twin = _child(chance, country, family, other.born)
    twin.is_twin = other.is_twin = True
    return twin


def _child(chance: Chance, country: Country, family: str, born: date) -> Person:
    return person(chance, country, gender=_gender(chance), family=family, born=born)


def _male_form(parent: Person) -> str:
    for ending, form in parent.country.feminine:
        if parent.family.endswith(form):
            return parent.family[: -len(form)] + ending
    return parent.family


def _flatshare(chance: Chance, country: Country, today: date) -> list[Person]:
    return [_single(chance, country, date(today.year, today.month, 1))[0] for _ in range(chance.between(2, 4))]


_MEMBERS: Mapping[str, Callable[[Chance, Country, date], list[Person]]] = {
    "single": _single,
    "couple": _couple,
    "family": _family,
    "flatshare": _flatshare,
    "lone_parent": _lone_parent,
}


def _settle(chance: Chance, country: Country, members: list[Person]) -> None:
    town: Town = country.town(chance)
    home = Home(country.address(chance, town), country.landline(chance, town) if chance.random() < 0.55 else None)
    for member in members:
        member.homes = [home]


def _share_mailbox(chance: Chance, members: list[Person]) -> None:
    if len(members) < 2 or chance.random() >= SHARED_MAILBOX:
        return
    first = members[0]
    word = {"de": "familie", "fr": "famille", "es": "familia"}.get(first.country.language, "family")
    local = f"{word}.{slug(first.family)}" if chance.random() < 0.5 else f"{slug(first.family)}{chance.digits(2)}"
    shared = f"{local}@{first.country.mail_hosts.draw(chance)}"
    for member in members:
        member.shared_email = shared


def _note_namesakes(members: list[Person]) -> None:
    for one, other in combinations(members, 2):
        if one.given == other.given and one.family == other.family:
            one.has_namesake = other.has_namesake = True
