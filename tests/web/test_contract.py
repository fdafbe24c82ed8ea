"""The API's description of itself is the one that was committed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.yaml"
# RFC 6749 says how it answers.
TOKEN = "post /api/v1/oauth/token"
METHODS = {"get", "put", "post", "patch", "delete"}


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    made = tmp_path_factory.mktemp("schema") / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(made))
    return made.read_text(encoding="utf-8")


def test_committed_description_is_up_to_date(described):
    remedy = "Run manage.py spectacular --file docs/openapi.yaml and look at what changed for clients."
    assert described == COMMITTED.read_text(encoding="utf-8"), remedy


def _operations(described):
    for address, methods in yaml.safe_load(described)["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield f"{method} {address}", operation


def test_every_operation_names_its_problems_with_an_example(described):
    for name, operation in _operations(described):
        if name == TOKEN:
            continue
        problems = {status: one for status, one in operation["responses"].items() if int(status) >= 400}
        assert {"401", "403", "405", "406", "429"} <= problems.keys(), name
        for status, one in problems.items():
            shown = one["content"]["application/problem+json"]
            assert shown.get("examples"), (name, status)


def test_every_post_takes_an_idempotency_key(described):
    for name, operation in _operations(described):
        headers = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}
        if name.startswith("post") and name != TOKEN:
            assert "Idempotency-Key" in headers, name


def test_every_operation_has_a_name_of_its_own(described):
    names = [operation["operationId"] for _, operation in _operations(described)]
    assert len(names) == len(set(names))
