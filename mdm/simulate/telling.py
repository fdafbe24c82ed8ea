"""What a customer tells a source, or what the source still knows from earlier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from mdm.simulate.chance import Chance
from mdm.simulate.companies import Company
from mdm.simulate.country import Address, Country, Phone
from mdm.simulate.people import Person, Post
from mdm.simulate.phones import PHONE_STYLES
from mdm.simulate.population import Customer
from mdm.simulate.quality import Quality
from mdm.simulate.statement import Statement

T = TypeVar("T")

PRIVATE_HAT = 0.05  # share of records that show a contact as a private customer
OLDEST_RECORD = 4_500  # days
CHANGES_NEWER_THAN = 1_400  # days: what is stale was last touched before, what is current after
TAX_ONLY = frozenset({"DE"})  # the personal number is the tax office's alone
NO_TAX_NUMBER = frozenset({"FR", "GB"})  # the personal number is social security's alone
SHARED_CONTACTS = frozenset({"email", "phone", "street"})


def tell(chance: Chance, one: Customer, quality: Quality, today: date) -> Statement:
    """A statement that is right as of its time; `spoil` comes after."""
    return (
        _tell_person(chance, one, quality, today)
        if isinstance(one, Person)
        else _tell_company(chance, one, quality, today)
    )


def _tell_person(chance: Chance, one: Person, quality: Quality, today: date) -> Statement:
    is_stale = chance.random() < quality.stale
    said = _blank(chance, one.number, one.country, today, is_person=True, is_stale=is_stale)
    said.title, said.given, said.middle, said.suffix = one.title, one.given, one.middle, one.suffix
    _tell_family_name(chance, said, one, is_stale=is_stale)
    said.gender, said.birth = one.gender, one.born.isoformat()
    said.national_id = one.personal_number if one.country.code not in TAX_ONLY else ""
    said.tax_id = one.personal_number if one.country.code not in NO_TAX_NUMBER else ""
    said.passport, said.loyalty_card, said.customer_number = one.passport, one.loyalty_card, one.customer_number
    said.mobile = _written(chance, _as_of(one.mobiles, is_stale=is_stale), quality)
    if one.posts and chance.random() >= PRIVATE_HAT:
        _tell_post(chance, said, one.posts[0] if is_stale else one.posts[-1], quality)
        if len(one.posts) > 1:
            said.proves_nothing |= SHARED_CONTACTS
    else:
        _tell_home(chance, said, one, quality, is_stale=is_stale)
    if one.has_namesake:
        said.proves_nothing |= {"phone", "street"}
    return said


def _blank(chance: Chance, number: str, country: Country, today: date, *, is_person: bool, is_stale: bool) -> Statement:
    """A statement with its times: what is stale has not been touched for years."""
    age = int(OLDEST_RECORD * chance.random() ** 1.5)
    if is_stale:
        age = max(age, CHANGES_NEWER_THAN + chance.between(1, 900))
    since = CHANGES_NEWER_THAN if is_stale else 0
    until = age if is_stale else min(age, CHANGES_NEWER_THAN)
    second = chance.between(0, 86_399)
    midnight = datetime.combine(today, time(), UTC)
    updated = midnight - timedelta(days=int(since + chance.random() * (until - since)), seconds=second)
    created = min(midnight - timedelta(days=age, seconds=86_399 - second), updated)
    return Statement(number, is_person, country, created, updated)


def _as_of(values: Sequence[T], *, is_stale: bool) -> T | None:
    if not values:
        return None
    return values[0] if is_stale else values[-1]


def _tell_family_name(chance: Chance, said: Statement, one: Person, *, is_stale: bool) -> None:
    """A married or divorced person's records bear the former name, or the present one with or without the former."""
    said.family = one.family
    if not one.former:
        return
    if is_stale and chance.random() < 0.7:
        said.family = one.former
    elif chance.random() < 0.6:
        said.former = one.former


def _tell_post(chance: Chance, said: Statement, post: Post, quality: Quality) -> None:
    """At work a person shares the switchboard, the address and perhaps the mailbox with the colleagues."""
    firm = post.company
    said.employer, said.occupation, said.email = _title(chance, firm), post.job, post.email
    said.website, said.industry, said.employees = firm.domain, firm.industry, str(firm.employees)
    if chance.random() < quality.role_mailbox:
        said.email = firm.mailbox
        said.proves_nothing.add("email")
    if chance.random() < 0.55:
        said.phone = _written(chance, firm.sites[-1].switchboard, quality)
        said.proves_nothing.add("phone")
    else:
        said.phone = _written(chance, post.direct_line, quality)
    said.loyalty_card = ""
    _tell_address(chance, said, firm.sites[-1].address)


def _tell_home(chance: Chance, said: Statement, one: Person, quality: Quality, *, is_stale: bool) -> None:
    home = one.homes[0] if is_stale else one.homes[-1]
    said.occupation = one.occupation
    said.phone = _written(chance, home.landline, quality)
    said.email = _as_of(one.emails, is_stale=is_stale) or ""
    if len(one.emails) > 1:
        said.email2 = one.emails[-1] if is_stale else one.emails[0]
    if one.shared_email and one.mobiles and (not said.email or chance.random() < 0.4):
        said.email = one.shared_email
        said.proves_nothing.add("email")
    if one.posts:
        said.proves_nothing |= SHARED_CONTACTS
    _tell_address(chance, said, home.address)


def _tell_company(chance: Chance, one: Company, quality: Quality, today: date) -> Statement:
    is_stale = chance.random() < quality.stale
    said = _blank(chance, one.number, one.country, today, is_person=False, is_stale=is_stale)
    site = one.sites[0] if is_stale else one.sites[-1]
    said.organisation = _title(chance, one, is_stale=is_stale)
    said.phone = _written(chance, site.switchboard, quality)
    said.email = one.mailbox if chance.random() < 0.8 else ""
    said.website = f"www.{one.domain}" if chance.random() < 0.5 else f"https://{one.domain}/"
    said.vat_id, said.tax_id, said.register_number = one.vat_id, one.tax_id, one.register_number
    said.customer_number, said.industry, said.employees = one.customer_number, one.industry, str(one.employees)
    said.proves_nothing |= {"email", "website"}
    _tell_address(chance, said, site.address)
    return said


def _title(chance: Chance, one: Company, *, is_stale: bool = False) -> str:
    """A company's name as somebody writes it: with one spelling of the legal form or none, its initials, its place."""
    name = one.former_name if is_stale and one.former_name and chance.random() < 0.5 else one.name
    if one.acronym and chance.random() < 0.15:
        name = one.acronym
    if chance.random() < 0.85:
        name = f"{name} {one.form[0] if chance.random() < 0.6 else chance.pick(one.form)}"
    if one.branch_place and chance.random() < 0.7:
        name = f"{name} {one.branch_place}"
    return name


def _tell_address(chance: Chance, said: Statement, address: Address) -> None:
    said.street, said.house, said.unit = address.street, address.house, address.unit
    said.postcode, said.city, said.region = address.postcode, address.city, address.region
    spellings = address.country.spellings
    said.country_name = spellings[0] if chance.random() < 0.6 else chance.pick(spellings)


def _written(chance: Chance, phone: Phone | None, quality: Quality) -> str:
    return PHONE_STYLES[chance.pick(quality.phone_styles)](phone) if phone else ""
