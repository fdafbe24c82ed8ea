import pytest
from celery import current_app
from health_check.exceptions import ServiceUnavailable
from kombu import Connection

from config.health import Broker


def test_a_process_without_servers_is_alive(client):
    answer = client.get("/health/live?format=json")

    assert (answer.status_code, answer.json()) == (200, {})


@pytest.mark.django_db(transaction=True)
def test_it_is_ready_when_database_cache_and_broker_answer(client):
    answer = client.get("/health/ready?format=json")

    assert answer.status_code == 200
    assert set(answer.json().values()) == {"OK"}
    assert len(answer.json()) == 3


def test_a_silent_broker_is_told_without_its_password(monkeypatch):
    monkeypatch.setattr(current_app, "connection_for_write", lambda **_: Connection("redis://:pa55@127.0.0.1:1/0"))

    with pytest.raises(ServiceUnavailable) as told:
        Broker().run()

    assert "pa55" not in str(told.value)


def test_the_root_leads_to_the_admin(client):
    assert client.get("/").headers["Location"] == "/admin/"
