"""OAuth 2 client credentials: RFC 6749, 4.4 and 5.2; RFC 6750, 3."""

from __future__ import annotations

import base64
from datetime import timedelta
from urllib.parse import quote_plus, urlencode

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from mdm.access.tokens import new_token
from mdm.models import ApiClient
from mdm.pipeline.access import issue_client_key, revoke_client, rotate_client_key
from mdm.web import throttling

ADDRESS = "/api/v1/oauth/token"
FORM = "application/x-www-form-urlencoded"
NAME = "CRM: Köln & co"
GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def crm(db, settings):
    settings.MDM_TOKEN_SECONDS = 600
    return issue_client_key(NAME, ["changes:read", "customers:read"])


def ask(form, **headers):
    return Client(headers=headers).post(ADDRESS, urlencode(form), FORM)


def basic(name, key):
    coded = base64.b64encode(f"{quote_plus(name)}:{quote_plus(key)}".encode()).decode()
    return {"authorization": f"Basic {coded}"}


def follow(token):
    return Client(headers={"authorization": f"Bearer {token}"}).get("/api/v1/changes")


@pytest.mark.parametrize("is_in_header", [True, False])
def test_name_and_key_give_a_token_that_opens_what_the_client_may(crm, is_in_header):
    _, key = crm
    answer = ask(GRANT, **basic(NAME, key)) if is_in_header else ask({**GRANT, "client_id": NAME, "client_secret": key})
    told = answer.json()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 600, "changes:read customers:read")
    assert follow(told["access_token"]).status_code == 200


def test_narrowed_token_opens_no_more(crm):
    told = ask({**GRANT, "scope": "customers:read"}, **basic(NAME, crm[1])).json()
    assert told["scope"] == "customers:read"
    refused = follow(told["access_token"])
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")
    assert refused["WWW-Authenticate"].endswith('error="insufficient_scope", scope="changes:read"')


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({**GRANT, "scope": "records:write"}, "invalid_scope"),
        ({**GRANT, "scope": "changes:read nonsense"}, "invalid_scope"),
        ({**GRANT, "client_secret": "twice"}, "invalid_request"),
        ({**GRANT, "client_id": "another"}, "invalid_client"),
        ({**GRANT, "audience": "x"}, "invalid_request"),
        ({**GRANT, "scope": "\0"}, "invalid_scope"),
    ],
)
def test_refusals_are_in_the_words_of_the_standard(crm, form, error):
    answer = ask(form, **basic(NAME, crm[1]))
    assert answer.json()["error"] == error
    assert answer.status_code == (401 if error == "invalid_client" else 400)
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("body", [b"", b"\xff=\xfe", b"grant_type", b"a=1&a=2", b"grant_type=%FF", b"x=1&" * 50])
def test_what_is_no_form_is_refused(crm, body):
    answer = Client(headers=basic(NAME, crm[1])).post(ADDRESS, body, FORM)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "headers",
    [{}, basic(NAME, "mdm_wrong"), basic("crm", "KEY"), {"authorization": "Basic ###"}, {"authorization": "Basic /w=="},
     {"authorization": "Bearer KEY"}],
)  # fmt: skip
def test_unknown_clients_are_told_the_same(crm, headers):
    answer = ask(GRANT, **{name: one.replace("KEY", crm[1]) for name, one in headers.items()})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer["WWW-Authenticate"].startswith("Basic")


def test_key_and_token_of_a_revoked_client_are_worth_nothing(crm):
    client, key = crm
    token = ask(GRANT, **basic(NAME, key)).json()["access_token"]
    revoke_client(client.pk, actor=None)
    assert ask(GRANT, **basic(NAME, key)).status_code == 401
    refused = follow(token)
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused["WWW-Authenticate"]


def test_token_ends_with_the_key_it_was_given_for(crm):
    client, key = crm
    token = new_token(key, ["changes:read"])
    rotate_client_key(client.pk)
    assert follow(token).status_code == 200
    ApiClient.objects.update(previous_until=timezone.now() - timedelta(seconds=1))
    assert follow(token).status_code == 401


def test_scope_that_the_client_lost_is_lost_to_its_token(crm):
    token = new_token(crm[1], ["changes:read"])
    ApiClient.objects.update(scopes=["customers:read"])
    assert follow(token).status_code == 403


def test_old_foreign_and_altered_tokens_open_nothing(crm, settings, monkeypatch):
    token = new_token(crm[1], ["changes:read"])
    assert follow(token).status_code == 200
    head, rest = token[:40], token[41:]
    assert follow(head + ("A" if token[40] != "A" else "B") + rest).status_code == 401
    assert follow("mdt_" + signing.dumps(["x", ["changes:read"]], salt="another")).status_code == 401
    assert follow("mdt_" + "x" * 2000).status_code == 401
    made = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: made + 601)
    assert follow(token).status_code == 401
    monkeypatch.undo()
    settings.MDM_TOKEN_SECONDS = 0
    assert follow(token).status_code == 401


def test_an_installation_that_gives_no_tokens_has_no_such_address(crm, settings):
    settings.MDM_TOKEN_SECONDS = 0
    answer = ask(GRANT, **basic(NAME, crm[1]))
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_nothing_of_a_token_is_stored(crm, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert ask(GRANT, **basic(NAME, crm[1])).status_code == 200


@pytest.mark.parametrize(("limit", "others"), [("TOKENS_BY_CLIENT", 401), ("TOKENS_BY_ADDRESS", 429)])
def test_who_asks_for_too_many_tokens_waits(crm, monkeypatch, limit, others):
    cache.clear()
    monkeypatch.setattr(throttling, limit, 2)
    asked = [ask(GRANT, **basic(NAME, crm[1])) for _ in range(3)]
    assert [one.status_code for one in asked] == [200, 200, 429]
    assert (asked[2].json()["code"], 0 < int(asked[2]["Retry-After"]) <= 61) == ("throttled", True)
    assert ask(GRANT, **basic("another", "wrong")).status_code == others
    elsewhere = ask(GRANT, **basic("a third", "wrong"), **{"x-forwarded-for": "192.0.2.1"})
    assert elsewhere.status_code == others
    cache.clear()
