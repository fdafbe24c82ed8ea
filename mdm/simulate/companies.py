"""Companies: head offices, branches and sisters of one group."""

from __future__ import annotations

from dataclasses import dataclass

from mdm.simulate import business, identifiers
from mdm.simulate.chance import Chance, joined
from mdm.simulate.country import Address, Country, Phone
from mdm.simulate.slugs import slug


@dataclass(slots=True)
class Site:
    address: Address
    switchboard: Phone


@dataclass(slots=True)
class Company:
    """`name` is without legal form; `form` lists the spellings of the legal form. Sites are in order of time.

    A branch is a customer of its own: it shares name, domain and no number with its head office, and carries its place.
    """

    country: Country
    name: str
    form: tuple[str, ...]
    domain: str
    industry: str
    employees: int
    sites: list[Site]
    number: str = ""
    group: str = ""
    acronym: str = ""
    former_name: str = ""
    branch_place: str = ""
    vat_id: str = ""
    tax_id: str = ""
    register_number: str = ""
    customer_number: str = ""

    @property
    def mailbox(self) -> str:
        """The mailbox that everybody at the company shares."""
        return f"{business.ROLE_MAILBOXES[len(self.name) % len(business.ROLE_MAILBOXES)]}@{self.domain}"


def company(chance: Chance, country: Country) -> Company:
    trade, industry = business.TRADES[country.language].draw(chance)
    name, acronym = _name(chance, country, trade)
    made = Company(
        country=country,
        name=name,
        form=country.legal_forms[chance.rank(len(country.legal_forms), 1.5)],
        domain=_domain(chance, country, acronym or name),
        industry=industry,
        employees=int(3 * 3000 ** (chance.random() ** 2)),
        sites=[site(chance, country)],
        acronym=acronym,
    )
    if chance.random() < 0.06:
        made.former_name = _name(chance, country, trade)[0]
    if chance.random() < 0.12:
        made.sites.append(site(chance, country))
    _give_numbers(chance, made)
    return made


def site(chance: Chance, country: Country) -> Site:
    town = country.town(chance)
    return Site(country.address(chance, town), country.landline(chance, town))


def branch(chance: Chance, head: Company) -> Company:
    """Another place of the company; it may bear the word for a branch in its name."""
    place = site(chance, head.country)
    made = Company(
        country=head.country,
        name=head.name,
        form=head.form,
        domain=head.domain,
        industry=head.industry,
        employees=max(2, head.employees // 5),
        sites=[place],
        acronym=head.acronym,
        branch_place=f"{chance.pick(business.BRANCH_WORDS[head.country.language])} {place.address.city}",
    )
    made.customer_number = _customer_number(chance)
    return made


def sister(chance: Chance, head: Company) -> Company:
    """A company of the same group: its name adds a word, its numbers are its own, its address may be the same."""
    made = Company(
        country=head.country,
        name=f"{head.name} {chance.pick(business.HOLDINGS)}",
        form=chance.pick(head.country.legal_forms),
        domain=head.domain,
        industry=head.industry,
        employees=max(1, head.employees // 8),
        sites=[head.sites[-1] if chance.random() < 0.5 else site(chance, head.country)],
    )
    _give_numbers(chance, made)
    return made


def _name(chance: Chance, country: Country, trade: str) -> tuple[str, str]:
    """A name, and the initials it is known by, if any."""
    form = chance.random()
    if form < 0.38:
        return f"{country.family(chance)} {trade}", ""
    if form < 0.48:
        return f"{country.family(chance)} & {country.family(chance)} {trade}", ""
    if form < 0.58:
        return f"{trade} {country.town(chance).name}", ""
    if form < 0.7:
        other = business.TRADES[country.language].draw(chance)[0]
        name = f"{chance.pick(business.LEADS[country.language])} {trade} {other}"
        return name, "".join(word[0] for word in name.split() if word[0].isupper())
    coined = business.COINED.compose(chance.rank(len(business.COINED), 300.0))
    return (coined, "") if form < 0.78 else (f"{coined} {trade}", "")


def _domain(chance: Chance, country: Country, name: str) -> str:
    parts = [slug(word) for word in name.split()][:2]
    return f"{chance.pick(('', '-')).join(filter(None, parts))}.{country.top_level if chance.random() < 0.7 else 'com'}"


def _give_numbers(chance: Chance, made: Company) -> None:
    made.customer_number = _customer_number(chance)
    code = made.country.code
    if code in identifiers.VAT_IDS:
        made.vat_id = identifiers.VAT_IDS[code](chance) if chance.random() < 0.85 else ""
    else:
        made.tax_id = identifiers.employer_number(chance) if chance.random() < 0.7 else ""
    if code in identifiers.REGISTER_NUMBERS and chance.random() < 0.7:
        made.register_number = identifiers.REGISTER_NUMBERS[code](chance)


def _customer_number(chance: Chance) -> str:
    return f"{chance.between(1, 9)}{chance.digits(8)}"


def work_mailbox(chance: Chance, domain: str, given: str, family: str) -> str:
    pattern = chance.random()
    first, last = slug(given), slug(family)
    if pattern < 0.6:
        return f"{first}.{last}@{domain}"
    return f"{joined(first[:1], last)}@{domain}" if pattern < 0.85 else f"{last}@{domain}"
