"""What a country gives to its people: names, places, the shape of addresses and phone numbers."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from mdm.simulate.chance import Chance, Ranked, Tail, Vocabulary, table

POSTCODES_OF_A_TOWN = 30


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    region: str
    postcode: str
    area_code: str


@dataclass(frozen=True, slots=True)
class Address:
    street: str
    house: str
    unit: str
    postcode: str
    city: str
    region: str
    country: Country


@dataclass(frozen=True, slots=True)
class Phone:
    """National digits without the trunk prefix."""

    digits: str
    country: Country
    area_length: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Country:
    """One country's declarations. Patterns are those of `Chance.fill`.

    `feminine` holds endings of family names that women carry in another form; `nicknames` short forms by given name.
    """

    code: str
    share: float
    language: str
    spellings: tuple[str, ...]
    women: Ranked[str]
    men: Ranked[str]
    families: Vocabulary
    towns: Ranked[Town]
    town_tail: Tail
    rural: tuple[Town, ...]
    streets: Vocabulary
    postcode_pattern: str
    unit_pattern: tuple[str, ...]
    line: str
    one_line: str
    dial: str
    trunk: str
    mobiles: tuple[str, ...]
    landline_length: int
    salutations: tuple[str, str]
    mail_hosts: Ranked[str]
    top_level: str
    legal_forms: tuple[tuple[str, ...], ...]
    abbreviations: tuple[tuple[str, str], ...]
    nicknames: Mapping[str, tuple[str, ...]]
    titles: tuple[str, ...] = ("Dr.",)
    middle_share: float = 0.0
    feminine: tuple[tuple[str, str], ...] = ()
    has_two_families: bool = False
    shows_region: bool = False
    town_tail_share: float = 0.35

    def __repr__(self) -> str:
        return f"Country({self.code})"

    def family(self, chance: Chance) -> str:
        """A family name in its male form."""
        name = self.families.draw(chance)
        return f"{name} {self.families.draw(chance)}" if self.has_two_families else name

    def family_of(self, family: str, gender: str) -> str:
        """The form of a family name that a person of that gender carries."""
        if gender == "f":
            for ending, form in self.feminine:
                if family.endswith(ending):
                    return family[: -len(ending)] + form
        return family

    def town(self, chance: Chance) -> Town:
        if chance.random() >= self.town_tail_share:
            return self.towns.draw(chance)
        rank = chance.rank(len(self.town_tail), 60.0)
        near = self.rural[rank % len(self.rural)]
        return Town(self.town_tail.compose(rank), near.region, near.postcode, near.area_code)

    def address(self, chance: Chance, town: Town) -> Address:
        street = self.streets.draw(chance)
        house = str(chance.rank(180, 12.0) + 1)
        if chance.random() < 0.08:
            house += chance.pick("abc")
        unit = chance.fill(chance.pick(self.unit_pattern)) if chance.random() < 0.18 else ""
        return Address(street, house, unit, self.postcode(town, street), town.name, town.region, self)

    def postcode(self, town: Town, street: str) -> str:
        """The postcode of a street: always the same one, of a limited number in the town."""
        place = zlib.crc32(f"{street}|{town.name}".encode()) % POSTCODES_OF_A_TOWN
        return town.postcode + Chance(zlib.crc32(f"{place}|{town.name}".encode())).fill(self.postcode_pattern)

    def landline(self, chance: Chance, town: Town) -> Phone:
        rest = self.landline_length - len(town.area_code) - 1
        return Phone(f"{town.area_code}{chance.between(2, 9)}{chance.digits(rest)}", self, len(town.area_code))

    def mobile(self, chance: Chance, town: Town) -> Phone:
        """Where a country has no mobile prefixes, mobile numbers are numbers of the town."""
        if not self.mobiles:
            return self.landline(chance, town)
        return Phone(chance.fill(chance.pick(self.mobiles)), self, 3)


def towns(text: str) -> tuple[Town, ...]:
    """A declared list of towns: name, region, start of the postcode, area code."""
    return tuple(Town(*row) for row in table(text))


def nicknames(text: str) -> dict[str, tuple[str, ...]]:
    """A declared table of nicknames: given name, then its short forms separated by blanks."""
    return {row[0]: tuple(row[1].split()) for row in table(text)}
