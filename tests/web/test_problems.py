from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import RequestFactory

from mdm.web.problems import bad_request, not_found, server_error

MEMBERS = {"type", "title", "status", "detail", "code", "remedy"}


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("get", "/api/v1/nothing/here", 404, "not_found"),
        ("post", "/api/v1/nothing/here", 404, "not_found"),
        ("get", "/api/v1/customers/42", 404, "not_found"),
        ("get", "/api/v1/customers/", 404, "not_found"),
        ("post", "/api/v1/customers?name=x", 405, "method_not_allowed"),
        ("delete", "/api/v1/changes", 405, "method_not_allowed"),
        ("get", "/api/v1/changes?limit=x", 400, "invalid_input"),
        ("get", "/api/v1/changes?colour=red", 400, "invalid_input"),
        ("get", "/api/v1/changes?format=xml", 400, "invalid_input"),
        ("get", "/api/v2/customers", 404, "not_found"),
    ],
)
def test_every_error_is_a_problem(api, method, address, status, code):
    answer = getattr(api, method)(address)
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert problem.keys() >= MEMBERS


def test_unacceptable_form_is_a_problem(api):
    answer = api.get("/api/v1/changes", headers={"accept": "text/html"})
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


def test_wrong_method_names_the_right_ones(api):
    assert "GET" in api.post("/api/v1/changes")["Allow"]


def test_errors_outside_the_views_are_problems_too():
    request = RequestFactory().get("/api/v1/customers")
    answers = [
        bad_request(request, Exception("secret")),
        not_found(request, Exception("secret")),
        server_error(request),
    ]
    assert [one.status_code for one in answers] == [400, 404, 500]
    assert {one["Content-Type"] for one in answers} == {"application/problem+json"}
    assert all(b"secret" not in one.content for one in answers)


def test_unexpected_error_says_nothing_of_its_cause(api, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("secret")

    monkeypatch.setattr("mdm.syndicate.searching.queries.found", fail)
    api.raise_request_exception = False
    answer = api.get("/api/v1/customers?name=x")
    assert answer.status_code == 500
    assert answer.json()["code"] == "error"
    assert b"secret" not in answer.content


def test_admin_keeps_its_own_pages_for_errors(client):
    assert "json" not in client.get("/nowhere")["Content-Type"]


def test_schema_is_valid_and_served(client, tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "openapi.yaml"))
    assert client.get("/api/v1/schema").status_code == 200
    assert "/api/v1/customers/{customer_id}" in (tmp_path / "openapi.yaml").read_text()


@pytest.mark.parametrize("sources", ["a\0b", "x" * 2001])
def test_lists_of_words_are_checked_as_the_text_they_are(api, sources):
    assert api.get("/api/v1/changes", {"sources": sources}).status_code == 400
