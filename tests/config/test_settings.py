import os
import runpy
from datetime import timedelta

import pytest

from config import process
from config.environment import MODE, PROJECT, SETTINGS, environment
from config.process import Role

PRODUCTION = {
    "MDM_MODE": "production",
    "SECRET_KEY": "k3y-" + "abcdefghijklmnopqrstuvwxyz" * 2,
    "DATABASE_URL": "postgres://mdm:secret@db.example.com/mdm?sslmode=require",
    "BROKER_URL": "amqp://mdm:secret@broker.example.com/mdm",
    "ALLOWED_HOSTS": "customers.example.com",
}


@pytest.fixture
def settings_of(monkeypatch, tmp_path):
    """The settings module's names as a process of that role with those variables sees them."""

    def run(role=Role.COMMAND, **variables):
        for setting in (MODE, *SETTINGS):
            monkeypatch.delenv(setting.name, raising=False)
        for name, value in ({"MDM_DATA_DIR": str(tmp_path)} | variables).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(process, "_declared", [role])
        environment.cache_clear()
        return runpy.run_path(str(PROJECT / "config" / "settings.py"))

    yield run
    environment.cache_clear()


@pytest.mark.parametrize(
    ("role", "has_pool", "kept_seconds"), [(Role.WEB, True, 0), (Role.WORKER, False, 300), (Role.COMMAND, False, 0)]
)
def test_connections_are_kept_as_the_process_needs(settings_of, role, has_pool, kept_seconds):
    database = settings_of(role)["DATABASES"]["default"]

    assert ("pool" in database["OPTIONS"]) is has_pool
    assert ("options" in database["OPTIONS"]) is has_pool
    assert database.get("CONN_MAX_AGE", 0) == kept_seconds
    assert database["ATOMIC_REQUESTS"] is False


def test_options_of_the_address_stay_beside_the_pool(settings_of):
    database = settings_of(Role.WEB, **PRODUCTION, MDM_DATABASE_POOL="3")["DATABASES"]["default"]

    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["pool"]["max_size"] == 3


def test_each_process_has_its_own_test_database(settings_of):
    assert str(os.getpid()) in settings_of()["DATABASES"]["default"]["TEST"]["NAME"]


@pytest.mark.parametrize(
    ("variables", "backend", "location"),
    [
        ({}, "RedisCache", "unix://"),
        ({"BROKER_URL": "redis://broker/0"}, "LocMemCache", ""),
        ({"CACHE_URL": "redis://cache/1"}, "RedisCache", "redis://cache/1"),
        (PRODUCTION | {"CACHE_URL": "rediss://cache/1"}, "RedisCache", "rediss://cache/1"),
    ],
)
def test_the_cache_is_the_stated_or_the_embedded_one(settings_of, variables, backend, location):
    cache = settings_of(**variables)["CACHES"]["default"]

    assert cache["BACKEND"].endswith(backend)
    assert cache.get("LOCATION", "").startswith(location)


@pytest.mark.parametrize(
    ("address", "option"),
    [("redis://broker/0", "visibility_timeout"), ("amqp://broker//", "confirm_publish")],
)
def test_tasks_are_neither_lost_nor_hoarded(settings_of, address, option):
    found = settings_of(BROKER_URL=address)

    assert option in found["CELERY_BROKER_TRANSPORT_OPTIONS"]
    assert found["CELERY_TASK_ACKS_LATE"]
    assert found["CELERY_WORKER_PREFETCH_MULTIPLIER"] == 1


def test_the_schedule_is_static_and_takes_its_time_from_the_setting(settings_of):
    schedule = settings_of(MDM_NIGHTLY_AT="23:05")["CELERY_BEAT_SCHEDULE"]

    nightly, sweep = schedule["nightly"], schedule["sweep"]
    assert (nightly["task"], nightly["schedule"].hour, nightly["schedule"].minute) == ("mdm.tasks.nightly", {23}, {5})
    assert (sweep["task"], sweep["schedule"]) == ("mdm.tasks.sweep", timedelta(seconds=15))


def test_a_trial_shows_files_without_collecting_and_production_collects(settings_of):
    trial, production = settings_of(), settings_of(**PRODUCTION)

    assert (trial["WHITENOISE_USE_FINDERS"], trial["STATIC_ROOT"]) == (True, None)
    assert (production["WHITENOISE_USE_FINDERS"], bool(production["STATIC_ROOT"])) == (False, True)
    assert production["STORAGES"]["staticfiles"]["BACKEND"].endswith("CompressedManifestStaticFilesStorage")
