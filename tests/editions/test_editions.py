"""What a process remembers of what is declared holds until somebody commits a change, and not a moment longer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from mdm.catalogue.queries import hidden_attributes
from mdm.editions.queries import Memory, edition, look_again, one_look
from mdm.models import ApiClient, ProfileView
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.intake.files import register_source
from tests.pipeline.people import MAPPING, ROBERT

DECLARED = {
    "catalogue": "UPDATE mdm_catalogueversion SET note = 'x'",
    "policy": "UPDATE mdm_survivorshippolicy SET note = 'x'",
    "model": "UPDATE mdm_matchmodel SET note = 'x'",
    "view": "UPDATE mdm_profileview SET label = 'x'",
    "source": "UPDATE mdm_sourcesystem SET label = 'x'",
    "mapping": "UPDATE mdm_sourcemapping SET version = version + 1",
    "client": "UPDATE mdm_apiclient SET scopes = '{}'",
    "client's sources": "DELETE FROM mdm_apiclient_sources",
    "new view": "INSERT INTO mdm_profileview "
    "(code, label, description, attributes, masked, sources, preferences, extras) "
    "VALUES ('n', 'n', '', '{}', '{}', '{}', '{}', '{}')",
    "quality rule": "UPDATE mdm_qualityrule SET state = 'retired'",
    "reference list": "UPDATE mdm_referencelist SET updated_at = now()",
    "muted value": "UPDATE mdm_sharedvalue SET muted_at = now()",
}
QUIET = {
    "last use": "UPDATE mdm_apiclient SET last_used_at = now()",
    "golden records": "UPDATE mdm_goldenrecord SET number = number",
    "test run of a rule": "UPDATE mdm_qualityrule SET trial = '{}'",
    "graded list": "UPDATE mdm_referencelist SET graded_version = version",
    "counted value": "INSERT INTO mdm_sharedvalue (key, customers, counted_at) VALUES ('x', 2, now())",
}


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def elsewhere(act):
    """In another session, committed when it is done."""

    def acted():
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(acted).result()


@pytest.fixture
def installed(db):
    source = register_source({"code": "crm", "label": "crm", "default_country": "US"}, MAPPING)
    issue_client_key("crm", ["customers:read"], sources=[source.pk])


@pytest.mark.parametrize("what", DECLARED)
def test_each_change_of_what_is_declared_moves_the_edition(installed, what):
    before = edition()
    run(DECLARED[what])
    assert edition() != before


@pytest.mark.parametrize("what", QUIET)
def test_nothing_else_moves_it(installed, what):
    before = edition()
    run(QUIET[what])
    assert edition() == before


def test_what_was_rolled_back_is_forgotten(installed):
    memory, rows = Memory(), ProfileView.objects.filter(code="sfa").values_list("label", flat=True)
    before = memory.get("sfa", rows.get)
    with transaction.atomic():
        run(DECLARED["view"])
        assert memory.get("sfa", rows.get) == "x"
        transaction.set_rollback(True)
    assert memory.get("sfa", rows.get) == before


def test_one_look_holds_until_it_is_taken_again(installed, django_assert_num_queries):
    with one_look():
        with django_assert_num_queries(1):
            before = edition()
            assert edition() == before
        run(DECLARED["view"])
        with one_look():
            assert edition() == before
        look_again()
        assert edition() != before


def test_what_is_not_found_is_asked_for_again(installed):
    memory, answers = Memory(), iter([None, "there"])
    assert memory.get("key", lambda: next(answers)) is None
    assert [memory.get("key", lambda: next(answers)) for _ in range(2)] == ["there", "there"]


@pytest.fixture
def reader(transactional_db):
    """What a client with a view of names and e-mails reads of a customer, by a key that its process knows by heart."""
    source = register_source({"code": "crm", "label": "crm", "default_country": "US"}, MAPPING)
    view = ProfileView.objects.create(code="v", label="V", attributes=["name", "email", "birth_date"])
    _, key = issue_client_key("crm", ["customers:read", "records:write"], sources=[source.pk], view=view.pk)
    caller = Client(headers={"authorization": f"Bearer {key}"})
    sent = caller.put(
        "/api/v1/sources/crm/records/1", {k: v for k, v in ROBERT.items() if k != "id"}, "application/json"
    )
    address = f"/api/v1/customers/{sent.json()['customer_id']}"
    assert {"name", "email", "birth_date"} == caller.get(address).json()["attributes"].keys()
    return lambda: caller.get(address)


def sensitive(code):
    return (
        "UPDATE mdm_catalogueversion SET attributes = (SELECT jsonb_agg(CASE WHEN a->>'code' = "
        f"'{code}' THEN a || '{{\"sensitivity\": \"sensitive\"}}' ELSE a END) FROM jsonb_array_elements(attributes) a)"
    )


CHANGES = {
    "a smaller view": ("UPDATE mdm_profileview SET attributes = '{name}' WHERE code = 'v'", ["name"], ["email"]),
    "a masking view": ("UPDATE mdm_profileview SET masked = '{email}' WHERE code = 'v'", ["email"], ["@"]),
    "a sensitive attribute": (sensitive("email"), ["email"], ["@"]),
}


@pytest.mark.parametrize("what", CHANGES)
def test_profiles_follow_a_change_at_once(reader, what):
    statement, shown, gone = CHANGES[what]
    elsewhere(lambda: run(statement))
    text = reader().content.decode()
    assert all(word in text for word in shown)
    assert not any(word in text for word in gone)


def test_profiles_follow_a_change_when_it_commits_and_not_before(reader):
    def change_while_read():
        with transaction.atomic():
            run(CHANGES["a smaller view"][0])
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(read_elsewhere).result()

    def read_elsewhere():
        try:
            return "email" in reader().json()["attributes"]
        finally:
            connections.close_all()

    assert change_while_read()
    assert "email" not in reader().json()["attributes"]


def test_revoked_key_opens_no_door_from_that_moment_on(reader):
    assert reader().status_code == 200
    elsewhere(lambda: ApiClient.objects.update(is_active=False))
    assert reader().status_code == 401


def test_sensitive_attributes_are_hidden_from_the_commit_on(installed):
    assert "email" not in hidden_attributes(sees_sensitive=False)
    run(sensitive("email"))
    assert "email" in hidden_attributes(sees_sensitive=False)
