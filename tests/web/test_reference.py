"""The interactive documentation needs no other server than this one."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

PAGE = "/api/v1/docs"


def test_page_names_only_files_that_are_served_here(db):
    page = Client().get(PAGE)
    assert page.status_code == 200
    named = re.findall(r'(?:src|href)="([^"]+)"', page.content.decode())
    assert any("swagger-ui-bundle.js" in one for one in named)
    for address in named:
        assert address.startswith(("/static/", PAGE)), address
        if address.startswith("/static/"):
            assert finders.find(address.removeprefix("/static/")), address


def test_policy_lets_in_nothing_from_elsewhere(db):
    answer = Client().get(PAGE)
    policy = dict(one.strip().split(" ", 1) for one in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert {policy[one] for one in ("script-src", "connect-src")} == {"'self'"}
    assert "<script>" not in answer.content.decode()


def test_script_loads_the_schema_of_this_service(db):
    script = Client().get(f"{PAGE}?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert "/api/v1/schema" in script.content.decode()


@pytest.mark.parametrize("address", ["/api/v1/schema", PAGE])
def test_documentation_is_read_without_a_key(db, address):
    assert Client().get(address).status_code == 200
