from __future__ import annotations

import pytest
from django.urls import reverse


@pytest.fixture
def people(world):
    rows = {
        "anna": {"full_name": "Anna Schmidt", "mail": "anna@schmidt-berlin.de", "tel": "+49 30 901820"},
        "bonn": {"full_name": "Bert Maier", "vat": "DE136695976", "zip": "53111", "town": "Bonn", "street": "Markt 2"},
        "firm": {"company": "Studio 54 GmbH"},
    }
    return {name: world.customer(world.record("crm", name, **row)) for name, row in rows.items()}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("anna schmidt", ["anna"]),
        ("Schmitd Anna", ["anna"]),
        ("Anna@Schmidt-Berlin.de", ["anna"]),
        ("030 901820", ["anna"]),
        ("+49 30 90 18 20", ["anna"]),
        ("DE 136 695 976", ["bonn"]),
        ("53111", ["bonn"]),
        ("studio 54", ["firm"]),
        ("zzzz", []),
        ("?", []),
        ("x@", []),
    ],
)
def test_one_box_finds(sign_in, people, words, found):
    page = sign_in("viewer").get(reverse("admin:mdm_goldenrecord_changelist"), {"q": words})
    assert [row.pk for row in page.context["cl"].result_list] == [people[name].pk for name in found]


def test_by_id_and_by_kind(sign_in, people):
    browser, address = sign_in("viewer"), reverse("admin:mdm_goldenrecord_changelist")
    page = browser.get(address, {"q": str(people["bonn"].pk)})
    assert [row.pk for row in page.context["cl"].result_list] == [people["bonn"].pk]
    page = browser.get(address, {"q": "anna schmidt", "kind__exact": "organisation"})
    assert list(page.context["cl"].result_list) == []


def test_merged_id_leads_to_the_survivor(sign_in, world, people):
    gone = world.customer(world.record("shop", "9", full_name="Anna Schmidt"))
    world.merged(gone, people["anna"])
    answer = sign_in("viewer").get(reverse("admin:mdm_goldenrecord_change", args=[gone.pk]))
    survivor = reverse("admin:mdm_goldenrecord_change", args=[people["anna"].pk])
    assert answer["Location"] == f"{survivor}?was={gone.pk}"


def test_source_record_by_key_in_any_source(sign_in, world):
    for code in ("crm", "shop"):
        world.record(code, "a/1", full_name="Anna")
    world.record("crm", "a/12", full_name="Anna")
    page = sign_in("viewer").get(reverse("admin:mdm_sourcerecord_changelist"), {"q": "a/1"})
    assert {row.key for row in page.context["cl"].result_list} == {"a/1"}
    assert page.context["cl"].result_count == 2


@pytest.mark.parametrize("pk", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_unknown_customer_leads_to_the_start(sign_in, pk):
    answer = sign_in("viewer").get(reverse("admin:mdm_goldenrecord_change", args=[pk]))
    assert answer.status_code == 302
