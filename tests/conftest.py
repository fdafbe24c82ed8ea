"""Every test that asks for the database gets a real PostgreSQL: the one that DATABASE_URL names, or an embedded one.

The tests' embedded servers live in their own folder, apart from those of a trial installation. Test runs at the same
time share them, each with its own database; the last one stops them. Every test begins in an installation that is set
up and holds nothing else (`tests.database`).
"""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from config.embedded import Servers
from config.environment import environment
from tests import database

DATA_DIR = environment().data_dir / "test"


def pytest_configure(config):
    """Point the settings, which pytest-django has loaded before this file, at the tests' own servers."""
    servers = own_servers()
    settings.MDM_DATA_DIR = DATA_DIR
    # Passwords in tests are no secrets; a slow digest of each costs half a second.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    # Else every test client would list all static files before its first request.
    settings.WHITENOISE_AUTOREFRESH = True
    if environment().database is None:
        settings.DATABASES["default"].update(servers.database())
    if environment().broker_url is None:
        settings.CELERY_BROKER_URL = servers.broker_url()
        if environment().cache_url is None:
            settings.CACHES["default"]["LOCATION"] = servers.cache_url()
    # A kept connection would outlive the thread of a live server and hold the test database.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What starts and kills processes comes first, and so to one process: the other takes over what is left at the end.

    Distributed by `--dist worksteal`, both end together, and nobody prepares an installation to kill twice.
    """
    items.sort(key=lambda one: one.get_closest_marker("kill") is None)


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
            database.drop_leftovers()
        yield servers


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, embedded_servers, django_db_blocker):
    """pytest-django's hook before it makes the test database."""
    if environment().database is None:
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = database.template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """pytest-django's fixture that makes the test database, and what tests find in it."""
    with django_db_blocker.unblock():
        if not database.is_filled():
            database.fill()


@pytest.fixture(autouse=True, scope="session")
def _commits_are_taken_back():
    """Rows are put back after a test that commits, where Django would empty the tables and fill some again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: database.put_back())
        yield


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    """For fixtures of module scope: rows written under `with shared():` are there for all tests of the module, each of
    which begins with them as they are. No test of such a module may commit.
    """
    stack = ExitStack()
    with django_db_blocker.unblock():
        stack.enter_context(database.taken_back())
    yield django_db_blocker.unblock
    with django_db_blocker.unblock():
        stack.close()


@pytest.fixture
def process_environment(transactional_db, embedded_servers):
    """The environment variables with which another process (a worker, a command) uses this test's servers."""
    address = connection.settings_dict
    query = urlencode({"host": address["HOST"], "port": address["PORT"] or 5432})
    user = ":".join(quote(address[part], safe="") for part in ("USER", "PASSWORD") if address[part])
    return os.environ | {
        "DATABASE_URL": f"postgres://{user}@/{address['NAME']}?{query}",
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


def pytest_itemcollected(item):
    """Tell the report which tests drive a browser, so that `.ci/run` sees whether they ran."""
    if item.get_closest_marker("browser"):
        item.user_properties.append(("browser", "yes"))
