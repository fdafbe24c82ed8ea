"""A person at a real browser. Needs Chromium, Debian's for one; nothing is loaded from outside."""

from __future__ import annotations

import shutil
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.urls import reverse

from mdm.pipeline.access import ensure_roles, ensure_user
from tests.world import World

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PASSWORD = "correct horse battery"
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def page(monkeypatch):
    """A page that fails the test on a script error or a request to anywhere else."""
    playwright = pytest.importorskip("playwright.sync_api")
    # The browser's library runs an event loop in this thread, which Django would take for asynchronous code.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with playwright.sync_playwright() as drivers:
        browser = drivers.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        errors, hosts = [], set()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        yield page
        browser.close()
        # While the loop runs, Django keeps a connection apart from the thread's own, and nobody else closes it.
        connection.close()
    assert errors == []
    assert hosts - {None} == {"localhost"}


@pytest.fixture
def anna():
    world = World()
    said = {"full_name": "Anna Schmidt", "mail": "anna@schmidt-berlin.de"}
    return world.customer(
        world.record("crm", "1", **said, born="1980-05-17"), world.record("shop", "2", **said, born="1981-01-01")
    )


def _sign_in(page, live_server, role):
    ensure_roles()
    ensure_user("ada", role=role, password=PASSWORD)
    page.goto(live_server.url + reverse("admin:index"))
    page.fill("input[name=username]", "ada")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(live_server.url + reverse("admin:index"))


def test_steward_finds_a_customer_and_sees_why(live_server, page, anna):
    _sign_in(page, live_server, "steward")
    page.locator(f"#nav-sidebar a[href='{reverse('admin:mdm_goldenrecord_changelist')}']").click()
    page.fill("input[name=q]", "schmidt anna")
    page.press("input[name=q]", "Enter")
    page.get_by_role("link", name="Anna Schmidt").click()
    birth = page.locator("#golden-values tr", has_text="Birth date")
    loser = birth.get_by_text("1981-01-01")
    assert "1980-05-17" in birth.inner_text()
    assert "Chosen because" in birth.inner_text()
    assert not loser.is_visible()
    birth.get_by_text("1 other", exact=True).click()
    assert loser.is_visible()
    birth.locator("td:nth-child(3) a").click()
    page.locator("#original").wait_for()
    assert "1980-05-17" in page.locator("#original").inner_text()
    assert "1980-05-17" in page.locator("#clean").inner_text()


def test_viewer_sees_a_mask(live_server, page, anna):
    _sign_in(page, live_server, "viewer")
    page.goto(live_server.url + reverse("admin:mdm_goldenrecord_change", args=[anna.pk]))
    assert page.locator("#golden-values .mdm-masked").inner_text() == "•••"
    assert "1980" not in page.content()
