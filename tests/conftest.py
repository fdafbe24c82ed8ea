"""Every test that asks for the database gets a real PostgreSQL: the one that DATABASE_URL names, or an embedded one.

The tests' embedded servers live in their own folder, apart from those of a trial installation. Test runs at the same
time share them, each with its own database; the last one stops them.
"""

from __future__ import annotations

import os
import shutil
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from config.embedded import Servers
from config.environment import environment

DATA_DIR = environment().data_dir / "test"


def pytest_configure(config):
    """Point the settings, which pytest-django has loaded before this file, at the tests' own servers."""
    servers = own_servers()
    settings.MDM_DATA_DIR = DATA_DIR
    if environment().database is None:
        settings.DATABASES["default"].update(servers.database())
    if environment().broker_url is None:
        settings.CELERY_BROKER_URL = servers.broker_url()
        if environment().cache_url is None:
            settings.CACHES["default"]["LOCATION"] = servers.cache_url()
    # A kept connection would outlive the thread of a live server and hold the test database.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0


def own_servers() -> Servers:
    """Those that stand in for addresses that are not set."""
    return Servers.of(
        DATA_DIR,
        postgres=environment().database is None,
        valkey=environment().broker_url is None,
        is_durable=False,
    )


@pytest.fixture(scope="session")
def embedded_servers():
    """Started for this session where they were not running yet."""
    servers = own_servers()
    if not servers.all:
        yield servers
        return
    with servers.lease() as is_alone:
        if is_alone and environment().database is None:
            _drop_leftover_databases(servers)
        yield servers


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, embedded_servers):
    """pytest-django's hook before it makes the test database."""


@pytest.fixture
def process_environment(transactional_db, embedded_servers):
    """The environment variables with which another process (a worker, a command) uses this test's servers."""
    database = connection.settings_dict
    query = urlencode({"host": database["HOST"], "port": database["PORT"] or 5432})
    user = ":".join(quote(database[part], safe="") for part in ("USER", "PASSWORD") if database[part])
    return os.environ | {
        "DATABASE_URL": f"postgres://{user}@/{database['NAME']}?{query}",
        "BROKER_URL": settings.CELERY_BROKER_URL,
        "MDM_DATA_DIR": str(DATA_DIR),
    }


@pytest.fixture(scope="module")
def make_servers():
    """Makes embedded servers of a folder, for tests that kill them; stopped and removed after the module's tests."""
    made = []

    def make(folder, **which):
        made.append(Servers.of(folder, **which))
        return made[-1]

    yield make
    for one in made:
        one.stop()
        for folder in (one.places.data, one.places.sockets):
            shutil.rmtree(folder, ignore_errors=True)


def _drop_leftover_databases(servers: Servers) -> None:
    """Databases of test runs that were killed; nobody else uses this server now."""
    address = servers.database()
    with psycopg.connect(host=address["HOST"], user=address["USER"], dbname="postgres", autocommit=True) as server:
        leftovers = server.execute("select datname from pg_database where datname like 'test\\_mdm\\_%'").fetchall()
        for (name,) in leftovers:
            server.execute(f'drop database "{name}" with (force)')
