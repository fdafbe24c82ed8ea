"""A new installation gets all that it starts with, once. Every other test begins with what this brings in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from mdm.access.roles import ROLES
from mdm.pipeline.setup import set_up

EVERYTHING = [
    "attribute catalogue", "survivorship policy", "match model", "quality rules", "profile views",
    "second person rules", "channels, purposes and types of relationship",
]  # fmt: skip


@pytest.fixture
def emptied(db):
    """A database that has its tables and nothing in them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(relname), ', ') FROM pg_class "
            "WHERE relkind = 'r' AND (relname LIKE 'mdm\\_%' OR relname = 'auth_group')"
        )
        cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} CASCADE")


def test_a_new_installation_gets_everything_and_a_second_run_changes_nothing(emptied):
    assert set_up() == EVERYTHING
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    assert set_up() == []


def test_tests_begin_with_an_installation_that_is_set_up(db):
    assert set_up() == []
