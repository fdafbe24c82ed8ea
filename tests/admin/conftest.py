from __future__ import annotations

import shutil
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client

from mdm.steward.worklist import actions
from tests.world import World

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def sign_in(db):
    """A browser in which a user of that role is signed in."""

    def enter(role: str) -> Client:
        user, _ = User.objects.get_or_create(username=f"test {role}", is_staff=True)
        user.groups.set([Group.objects.get(name=role)])
        client = Client()
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def pairs(world):
    """Three times two customers that might be one."""
    found = []
    for number in range(3):
        one, other = (world.record(code, str(number), full_name=f"Anna Schmidt{number}") for code in ("crm", "shop"))
        world.customer(one), world.customer(other)
        found.append((one.pk, other.pk))
    return found


@pytest.fixture
def items(pairs):
    fields = {"kind": "possible_match", "sentence": "Are they one?", "priority": 3}
    return [
        actions.open_item(
            actions.Question(
                f"q{one}", records=pair, facts=dict(zip(("left", "right"), pair, strict=True)),
                probability=0.9 - one / 100, **fields,
            )
        )
        for one, pair in enumerate(pairs)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def browser(django_db_setup):
    """Chromium. The library that drives it runs an event loop in this thread, which Django takes for asynchronous code:
    while it runs, Django keeps a connection apart from the thread's own, and nobody else closes it.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    playwright = pytest.importorskip("playwright.sync_api")
    with pytest.MonkeyPatch.context() as patch, playwright.sync_playwright() as drivers:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        one = drivers.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield one
        one.close()
        connection.close()


@pytest.fixture
def page(browser):
    """A page that fails the test on a script error or a request to anywhere else."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors, hosts = [], set()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    yield page
    context.close()
    assert errors == []
    assert hosts - {None} == {"localhost"}


@pytest.fixture
def enter(page, live_server, sign_in):
    """Sits a user of that role down before the page."""

    def sit_down(role):
        client = sign_in(role)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
        page.context.clear_cookies()
        page.context.add_cookies([cookie | {"url": live_server.url}])

    return sit_down
