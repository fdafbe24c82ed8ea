"""What a source's habits do to a statement: values lost, mistyped, shortened, misplaced, but never all evidence."""

from __future__ import annotations

from collections.abc import Callable

from anyascii import anyascii

from mdm.simulate.chance import Chance
from mdm.simulate.quality import Quality
from mdm.simulate.slips import slip, wrong_digit
from mdm.simulate.slugs import UMLAUTS
from mdm.simulate.statement import Statement

PERSON_TYPOS = ("given", "family", "family", "street", "city", "email", "employer")
COMPANY_TYPOS = ("organisation", "organisation", "street", "city", "website")
NUMBERED = (
    "phone",
    "mobile",
    "postcode",
    "birth",
    "national_id",
    "tax_id",
    "vat_id",
    "customer_number",
    "loyalty_card",
    "house",
)
WRITTEN = (
    "title",
    "given",
    "middle",
    "family",
    "former",
    "organisation",
    "employer",
    "street",
    "unit",
    "city",
    "region",
)
EVIDENCE = (
    "email", "mobile", "birth", "phone", "street", "customer_number", "national_id", "tax_id",
    "vat_id", "register_number", "loyalty_card",
)  # fmt: skip


def spoil(chance: Chance, said: Statement, quality: Quality, shown: tuple[str, ...]) -> None:
    """Spoils the statement in place. Of the fields `shown`, one stays that tells the customer apart."""
    proofs = [(name, meant) for name in shown if name not in said.proves_nothing and (meant := getattr(said, name))]
    address = (said.street, said.house, said.postcode, said.city)
    _lose(chance, said, quality)
    if said.is_person:
        _rename(chance, said, quality)
    _mistype(chance, said, quality)
    _misplace(chance, said, quality)
    _abbreviate(chance, said, quality)
    if proofs and not any(getattr(said, name) == meant for name, meant in proofs):
        name, meant = chance.pick(proofs)
        setattr(said, name, meant)
        if name == "street":
            said.street, said.house, said.postcode, said.city = address
    _recase(chance, said, quality)


def _lose(chance: Chance, said: Statement, quality: Quality) -> None:
    random = chance.random
    for name, share in quality.missing.items():
        if random() < share:
            setattr(said, name, "")
    if not said.street:
        said.house = said.unit = ""
        if random() < 0.5:
            said.postcode = said.city = said.region = ""
    if quality.placeholders and random() < quality.placeholder:
        name = chance.pick(tuple(quality.placeholders))
        setattr(said, name, chance.pick(quality.placeholders[name]))


def _rename(chance: Chance, said: Statement, quality: Quality) -> None:
    short = said.country.nicknames.get(said.given)
    if short and chance.random() < quality.nickname:
        said.given = chance.pick(short)
    elif chance.random() < quality.initial:
        said.given = f"{said.given[0]}."
    if said.middle and chance.random() < 0.5:
        said.middle = said.middle[0] + ("." if chance.random() < 0.7 else "")
    if chance.random() < quality.swapped_names:
        said.given, said.family = said.family, said.given


def _mistype(chance: Chance, said: Statement, quality: Quality) -> None:
    while chance.random() < quality.typo:
        name = chance.pick(PERSON_TYPOS if said.is_person else COMPANY_TYPOS)
        setattr(said, name, slip(chance, getattr(said, name)))
    if chance.random() < quality.wrong_digit:
        name = chance.pick(NUMBERED)
        setattr(said, name, wrong_digit(chance, getattr(said, name)))
    if chance.random() < quality.swapped_date and said.birth[8:] <= "12":
        said.birth = f"{said.birth[:4]}-{said.birth[8:]}-{said.birth[5:7]}" if said.birth else ""


def _misplace(chance: Chance, said: Statement, quality: Quality) -> None:
    """Right values in wrong fields."""
    if chance.random() >= quality.wrong_field:
        return
    slot = chance.between(0, 4)
    if slot == 0 and said.mobile and not said.email:
        said.email, said.mobile = said.mobile, ""
    elif slot == 1 and said.email and not said.phone:
        said.phone, said.email = said.email, ""
    elif slot == 2 and said.city:
        said.city, said.postcode = f"{said.postcode} {said.city}", ""
    elif slot == 3 and said.house:
        said.street, said.house = f"{said.street} {said.house}", ""
    elif slot == 4 and said.is_person:
        said.family, said.given = f"{said.given} {said.family}", ""


def _abbreviate(chance: Chance, said: Statement, quality: Quality) -> None:
    if said.street and chance.random() < quality.abbreviation:
        for whole, short in said.country.abbreviations:
            if whole in said.street:
                said.street = said.street.replace(whole, short, 1)
                break


def _recase(chance: Chance, said: Statement, quality: Quality) -> None:
    """Upper case, lower case and plain letters hold for a whole record, as they come from one form."""
    if chance.random() < quality.ascii:
        _each(said, _plain)
    draw = chance.random()
    if draw < quality.upper:
        _each(said, str.upper)
    elif draw < quality.upper + quality.lower:
        _each(said, str.lower)


def _each(said: Statement, change: Callable[[str], str]) -> None:
    for name in WRITTEN:
        text = getattr(said, name)
        if text:
            setattr(said, name, change(text))


def _plain(text: str) -> str:
    return text if text.isascii() else anyascii(text.translate(UMLAUTS))
