from __future__ import annotations

import pytest

from mdm.models import NameWord, ProfileView, StreetWord
from mdm.survive.actions import learn_street_words, learn_words, refresh_words

FAMILY = {"a": "Adler", "b": "Braun", "c": "Conrad", "d": "Dorn"}


@pytest.fixture
def people(world):
    rows = {
        "anna": {"full_name": "Anna Schmidt", "mail": "anna@schmidt-berlin.de", "tel": "+49 30 901820",
                 "tax": "36574261809", "zip": "10115", "town": "Berlin", "street": "Torstr. 1"},
        "hanna": {"full_name": "Hanna Schmitt", "mail": "hanna@schmitt-bonn.de", "vat": "DE136695976", "zip": "53111",
                  "town": "Bonn", "street": "Markt 2"},
        "mike": {"full_name": "Mike Jones", "mail": "mike@jones-works.com", "tel": "+1 212 736 5000"},
        "acme": {"company": "Schmidt Maschinenbau GmbH", "mail": "info@schmidt-maschinen.de"},
        "jörg": {"full_name": "Jörg Müller", "mail": "jm@example.org"},
        "xu": {"full_name": "Li Xu", "mail": "xu@example.org"},
    }  # fmt: skip
    return {name: world.customer(world.record("crm", name, **row)) for name, row in rows.items()}


def _names(answer):
    assert answer.status_code == 200, answer.content
    return [one["name"] for one in answer.json()["items"]]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ({"name": "anna schmidt"}, "Anna Schmidt"),
        ({"name": "Ana Schmidt"}, "Anna Schmidt"),
        ({"name": "JONES"}, "Mike Jones"),
        ({"name": "schmidt maschinenbau"}, "Schmidt Maschinenbau GmbH"),
        ({"email": "ANNA@Schmidt-Berlin.de"}, "Anna Schmidt"),
        ({"email": "anna+news@schmidt-berlin.de"}, "Anna Schmidt"),
        ({"phone": "0049 30 901820"}, "Anna Schmidt"),
        ({"phone": "030 901820", "country": "de"}, "Anna Schmidt"),
        ({"postcode": "53 111"}, "Hanna Schmitt"),
        ({"city": "BONN"}, "Hanna Schmitt"),
        ({"street": "Torstraße 1"}, "Anna Schmidt"),
        ({"street": "torstr."}, "Anna Schmidt"),
        ({"street": "Torstase 1"}, "Anna Schmidt"),
        ({"street": "Tor-Straße 1", "country": "de"}, "Anna Schmidt"),
        ({"street": "Markt", "city": "Bonn"}, "Hanna Schmitt"),
        ({"identifier": "DE 136 695 976"}, "Hanna Schmitt"),
        ({"identifier": "vat_id:DE136695976"}, "Hanna Schmitt"),
        ({"name": "schmidt", "kind": "organisation"}, "Schmidt Maschinenbau GmbH"),
        ({"name": "schmitts"}, "Hanna Schmitt"),
        ({"name": "muller"}, "Jörg Müller"),
        ({"name": "Mueller"}, "Jörg Müller"),
        ({"name": "jorg müler"}, "Jörg Müller"),
        ({"name": "Xu"}, "Li Xu"),
        ({"name": "michael jones"}, "Mike Jones"),
    ],
)
def test_finds(api, people, sought, found):
    assert _names(api.get("/api/v1/customers", sought))[0] == found


def test_all_criteria_must_fit(api, people):
    assert _names(api.get("/api/v1/customers", {"name": "Mike Jones", "postcode": "53111"})) == []


def test_better_names_come_first(api, people):
    items = api.get("/api/v1/customers", {"name": "Hanna Schmitt"}).json()["items"]
    assert items[0]["name"] == "Hanna Schmitt"
    assert [one["score"] for one in items] == sorted((one["score"] for one in items), reverse=True)


@pytest.fixture
def street(world):
    """Customers of one street and of others like it."""
    lines = {"a": "Torstr. 1", "b": "Torstr. 12", "c": "Torgasse 1", "d": "Rue de Paris 1"}
    return {
        key: world.customer(
            world.record("crm", key, full_name=f"Eva {FAMILY[key]}", zip="10115", town="Berlin", street=line)
        )
        for key, line in lines.items()
    }


def test_the_house_that_is_sought_comes_first_and_reasons_say_so(api, street):
    items = api.get("/api/v1/customers", {"street": "Torstraße 12"}).json()["items"]
    assert [one["name"] for one in items][:2] == ["Eva Braun", "Eva Adler"]
    assert items[0]["score"] == 1.0 > items[1]["score"]
    assert items[0]["reasons"] == ["An address resembles the street sought by 100%."]
    assert "Eva Dorn" not in {one["name"] for one in items}


@pytest.mark.parametrize("line", ["Elm Street 1", "Elmgasse 1", "Rue du Lac 1"])
def test_no_street_is_found_by_what_streets_share(api, world, line):
    world.customer(
        world.record("crm", "m", full_name="Eva Adler", zip="10115", town="Berlin", street="North Main Street 1")
    )
    assert _names(api.get("/api/v1/customers", {"street": line})) == []


def test_the_reason_says_what_the_score_does(api, street):
    for one in api.get("/api/v1/customers", {"street": "Torstr. 13"}).json()["items"]:
        assert one["reasons"] == [f"An address resembles the street sought by {one['score']:.0%}."]


def test_name_and_street_are_ranked_together(api, street):
    items = api.get("/api/v1/customers", {"name": "Eva", "street": "Torstr. 12"}).json()["items"]
    assert [one["name"] for one in items][:2] == ["Eva Braun", "Eva Adler"]
    assert items[0]["reasons"] == [
        "The name resembles the one sought by 100%.", "An address resembles the street sought by 100%.",
    ]  # fmt: skip
    assert [one["score"] for one in items] == sorted((one["score"] for one in items), reverse=True)


def test_a_street_is_not_sought_where_a_view_hides_addresses(caller, street):
    blind = caller(
        "customers:read", view=ProfileView.objects.create(code="mail", label="Mail", attributes=["email"]).pk
    )
    assert _names(blind.get("/api/v1/customers", {"street": "Torstr. 1"})) == []


def test_who_sees_some_sources_finds_the_same_by_a_street(caller, api, street):
    partly = caller("customers:read", view=ProfileView.objects.create(code="some", label="Some", sources=["crm"]).pk)
    query = {"street": "Torstr. 12"}
    assert _names(partly.get("/api/v1/customers", query)) == _names(api.get("/api/v1/customers", query))


def test_a_street_where_very_many_live_is_found_in_pages(api, street, monkeypatch):
    monkeypatch.setattr("mdm.survive.search.NARROW", 0)
    monkeypatch.setattr("mdm.syndicate.searching.queries.NARROW", 0)
    common = "SELECT NULL, 100000.0 UNION ALL SELECT term, 0.9 FROM unnest(%s::text[]) AS term"
    monkeypatch.setattr("mdm.survive.queries._SHARES", common)
    items = api.get("/api/v1/customers", {"street": "Torstraße 12"}).json()["items"]
    assert {one["name"] for one in items} == {"Eva Adler", "Eva Braun"}
    assert {one["score"] for one in items} == {1.0}


def test_pages_join(api, people):
    names, cursor = [], None
    for _ in range(10):
        query = {"name": "schmidt", "page_size": 1} | ({"cursor": cursor} if cursor else {})
        page = api.get("/api/v1/customers", query).json()
        names += [one["name"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(names) == sorted(_names(api.get("/api/v1/customers", {"name": "schmidt"})))
    assert len(names) > 1


def test_sensitive_identifiers_are_searched_only_with_the_scope(api, caller, people):
    tax = {"identifier": "36574261809"}
    assert _names(api.get("/api/v1/customers", tax)) == ["Anna Schmidt"]
    limited = caller("customers:read")
    assert _names(limited.get("/api/v1/customers", tax)) == []
    assert _names(limited.get("/api/v1/customers", {"identifier": "tax_id:36574261809"})) == []


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({}, None),
        ({"kind": "person"}, None),
        ({"surname": "x"}, "surname"),
        ({"name": "?!"}, "name"),
        ({"email": "nobody"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"street": "12"}, "street"),
        ({"name": "x", "page_size": "0"}, "page_size"),
        ({"name": "x", "page_size": "100000"}, "page_size"),
        ({"name": "x", "kind": "animal"}, "kind"),
        ({"name": "x", "cursor": "forged"}, "cursor"),
        ({"name": "a\0b"}, "name"),
        ({"name": ["a", "b"]}, "name"),
    ],
)
def test_wrong_parameters_are_named(api, people, query, parameter):
    answer = api.get("/api/v1/customers", query)
    problem = answer.json()
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["code"] == "invalid_input"
    assert problem["remedy"]
    if parameter:
        assert parameter in {problem.get("parameter"), *(one.get("parameter") for one in problem.get("errors", ()))}
    else:
        assert problem["data"]["parameters"] == [
            "name", "email", "phone", "identifier", "postcode", "city", "street", "segment",
        ]  # fmt: skip


def test_cursor_belongs_to_its_question(api, people):
    cursor = api.get("/api/v1/customers", {"name": "schmidt", "page_size": 1}).json()["next_cursor"]
    answer = api.get("/api/v1/customers", {"name": "jones", "page_size": 1, "cursor": cursor})
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "cursor"


def test_problems_do_not_repeat_what_was_sought(api, people):
    for query in ({"email": "secret person"}, {"name": "x", "kind": "secret person"}, {"secret person": "1"}):
        assert b"secret" not in api.get("/api/v1/customers", query).content


def test_a_name_that_very_many_have_is_found_in_pages_without_looking_at_all_of_them(api, people, world, monkeypatch):
    twins = [world.customer(world.record("crm", f"t{n}", full_name=f"Anna {name}")) for n, name in enumerate("BCD")]
    known = {str(one.pk) for one in (*twins, people["anna"])}
    monkeypatch.setattr("mdm.survive.search.NARROW", 0)
    common = "SELECT NULL, 100000.0 UNION ALL SELECT term, 0.9 FROM unnest(%s::text[]) AS term"
    monkeypatch.setattr("mdm.survive.queries._SHARES", common)
    found, cursor = [], None
    while True:
        query = {"name": "anna", "page_size": 2} | ({"cursor": cursor} if cursor else {})
        page = api.get("/api/v1/customers", query).json()
        found += page["items"]
        if not (cursor := page["next_cursor"]):
            break
    assert {one["id"] for one in found} == known
    assert len(found) == len(known)
    assert {one["score"] for one in found} == {1.0}
    assert [one["name"] for one in api.get("/api/v1/customers", {"name": "anna schmidt"}).json()["items"]] == [
        "Anna Schmidt"
    ]


def test_words_of_names_go_when_nobody_has_them_any_more(people):
    learn_words(["nobodys"])
    learn_street_words(["nobodys"])
    StreetWord.objects.filter(word="markt").delete()
    NameWord.objects.filter(word="maschinenbau").delete()
    refresh_words()
    words = set(NameWord.objects.values_list("word", flat=True))
    assert {"maschinenbau", "muller", "anna"} <= words
    assert "nobodys" not in words
    assert {"torstrasse", "markt"} == set(StreetWord.objects.values_list("word", flat=True))
