"""The admin's pages for webhooks."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from mdm.models import Delivery, LedgerEntry, Subscription

ALL = "/admin/mdm/subscription/"
LETTERS = "/admin/mdm/delivery/"


@pytest.fixture
def sign_in(db):
    def enter(role):
        user = User.objects.create(username=f"test {role}", is_staff=True)
        user.groups.set([Group.objects.get(name=role)])
        client = Client()
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def hook(subscribe):
    return subscribe()


@pytest.fixture
def letter(hook):
    return Delivery.objects.create(
        subscription=hook, sequence=3, entity="00000000-0000-0000-0000-000000000007", state="dead", attempts=12,
        status=500, problem="Answered with status 500.",
    )  # fmt: skip


def test_a_subscription_shows_how_it_fares_and_never_its_secret(sign_in, hook, letter):
    admin = sign_in("administrator")
    assert "to crm" in admin.get(ALL).content.decode()
    page = admin.get(f"{ALL}{hook.pk}/change/").content.decode()
    assert "Answered with status 500." in page
    assert hook.salt not in page
    assert "whsec_" not in page


def test_deliveries_are_listed_and_shown(sign_in, letter):
    admin = sign_in("auditor")
    assert "Dead letter" in admin.get(LETTERS, {"state__exact": "dead"}).content.decode()
    assert "Answered with status 500." in admin.get(f"{LETTERS}{letter.pk}/change/").content.decode()


# Button -> state afterwards, state before.
@pytest.mark.parametrize(
    ("act", "before", "after"),
    [("pause", "active", "paused"), ("resume", "paused", "active"), ("resume", "disabled", "active")],
)
def test_buttons_move_it_and_the_ledger_knows_who(sign_in, hook, act, before, after):
    Subscription.objects.update(state=before)
    sign_in("administrator").post(f"{ALL}{hook.pk}/act/{act}/")
    assert Subscription.objects.get().state == after
    assert LedgerEntry.objects.get(act=f"subscription_{act}d").actor.username == "test administrator"


def test_dead_letters_are_tried_again_from_either_page(sign_in, hook, letter):
    admin = sign_in("administrator")
    admin.post(f"{ALL}{hook.pk}/act/revive/")
    assert Delivery.objects.get().state == "waiting"
    Delivery.objects.update(state="dead")
    admin.post(LETTERS, {"action": "revive", "_selected_action": [letter.pk]})
    assert Delivery.objects.get().state == "waiting"


def test_a_replay_takes_a_number(sign_in, hook):
    Subscription.objects.update(cursor=9)
    admin = sign_in("administrator")
    admin.post(f"{ALL}{hook.pk}/replay/", {"after": "x"})
    assert Subscription.objects.get().cursor == 9
    admin.post(f"{ALL}{hook.pk}/replay/", {"after": "4"})
    assert Subscription.objects.get().cursor == 4


@pytest.mark.parametrize("role", ["viewer", "steward", "auditor"])
def test_nobody_else_moves_it(sign_in, hook, role):
    person = sign_in(role)
    for address in (f"{ALL}{hook.pk}/act/pause/", f"{ALL}{hook.pk}/replay/", f"{ALL}{hook.pk}/act/nothing/"):
        assert person.post(address, {"after": "0"}).status_code == 403
    assert Subscription.objects.get().state == "active"
