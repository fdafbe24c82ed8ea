"""Makes the pictures of the guides from a running trial: `python docs/pictures/make.py URL DATA_DIR [NAME …]`.

URL is where `manage.py demo` serves, DATA_DIR its MDM_DATA_DIR (users' passwords are read from there). Needs playwright
and a Chromium. A picture is a line in PICTURES: add yours there.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
WIDTH = 1280
MOST_BYTES = 150_000
ITEMS = "/admin/mdm/reviewitem/"


@dataclass(frozen=True)
class Picture:
    """Who looks at which page, what they do there, and how much of it is kept, from which element on."""

    role: str
    address: str
    act: Callable[[Page], Any] = Page.bring_to_front
    height: int = 800
    theme: str = "light"
    start: str = ""


def first_of(page: Page, kind: str) -> None:
    """Open the first item of that kind in the list."""
    page.locator("#content-main").get_by_role("link", name=kind).first.click()
    page.wait_for_load_state("networkidle")


def part_the_last(page: Page) -> None:
    """Move the last record shown to group B."""
    first_of(page, "Over-merge")
    page.keyboard.press(str(page.locator("th.mdm-column").count()))
    page.locator("#records[data-shown*='B=']").wait_for()


def largest_customer(page: Page) -> None:
    """Open a customer with several records, by the first question about a group."""
    first_of(page, "Over-merge")
    page.locator("th.mdm-column a.mdm-link").first.click()
    page.wait_for_load_state("networkidle")


PICTURES = {
    "start": Picture("senior-steward", "/admin/", height=900),
    "work-list": Picture("senior-steward", ITEMS, height=760),
    "review": Picture("steward", ITEMS, part_the_last, height=900),
    "weights": Picture(
        "steward", ITEMS, lambda page: first_of(page, "Match with a contradiction"), start="#weights", height=620
    ),
    "customer": Picture("steward", ITEMS, largest_customer, height=900),
    "customer-graph": Picture("steward", ITEMS, largest_customer, start="#graph", height=720),
}


def take(page: Page, name: str, wanted: Picture) -> None:
    """Write the picture; fails where it is larger than a guide should carry."""
    page.goto(page.url.split("/admin/")[0] + wanted.address)
    wanted.act(page)
    if wanted.start:
        page.locator(wanted.start).evaluate("one => one.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(1200)  # what has moved is marked for a second
    file = HERE / f"{name}.jpg"
    page.screenshot(path=file, type="jpeg", quality=78)
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{file.name} has {size:,} bytes. Lower its height.")
    print(f"{file.name}: {size:,} bytes")  # noqa: T201 - a script's output


def sign_in(page: Page, url: str, role: str, password: str) -> None:
    """Enter the admin as that role."""
    page.goto(f"{url}/admin/")
    page.fill("input[name=username]", role)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


def main(url: str, folder: str, *names: str) -> None:
    """Take these pictures, or all."""
    passwords = json.loads(next(Path(folder).rglob("accounts.json")).read_text())["users"]
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as drivers:
        browser = drivers.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name in names or PICTURES:
            wanted = PICTURES[name]
            size = {"width": WIDTH, "height": wanted.height}
            page = browser.new_page(viewport=size, color_scheme=wanted.theme)  # type: ignore[arg-type]
            sign_in(page, url, wanted.role, passwords[wanted.role])
            page.evaluate("theme => localStorage.setItem('_x_adminTheme', JSON.stringify(theme))", wanted.theme)
            take(page, name, wanted)
            page.close()
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
