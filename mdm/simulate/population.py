"""A stream of customers: households, and companies with their branches, sisters and contacts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mdm.simulate import business
from mdm.simulate.chance import Chance
from mdm.simulate.companies import Company, branch, company, sister, work_mailbox
from mdm.simulate.countries import COUNTRIES
from mdm.simulate.country import Country
from mdm.simulate.households import household
from mdm.simulate.people import Person, Post

Customer = Person | Company

COMPANY_UNITS = 0.21  # of all units; a company unit holds 3 customers on average, a household 1.9
CONTACTS = ((0, 0.22), (1, 0.33), (2, 0.24), (3, 0.13), (5, 0.08))
BRANCHES = 0.14
SISTERS = 0.06
CHANGED_JOB = 0.07

_SHARES: tuple[tuple[Country, float], ...] = tuple((country, country.share) for country in COUNTRIES)


def population(chance: Chance, count: int, today: date) -> Iterator[Customer]:
    """That many customers, numbered; people who share something follow one another."""
    made = unit = 0
    while made < count:
        unit += 1
        for one in _unit(chance, today)[: count - made]:
            made += 1
            one.number = f"C{made:08d}"
            if isinstance(one, Person):
                one.household = f"U{unit}"
            else:
                one.group = f"U{unit}"
            yield one


def _unit(chance: Chance, today: date) -> list[Customer]:
    country = chance.choose(_SHARES)
    if chance.random() < COMPANY_UNITS:
        return _business(chance, country, today)
    return list(household(chance, country, today))


def _business(chance: Chance, country: Country, today: date) -> list[Customer]:
    head = company(chance, country)
    made: list[Customer] = [head]
    places = [head]
    while chance.random() < BRANCHES:
        places.append(branch(chance, head))
    if chance.random() < SISTERS:
        places.append(sister(chance, head))
    made += places[1:]
    for _ in range(chance.choose(CONTACTS)):
        made.append(_contact(chance, country, chance.pick(places), today))
    return made


def _contact(chance: Chance, country: Country, employer: Company, today: date) -> Person:
    """A person at work. Who changed jobs worked elsewhere before, with another mailbox and switchboard."""
    one = household(chance, country, today)[0]
    one.has_namesake = False
    if not one.mobiles:
        one.mobiles = [country.mobile(chance, country.town(chance))]
    if chance.random() < CHANGED_JOB:
        one.posts.append(_post(chance, one, company(chance, country)))
    one.posts.append(_post(chance, one, employer))
    return one


def _post(chance: Chance, one: Person, employer: Company) -> Post:
    switchboard = employer.sites[-1].switchboard
    direct = switchboard.digits[:-2] + chance.digits(2)
    return Post(
        company=employer,
        job=business.JOBS.draw(chance),
        email=work_mailbox(chance, employer.domain, one.given, one.family),
        direct_line=type(switchboard)(direct, switchboard.country, switchboard.area_length),
    )
