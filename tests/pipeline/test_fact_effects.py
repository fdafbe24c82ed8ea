"""Previews tell which facts go where with their records, and which answers about consent change."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from mdm.models import Membership, SourceRecord
from mdm.pipeline.facts.sending import Sender, put
from mdm.pipeline.stewardship import previews
from mdm.pipeline.stewardship.effects import Fate
from mdm.pipeline.stewardship.fact_effects import ConsentChange
from mdm.steward.acts import Act, ActKind
from mdm.understand.facts import FactKind
from mdm.understand.queries import Hanging
from tests.pipeline.people import BOB, ROBERT, STRANGER

CALL = {"at": "2026-02-01T10:00:00Z", "channel": "phone"}
CONSENT = {"purpose": "newsletter", "channel": "email", "stated_at": "2026-02-01T10:00:00Z"}


def tell(kind, source, key, body):
    put(kind, source, f"{kind} of {key}", {"record": {"key": key}, **body}, sender=Sender())


def look(kind, **said):
    return previews.preview(Act(kind, said), actor=User.objects.create_user(kind.value), sees_sensitive=True).effect


def record(source, key):
    return SourceRecord.objects.get(source__code=source, key=key).pk


@pytest.fixture
def known(installation):
    """Robert agreed to the newsletter in the CRM; Alice refused it in the shop and called."""
    robert = installation.take_in("crm", ROBERT).customer
    alice = installation.take_in("shop", STRANGER).customer
    tell(FactKind.CONSENT, "crm", "1", CONSENT | {"state": "granted"})
    tell(FactKind.CONSENT, "shop", "4", CONSENT | {"state": "denied"})
    tell(FactKind.INTERACTION, "shop", "4", CALL)
    tell(FactKind.RELATIONSHIP, "shop", "4", {"type": "referred_by", "to": {"source": "crm", "key": "1"}})
    return robert, alice


def test_a_merge_brings_what_hangs_on_the_records_and_the_stricter_answer(known):
    robert, alice = known
    found = look(ActKind.MERGE, customers=[str(robert), str(alice)], survivor=str(robert))
    stays, merged = found.customers
    assert (stays.id, stays.fate, stays.came_facts) == (robert, Fate.STAYS, Hanging(1, 1, 1))
    assert merged.left_facts == Hanging(1, 1, 1)
    assert stays.consents == (ConsentChange("Newsletter", "E-mail", True, False, "The customer has refused."),)
    assert stays.came_facts.sentence == "1 contact, 1 consent, 1 relation"


def test_taking_apart_gives_each_its_own_again(installation, known):
    robert, _ = known
    assert installation.take_in("shop", BOB).customer == robert
    tell(FactKind.CONSENT, "shop", "2", CONSENT | {"state": "withdrawn", "purpose": "marketing", "channel": None})
    apart, stays = sorted(
        look(ActKind.UNMERGE, customer=str(robert), records=[record("shop", "2")], apart=True).customers,
        key=lambda one: one.id == robert,
    )
    assert (stays.left_facts, apart.came_facts) == (Hanging(0, 1, 0), Hanging(0, 1, 0))
    assert [(one.purpose, one.before, one.after) for one in stays.consents] == [("Advertising", False, None)]
    assert [(one.purpose, one.channel, one.after) for one in apart.consents] == [
        ("Advertising", "every channel", False)
    ]
    assert Membership.objects.filter(entity=robert, until=None).count() == 2
