from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from mdm.pipeline.access import ensure_roles
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
