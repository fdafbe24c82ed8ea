"""Every comparison, level by level: two records, and the level they must reach."""

import numpy as np
import pytest

from mdm.match.columns import Columns
from mdm.match.contacts import Email, Phone, Website
from mdm.match.defaults import DEFAULT_MODEL
from mdm.match.facts import BirthDate, Extras, Identifier, Same
from mdm.match.levels import COMPARISONS
from mdm.match.names import Family, Given, Middle, Order
from mdm.match.organisations import OrganisationName
from mdm.match.places import Address
from mdm.match.scoring import score_pairs, unpack
from mdm.match.sentences import SENTENCES
from mdm.records import Comparable

MISSING = 0

PERSONS = [
    ("given", {"given": "anna"}, {"given": "anna"}, Given.EXACT),
    ("given", {"given": "anna"}, {"given": ""}, MISSING),
    ("given", {"given": "anna maria"}, {"given": "maria"}, Given.PART),
    ("given", {"given": "george", "middle": "lee"}, {"given": "lee"}, Given.PART),
    ("given", {"given": "bill"}, {"given": "william"}, Given.NICKNAME),
    ("given", {"given": "liz"}, {"given": "elizabeth"}, Given.NICKNAME),
    ("given", {"given": "benjamin"}, {"given": "benjamim"}, Given.NEAR),
    ("given", {"given": "mcihael"}, {"given": "michael"}, Given.NEAR),
    ("given", {"given": "m"}, {"given": "michael"}, Given.INITIAL),
    ("given", {"given": "m"}, {"given": "m"}, Given.INITIAL),
    ("given", {"given": "n"}, {"given": "michael"}, Given.DIFFERENT),
    ("given", {"given": "marcus"}, {"given": "olga"}, Given.DIFFERENT),
    ("given", {"given": "olivia"}, {"given": "oaliiv"}, Given.SIMILAR),
    ("given", {"given": "mary ann"}, {"given": "maryann"}, Given.EXACT),
    ("given", {"given": "c"}, {"given": "austin", "middle": "christopher"}, Given.INITIAL),
    ("given", {"given": "david"}, {"given": "leonard", "middle": "d"}, Given.SIMILAR),
    ("given", {"given": "craig", "middle": "j"}, {"given": "james", "middle": "j"}, Given.DIFFERENT),
    ("given", {"family": "toby"}, {"given": "toby", "family": "lewis"}, Given.EXACT),
    ("family", {"given": "lewis"}, {"given": "toby", "family": "lewis"}, Family.EXACT),
    ("name_order", {"given": "lewis"}, {"given": "toby", "family": "lewis"}, Order.SWAPPED),
    ("family", {"family": "de la cruz"}, {"family": "delacruz"}, Family.EXACT),
    ("middle", {"middle": "j"}, {"middle": "james"}, Middle.INITIAL),
    ("middle", {"middle": "james"}, {"middle": "james"}, Middle.EXACT),
    ("middle", {"middle": "k"}, {"middle": "james"}, Middle.DIFFERENT),
    ("family", {"family": "smith"}, {"family": "smith"}, Family.EXACT),
    ("family", {"family": "garcia lopez"}, {"family": "garcia"}, Family.PART),
    ("family", {"family": "smith"}, {"family": "jones", "former": "smith"}, Family.FORMER),
    ("family", {"family": "schmidt"}, {"family": "schmitd"}, Family.NEAR),
    ("family", {"family": "smith"}, {"family": "nguyen"}, Family.DIFFERENT),
    ("name_order", {"given": "ann", "family": "lee"}, {"given": "lee", "family": "ann"}, Order.SWAPPED),
    ("given", {"given": "ann", "family": "lee"}, {"given": "lee", "family": "ann"}, Given.EXACT),
    ("family", {"given": "ann", "family": "lee"}, {"given": "lee", "family": "ann"}, Family.EXACT),
    ("name_order", {"given": "ann", "family": "lee"}, {"given": "ann", "family": "lee"}, Order.AS_WRITTEN),
    ("birth_date", {"birth_date": "1980-03-04"}, {"birth_date": "1980-03-04"}, BirthDate.EXACT),
    ("birth_date", {"birth_date": "1980-03-04"}, {"birth_date": "1980-04-03"}, BirthDate.SWAPPED),
    ("birth_date", {"birth_date": "1980-03-04"}, {"birth_date": "1980-03-05"}, BirthDate.ONE_DIGIT),
    ("birth_date", {"birth_date": "1980-03-04"}, {"birth_date": "1908-03-04"}, BirthDate.ONE_DIGIT),
    ("birth_date", {"birth_date": "1980-03-04"}, {"birth_date": "1980-03-28"}, BirthDate.TWO_PARTS),
    ("birth_date", {"birth_date": "1980-03-04"}, {"birth_date": "1980-11-28"}, BirthDate.SAME_YEAR),
    ("birth_date", {"birth_date": "1980-03-04"}, {"birth_date": "1952-11-28"}, BirthDate.DIFFERENT),
    ("birth_date", {"birth_date": "1980"}, {"birth_date": "1980-11-28"}, BirthDate.AS_FAR_AS_KNOWN),
    ("birth_date", {"birth_date": "1980-03"}, {"birth_date": "1980-11-28"}, BirthDate.SAME_YEAR),
    ("birth_date", {"birth_date": "1980-03-04"}, {"birth_date": "1990-04-05"}, BirthDate.CLOSE),
    ("birth_date", {"birth_date": "1980-03-31"}, {"birth_date": "1981-04-29"}, BirthDate.CLOSE),
    ("birth_date", {"birth_date": "1980"}, {"birth_date": "1980"}, BirthDate.AS_FAR_AS_KNOWN),
    ("gender", {"gender": "m"}, {"gender": "f"}, Same.DIFFERENT),
    ("suffix", {"suffix": "jr"}, {"suffix": "jr"}, Same.SAME),
    ("suffix", {"suffix": "jr"}, {}, MISSING),
    ("identifier", {"identifiers": "tax:1234567890"}, {"identifiers": "vat:9|tax:1234567890"}, Identifier.EXACT),
    ("identifier", {"identifiers": "tax:1234567890"}, {"identifiers": "tax:1234567891"}, Identifier.NEAR),
    ("identifier", {"identifiers": "tax:1234567890"}, {"identifiers": "tax:5550001112"}, Identifier.CONFLICT),
    ("identifier", {"identifiers": "tax:1234567890"}, {"identifiers": "tax:123456789"}, Identifier.NEAR),
    ("identifier", {"identifiers": "tax:1234567890"}, {"identifiers": "tax:1834567290"}, Identifier.NEAR),
    ("identifier", {"identifiers": "tax:1o34567890"}, {"identifiers": "tax:i03456789o"}, Identifier.NEAR),
    ("identifier", {"identifiers": "tax:1234567890"}, {"identifiers": "tax:1934567880"}, Identifier.LIKE),
    ("identifier", {"identifiers": "tax:12345"}, {"identifiers": "tax:12346"}, Identifier.CONFLICT),
    (
        "email",
        {"given": "ann", "family": "poe", "emails": "ann.poe@gmail.com"},
        {"emails": "ann.poe@yahoo.com"},
        Email.OWN_NAME,
    ),
    (
        "email",
        {"given": "ann", "family": "poe", "emails": "ann.poe@orbit.com"},
        {"emails": "ann.poe@quartz.io"},
        Email.DIFFERENT,
    ),
    (
        "email",
        {"given": "ann", "family": "poe", "emails": "ann.poe87@gmail.com"},
        {"emails": "ann.poe87@yahoo.com"},
        Email.SAME_MAILBOX,
    ),
    ("identifier", {"identifiers": "tax:1234567890"}, {"identifiers": "vat:1234567890"}, MISSING),
    ("identifier", {"identifiers": "passport:c01x00t47"}, {"identifiers": "passport:k9921138z"}, Identifier.OTHER),
    ("email", {"emails": "x@a.org|ann.lee@b.org"}, {"emails": "ann.lee@b.org"}, Email.EXACT),
    ("email", {"emails": "ann.lee@acme.example"}, {"emails": "ann.leee@acme.example"}, Email.NEAR),
    ("email", {"emails": "annlee@acme.example"}, {"emails": "annlee@other.example"}, Email.SAME_MAILBOX),
    ("email", {"emails": "bob@acme-works.com"}, {"emails": "ann.lee@acme-works.com"}, Email.SAME_DOMAIN),
    ("email", {"emails": "bobby@gmail.com"}, {"emails": "ann.lee@gmail.com"}, Email.DIFFERENT),
    ("phone", {"phones": "+441234567890"}, {"phones": "+49301234567|+441234567890"}, Phone.EXACT),
    ("phone", {"phones": "+441234567890"}, {"phones": "+441234567891"}, Phone.NEAR),
    ("phone", {"phones": "+441234567890"}, {"phones": "+49301234567"}, Phone.DIFFERENT),
    ("employer", {"employer": "acme"}, {"employer": "acme"}, OrganisationName.EXACT),
    ("extras", {"extras": "birth_place=rome|job=cook"}, {"extras": "birth_place=rome"}, Extras.ALL),
    ("extras", {"extras": "birth_place=rome|job=cook"}, {"extras": "birth_place=rome|job=judge"}, Extras.SOME),
    ("extras", {"extras": "job=cook"}, {"extras": "job=judge"}, Extras.DIFFERENT),
    ("extras", {"extras": "job=cook"}, {"extras": "birth_place=rome"}, MISSING),
]

HOME = {"streets": "high street", "houses": "5", "cities": "leeds", "postcodes": "ls11aa"}

ADDRESSES = [
    (HOME, HOME, Address.SAME_DWELLING),
    (HOME | {"units": "2"}, HOME | {"units": "2"}, Address.SAME_DWELLING),
    (HOME | {"units": "2"}, HOME | {"units": "3"}, Address.SAME_HOUSE),
    (HOME, HOME | {"houses": "9"}, Address.SAME_STREET),
    (HOME, HOME | {"streets": "hihg street"}, Address.SAME_DWELLING),
    (HOME, {"cities": "leeds", "postcodes": "ls11aa"}, Address.SAME_POSTCODE),
    (HOME, {"cities": "leeds"}, Address.SAME_CITY),
    (HOME, {"cities": "leads"}, Address.SAME_CITY),
    (HOME, HOME | {"cities": "york", "postcodes": "yo11aa"}, Address.DIFFERENT),
    (HOME, {}, MISSING),
    (
        {"streets": "|high street", "houses": "|5", "cities": "york|leeds", "postcodes": "yo11aa|ls11aa"},
        HOME,
        Address.SAME_DWELLING,
    ),
]

ORGANISATIONS = [
    ("organisation", {"organisation": "acme tools"}, {"organisation": "acme tools"}, OrganisationName.EXACT),
    ("organisation", {"organisation": "acme tools"}, {"organisation": "tools acme"}, OrganisationName.SAME_WORDS),
    ("organisation", {"organisation": "blue bird"}, {"organisation": "bluebird"}, OrganisationName.SAME_WORDS),
    ("organisation", {"organisation": "penhale tooling"}, {"organisation": "penhalle tooling"}, OrganisationName.NEAR),
    ("organisation", {"organisation": "penhale mfg"}, {"organisation": "penhale manufacturing"}, OrganisationName.NEAR),
    ("organisation", {"organisation": "penhale"}, {"organisation": "penhale tooling"}, OrganisationName.CONTAINED),
    (
        "organisation",
        {"organisation": "ibm"},
        {"organisation": "international business machines"},
        OrganisationName.ACRONYM,
    ),
    ("organisation", {"organisation": "school 12"}, {"organisation": "school 14"}, OrganisationName.SOME_WORDS),
    (
        "organisation",
        {"organisation": "penhale logistics"},
        {"organisation": "ashcroft plastics"},
        OrganisationName.DIFFERENT,
    ),
    ("legal_form", {"legal_form": "gmbh"}, {"legal_form": "ag"}, Same.DIFFERENT),
    ("website", {"websites": "acme.example"}, {"emails": "info@acme.example"}, Website.EXACT),
    ("website", {"websites": "acme.de"}, {"websites": "acme.com"}, Website.SAME_NAME),
    ("website", {"websites": "acme.de"}, {"emails": "acme@gmail.com"}, MISSING),
]


def levels_of(kind, left, right):
    columns = Columns.from_comparables((1, 2), (Comparable(kind=kind, **left), Comparable(kind=kind, **right)))
    links = score_pairs(DEFAULT_MODEL, columns, np.array([0]), np.array([1]))
    return unpack(kind, int(links.pattern[0]))


@pytest.mark.parametrize(("name", "left", "right", "level"), PERSONS)
def test_person(name, left, right, level):
    assert levels_of("person", left, right)[name] == level
    assert levels_of("person", right, left)[name] == level


@pytest.mark.parametrize(("left", "right", "level"), ADDRESSES)
def test_address(left, right, level):
    for kind in ("person", "organisation"):
        assert levels_of(kind, left, right)["address"] == level
        assert levels_of(kind, right, left)["address"] == level


@pytest.mark.parametrize(("name", "left", "right", "level"), ORGANISATIONS)
def test_organisation(name, left, right, level):
    assert levels_of("organisation", left, right)[name] == level
    assert levels_of("organisation", right, left)[name] == level


def test_nothing_to_compare_is_missing_everywhere():
    assert set(levels_of("person", {}, {}).values()) == {MISSING}
    assert set(levels_of("organisation", {}, {}).values()) == {MISSING}


def test_every_level_has_odds_and_a_sentence():
    for kind, comparisons in COMPARISONS.items():
        for one in comparisons:
            assert len(DEFAULT_MODEL.kinds[kind].odds[one.name]) == len(one.levels) == len(SENTENCES[one.name])
