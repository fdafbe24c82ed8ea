"""The owner of a source is written to when a delivery is out of line: after commit, once, without customers' data."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from mdm.models import BatchQuality, LedgerEntry, SourceSystem, SourceWatch
from mdm.pipeline.intake.telling import tell_owners
from tests.pipeline.people import ROBERT

OWNER = "owner@example.com"
ROWS = [{**ROBERT, "id": str(number)} for number in range(60)]
FAULTY = [{**row, "email": ""} for row in ROWS]


@pytest.fixture
def sources(installation, settings):
    settings.MDM_MAIL_FROM = "mdm@example.com"
    settings.ALLOWED_HOSTS = ["customers.example.com"]
    SourceSystem.objects.filter(code="crm").update(owner_email=OWNER, label="Sales\ndesk")
    installation.load("crm", ROWS)
    return installation


def test_a_held_delivery_is_told_once(sources):
    batch = sources.load("crm", FAULTY)
    told = (tell_owners(), tell_owners())
    (message,) = mail.outbox

    assert told == (1, 0)
    assert (message.to, message.from_email) == ([OWNER], "mdm@example.com")
    assert message.subject == f"Delivery held: Sales desk, batch {batch.pk}"
    assert f"http://customers.example.com/admin/mdm/batchquality/{batch.pk}/change/" in message.body
    assert "in 0% of the rows, usually in 100%" in message.body
    assert not any(value and value in message.body for value in (ROBERT["family"], ROBERT["email"], "crm.json"))
    assert LedgerEntry.objects.get(act="owner_told").subject == f"batch:{batch.pk}"


def test_what_is_only_watched_is_told_too(sources):
    SourceWatch.objects.create(source=SourceSystem.objects.get(code="crm"), is_holding=False)
    sources.load("crm", FAULTY)

    assert tell_owners() == 1
    assert "It was taken all the same." in mail.outbox[0].body


@pytest.mark.parametrize("missing", ["sender", "address", "finding"])
def test_nobody_is_written_to_without_reason_sender_or_address(sources, settings, missing):
    if missing == "sender":
        settings.MDM_MAIL_FROM = ""
    if missing == "address":
        SourceSystem.objects.update(owner_email="")
    sources.load("crm", [{**row, "house": "13"} for row in ROWS] if missing == "finding" else FAULTY)

    assert not BatchQuality.objects.filter(tell_at__isnull=False).exists()
    assert (tell_owners(), mail.outbox) == (0, [])


def test_a_mail_server_that_is_away_is_tried_again_until_it_is_given_up(sources, monkeypatch):
    def refuse(*_):
        raise SMTPServerDisconnected

    sources.load("crm", FAULTY)
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    at_once = (tell_owners(), tell_owners())
    waits = BatchQuality.objects.get(decision="waiting").tell_at
    monkeypatch.undo()
    BatchQuality.objects.filter(decision="waiting").update(tell_at=timezone.now())
    later = tell_owners()
    BatchQuality.objects.filter(decision="waiting").update(
        tell_at=timezone.now(), at=timezone.now() - timedelta(days=3)
    )
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    tell_owners()

    assert (at_once, later) == ((0, 0), 1)
    assert waits > timezone.now() + timedelta(minutes=8)
    assert BatchQuality.objects.get(decision="waiting").tell_at is None
