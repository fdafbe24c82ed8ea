from datetime import date
from importlib import import_module

import phonenumbers
import pytest

from mdm.simulate import identifiers
from mdm.simulate.chance import Chance
from mdm.simulate.countries import COUNTRIES
from mdm.simulate.phones import PHONE_STYLES

VAT_MODULES = {"DE": "de.vat", "GB": "gb.vat", "FR": "fr.tva", "ES": "es.nif", "NL": "nl.btw", "PL": "pl.nip"}
PERSONAL_MODULES = {"DE": "de.idnr", "US": "us.ssn", "FR": "fr.nir", "ES": "es.dni", "NL": "nl.bsn", "PL": "pl.pesel"}


@pytest.mark.parametrize("code", sorted(VAT_MODULES))
def test_vat_ids_have_valid_check_digits(code):
    chance, authority = Chance(1), import_module(f"stdnum.{VAT_MODULES[code]}")

    assert all(authority.is_valid(identifiers.VAT_IDS[code](chance)) for _ in range(50))


@pytest.mark.parametrize("code", sorted(PERSONAL_MODULES))
@pytest.mark.parametrize(("gender", "born"), [("f", date(1956, 2, 29)), ("m", date(2004, 11, 3))])
def test_personal_numbers_have_valid_check_digits(code, gender, born):
    chance, authority = Chance(2), import_module(f"stdnum.{PERSONAL_MODULES[code]}")

    assert all(authority.is_valid(identifiers.PERSONAL_NUMBERS[code](chance, gender, born)) for _ in range(50))


def test_loyalty_cards_have_a_check_digit():
    from stdnum import luhn

    assert all(luhn.is_valid(identifiers.loyalty_card(Chance(seed))) for seed in range(50))


def test_the_countries_share_the_whole_population():
    assert sum(country.share for country in COUNTRIES) == pytest.approx(1.0)


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
def test_numbers_are_assigned_ones_of_their_country(country):
    chance = Chance(3)
    phones = [country.landline(chance, country.town(chance)) for _ in range(60)]
    phones += [country.mobile(chance, country.town(chance)) for _ in range(60)]

    valid = [phonenumbers.is_valid_number(phonenumbers.parse(f"+{country.dial}{phone.digits}")) for phone in phones]
    assert sum(valid) >= 117


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
@pytest.mark.parametrize("style", sorted(PHONE_STYLES))
def test_every_style_writes_the_same_number(country, style):
    phone = country.landline(Chance(4), country.towns.values[0])

    read = phonenumbers.parse(PHONE_STYLES[style](phone), country.code)
    assert phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164) == f"+{country.dial}{phone.digits}"


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
def test_a_street_has_one_postcode(country):
    town = country.towns.values[0]

    assert country.postcode(town, "Any Street") == country.postcode(town, "Any Street")
    assert len({country.postcode(town, f"Street {number}") for number in range(200)}) <= 30


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
def test_lists_name_nobody_twice_and_nicknames_belong_to_names(country):
    for listed in (country.women.values, country.men.values, country.families.known.values):
        assert len(set(listed)) == len(listed)
    assert {short for names in country.nicknames.values() for short in names}.isdisjoint({""})
