"""Word to the workers goes out after the commit, and only where somebody is told by webhook."""

from __future__ import annotations

import pytest
from celery import current_app
from kombu.exceptions import OperationalError

from mdm import tasks
from mdm.pipeline.feed import syndication
from mdm.pipeline.intake.files import register_source
from mdm.pipeline.serving import online
from mdm.syndicate.webhooks import actions
from tests.pipeline.people import MAPPING, ROBERT, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    heard = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_: heard.append(name))
    return heard


@pytest.fixture
def crm(db):
    register_source({"code": "crm", "label": "CRM", "default_country": "US", "trust": 50}, MAPPING)


def test_a_change_sends_word_after_its_commit(subscribe, crm, sent, django_capture_on_commit_callbacks):
    subscribe()
    with django_capture_on_commit_callbacks(execute=True):
        online.take_in("crm", ROBERT, today=TODAY)
        assert sent == []
    assert sent == ["mdm.tasks.deliver"]


def test_what_changes_nothing_sends_no_word(subscribe, crm, sent, django_capture_on_commit_callbacks):
    subscribe()
    online.take_in("crm", ROBERT, today=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        online.take_in("crm", ROBERT, today=TODAY)
    assert sent == []


def test_without_an_active_subscription_nobody_is_told(subscribe, sent):
    actions.pause(subscribe().pk)
    syndication.knock()
    assert sent == []


def test_a_broker_that_is_away_stops_nobody(subscribe, monkeypatch):
    def away(*_, **__):
        raise OperationalError

    subscribe()
    monkeypatch.setattr(current_app, "send_task", away)
    syndication.knock()


def test_the_word_names_the_task():
    assert tasks.deliver.name == syndication.DELIVER_TASK
