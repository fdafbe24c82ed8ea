"""A pin holds until it is taken back, its day is over, or its source says something new; its author is told."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from mdm.errors import InvalidInputError
from mdm.models import GoldenRecord, LedgerEntry, Pin
from mdm.pipeline.intake.cleansing import cleanse_again
from mdm.pipeline.stewardship import decisions, pinning, previews
from mdm.pipeline.stewardship.telling import tell_authors
from mdm.records import PinKind
from mdm.steward.pins import queries
from tests.pipeline.people import BOB, ROBERT
from tests.pipeline.test_previews import email, record

pytestmark = pytest.mark.external


@pytest.fixture
def steward(db):
    return User.objects.create_user("steward")


@pytest.fixture
def robert(installation, steward):
    customer = installation.take_in("crm", ROBERT).customer
    decisions.pin(
        record("crm", "1"), PinKind.FIX, email("x@new.example"), actor=steward, reason="told us", until_changed=True
    )
    return customer


def emails(customer):
    values = GoldenRecord.objects.get(pk=customer).document["values"]
    return [one["display"] for one in values if one["attribute"] == "email"]


def test_it_ends_when_its_source_says_something_new(installation, robert, steward):
    assert emails(robert)[0] == "x@new.example"
    installation.take_in("crm", {**ROBERT, "email": "robert@other.example"})
    assert emails(robert) == ["robert@other.example"]
    assert Pin.objects.get().retired_because == "changed"
    assert [pin.pk for pin in queries.news_of(steward.pk)] == [Pin.objects.get().pk]
    assert pinning.note_ended(steward.pk) == 1
    assert queries.news_of(steward.pk) == []


UNTOUCHED = {
    "another value of the record": lambda one: one.take_in("crm", {**ROBERT, "city": "Palo Alto"}),
    "another record of the customer": lambda one: one.take_in("shop", {**BOB, "email": "bob@else.example"}),
    "the same again": lambda one: one.take_in("crm", ROBERT),
    "cleansing by new rules": lambda _: cleanse_again([record("crm", "1")]),
}


@pytest.mark.parametrize("happening", UNTOUCHED)
def test_it_holds_while_its_source_says_what_it_said(installation, robert, happening):
    UNTOUCHED[happening](installation)
    assert Pin.objects.get().retired_at is None
    assert emails(robert)[0] == "x@new.example"


def test_it_ends_by_a_file_too(installation, robert):
    installation.load("crm", [{**ROBERT, "email": "robert@other.example"}])
    assert Pin.objects.get().retired_because == "changed"
    installation.nightly()
    assert emails(robert) == ["robert@other.example"]


def test_the_night_ends_what_is_over_and_tells_the_author(installation, robert, steward):
    Pin.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    installation.nightly()
    assert emails(robert) == ["robert.miller@example.org"]
    assert [pin.retired_because for pin in queries.news_of(steward.pk)] == ["expired"]


def test_who_takes_it_back_needs_no_telling(robert, steward):
    decisions.unpin(Pin.objects.get().pk, actor=steward)
    assert queries.news_of(steward.pk) == []


def test_a_colleague_who_takes_it_back_is_told_of(robert, steward):
    decisions.unpin(Pin.objects.get().pk, actor=User.objects.create_user("colleague"))
    assert [pin.retired_because for pin in queries.news_of(steward.pk)] == ["taken_back"]


def test_a_typed_value_is_cleansed_and_hangs_on_a_record_that_states_the_attribute(installation, steward):
    customer = installation.take_in("crm", ROBERT).customer
    act = pinning.pin_act(customer, "phone", PinKind.FIX, parts={"value": "+1 650 253 0001"})
    looked = previews.preview(act, actor=steward, sees_sensitive=True)
    previews.confirm(looked.token, actor=steward, reason="called her")
    pin = Pin.objects.get()
    assert (pin.record_id, pin.value["clean"]["value"]) == (record("crm", "1"), "+16502530001")


@pytest.mark.parametrize("said", [{}, {"parts": {"value": "no phone at all"}}, {"parts": {"colour": "red"}}])
def test_senseless_values_are_refused(installation, said):
    customer = installation.take_in("crm", ROBERT).customer
    with pytest.raises(InvalidInputError):
        pinning.pin_act(customer, "phone", PinKind.FIX, **said)


@pytest.mark.usefixtures("robert")
class TestMail:
    @pytest.fixture(autouse=True)
    def author(self, steward, settings):
        settings.MDM_MAIL_FROM, settings.ALLOWED_HOSTS = "mdm@example.com", ["customers.example.com"]
        steward.email = "steward@example.com"
        steward.save()
        return steward

    def changed(self, installation):
        installation.take_in("crm", {**ROBERT, "email": "robert@other.example"})

    def test_the_author_is_written_to_once_without_customers_data(self, installation):
        self.changed(installation)
        assert (tell_authors(), tell_authors()) == (1, 0)
        (message,) = mail.outbox
        assert (message.to, message.subject) == (["steward@example.com"], "A pin of yours ended")
        assert "The source says something new" in message.body
        assert "http://customers.example.com/admin/mdm/pin/" in message.body
        secrets = ("robert", "miller", "x@new.example", "told us")
        assert not [one for one in secrets if one in message.body.lower()]
        assert LedgerEntry.objects.get(act="author_told").details == {"pins": [Pin.objects.get().pk]}

    @pytest.mark.parametrize("missing", ["sender", "address", "account", "news"])
    def test_nobody_is_written_to_without_need(self, installation, author, settings, missing):
        if missing == "sender":
            settings.MDM_MAIL_FROM = ""
        User.objects.update(is_active=missing != "account", email="" if missing == "address" else author.email)
        if missing == "news":
            decisions.unpin(Pin.objects.get().pk, actor=author)
        else:
            self.changed(installation)
        assert (tell_authors(), mail.outbox) == (0, [])
        assert Pin.objects.get().tell_at is None

    def test_a_mail_server_that_is_away_is_tried_again_for_two_days(self, installation, monkeypatch):
        def refuse(*_):
            raise SMTPServerDisconnected

        self.changed(installation)
        monkeypatch.setattr(EmailBackend, "send_messages", refuse)
        assert tell_authors() == 0
        assert Pin.objects.get().tell_at > timezone.now()
        Pin.objects.update(tell_at=timezone.now(), retired_at=timezone.now() - timedelta(days=3))
        assert tell_authors() == 0
        assert Pin.objects.get().tell_at is None
