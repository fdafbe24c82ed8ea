from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from mdm.pipeline.access import ensure_roles
from mdm.steward.worklist import actions
from tests.world import World


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def roles(db):
    ensure_roles()


@pytest.fixture
def sign_in(roles):
    """A browser in which a user of that role is signed in."""

    def enter(role: str) -> Client:
        user, _ = User.objects.get_or_create(username=f"test {role}", is_staff=True)
        user.groups.set([Group.objects.get(name=role)])
        client = Client()
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def pairs(world):
    """Three times two customers that might be one."""
    found = []
    for number in range(3):
        one, other = (world.record(code, str(number), full_name=f"Anna Schmidt{number}") for code in ("crm", "shop"))
        world.customer(one), world.customer(other)
        found.append((one.pk, other.pk))
    return found


@pytest.fixture
def items(pairs):
    fields = {"kind": "possible_match", "sentence": "Are they one?", "priority": 3}
    return [
        actions.open_item(
            actions.Question(
                f"q{one}", records=pair, facts=dict(zip(("left", "right"), pair, strict=True)),
                probability=0.9 - one / 100, **fields,
            )
        )
        for one, pair in enumerate(pairs)
    ]  # fmt: skip
