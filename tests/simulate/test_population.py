from collections import Counter
from datetime import date
from itertools import combinations

import pytest

from mdm.simulate.chance import Chance
from mdm.simulate.companies import Company
from mdm.simulate.people import Person
from mdm.simulate.population import population

TODAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def everybody():
    return list(population(Chance(5), 6000, TODAY))


@pytest.fixture(scope="module")
def persons(everybody):
    return [one for one in everybody if isinstance(one, Person)]


@pytest.fixture(scope="module")
def companies(everybody):
    return [one for one in everybody if isinstance(one, Company)]


@pytest.fixture(scope="module")
def households(persons):
    found = {}
    for one in persons:
        if not one.posts:
            found.setdefault(one.household, []).append(one)
    return list(found.values())


def test_everybody_is_numbered_once(everybody):
    assert len({one.number for one in everybody}) == 6000


def test_the_same_seed_gives_the_same_people():
    def told(seed):
        return [repr(one) for one in population(Chance(seed), 300, TODAY)]

    assert told(9) == told(9) != told(10)


def test_there_are_more_persons_than_companies_and_contacts_among_them(persons, companies):
    assert 0.05 < len(companies) / (len(persons) + len(companies)) < 0.2
    assert 0.1 < sum(bool(one.posts) for one in persons) / len(persons) < 0.35


def test_households_share_an_address_and_a_name(households):
    large = [members for members in households if len(members) > 1]
    sharing = [m for m in large if any(a.family == b.family for a, b in combinations(m, 2))]

    assert len(large) > 0.3 * len(households)
    assert all(len({id(one.homes[0]) for one in members}) == 1 for members in large)
    assert len(sharing) > 0.4 * len(large)


def test_twins_share_birth_date_and_family_name_but_no_given_name(households):
    twins = [[one for one in members if one.is_twin] for members in households]
    pairs = [pair for pair in twins if len(pair) == 2]

    assert len(pairs) > 5
    assert all(one.born == other.born and one.given != other.given for one, other in pairs)


def test_father_and_son_may_bear_one_name(persons):
    namesakes = [one for one in persons if one.has_namesake]

    assert len(namesakes) > 5
    assert {bool(one.suffix) for one in namesakes} == {True, False}


def test_people_move_marry_and_change_jobs(persons):
    assert 0.1 < sum(len(one.homes) > 1 for one in persons) / len(persons) < 0.3
    assert 0.05 < sum(bool(one.former) for one in persons) / len(persons) < 0.3
    assert any(len(one.posts) > 1 for one in persons)


def test_everybody_can_be_reached_by_something_of_their_own(persons):
    assert all(one.emails or one.mobiles for one in persons)


def test_names_are_skewed_with_a_long_tail(persons):
    counts = Counter(one.family for one in persons)

    assert counts.most_common(1)[0][1] > 20
    assert sum(count == 1 for count in counts.values()) > 0.4 * len(counts)


def test_branches_share_a_name_but_no_numbers_with_their_head_office(companies):
    branches = [one for one in companies if one.branch_place]

    assert branches
    assert all(not one.vat_id and not one.register_number for one in branches)
    assert any(one.name == other.name and not other.branch_place for one in branches for other in companies)


def test_some_companies_are_known_by_their_initials_or_an_earlier_name(companies):
    assert any(one.acronym for one in companies)
    assert any(one.former_name for one in companies)
