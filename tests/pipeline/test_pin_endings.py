"""A pin holds until it is taken back, its day is over, or its source says something new; its author is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from mdm.errors import InvalidInputError
from mdm.models import GoldenRecord, Pin
from mdm.pipeline.intake.cleansing import cleanse_again
from mdm.pipeline.stewardship import decisions, pinning, previews
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
