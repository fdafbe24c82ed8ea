"""What people wrote in facts is forgotten: of contacts by age, of facts that were taken back after a week."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mdm.models import Consent, ConsentVersion, Interaction
from mdm.pipeline.facts.sending import Sender, put, remove
from mdm.pipeline.jobs.purging import purge
from mdm.pipeline.serving.sending import Expected
from mdm.understand.facts import FactKind
from tests.world import World

CALL = {"record": {"key": "1"}, "channel": "phone", "subject": "Secret", "note": "Secret", "reason": "complaint"}
CONSENT = {"record": {"key": "1"}, "purpose": "newsletter", "state": "granted", "proof": "Secret",
           "stated_at": "2026-02-01T10:00:00Z"}  # fmt: skip


@pytest.fixture
def told(db):
    World().record("crm", "1", full_name="Anna Schmidt")
    for key, days in (("old", 1100), ("new", 10)):
        at = timezone.now() - timedelta(days=days)
        put(FactKind.INTERACTION, "crm", key, CALL | {"at": at.isoformat()}, sender=Sender())
    put(FactKind.CONSENT, "crm", "c", CONSENT, sender=Sender())
    put(FactKind.CONSENT, "crm", "c", CONSENT | {"state": "withdrawn"}, sender=Sender())


def texts():
    return {one.key: one.subject + one.note for one in Interaction.objects.all()}


@pytest.mark.parametrize(("days", "left"), [(1095, {"old": "", "new": "SecretSecret"}), (5, {"old": "", "new": ""}),
                                            (0, {"old": "SecretSecret", "new": "SecretSecret"})])  # fmt: skip
def test_texts_of_old_contacts_go_and_the_rest_stays(told, settings, days, left):
    settings.MDM_CONTACT_TEXTS_KEPT = timedelta(days=days)
    purge()
    assert texts() == left
    assert set(Interaction.objects.values_list("reason", "state")) == {("complaint", "closed")}
    assert Consent.objects.get().proof == "Secret"


def test_what_was_taken_back_is_emptied_after_a_week(told):
    for kind, key in ((FactKind.INTERACTION, "new"), (FactKind.CONSENT, "c")):
        remove(kind, "crm", key, sender=Sender(), expected=Expected(anything=True))
    purge(timezone.now() + timedelta(days=6))
    assert texts()["new"] == "SecretSecret"
    purge(timezone.now() + timedelta(days=8))
    assert (texts()["new"], Consent.objects.get().proof) == ("", "")
    assert {one.said["proof"] for one in ConsentVersion.objects.all()} == {None}
    assert ConsentVersion.objects.count() == 2
