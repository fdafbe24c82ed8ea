"""Every page with a form is filled in at a real browser; a script error anywhere fails the test (fixture `page`)."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import RequestFactory
from django.urls import reverse

from mdm.models import ReferenceList, SourceSystem
from tests.world import World

pytestmark = pytest.mark.browser
OWN = ["mdm-profile", "mdm-quality", "mdm-act-enter", "admin:mdm_reviewitem_privacy"]


def addable():
    """The names of the pages on which an administrator adds something."""
    user, _ = User.objects.get_or_create(username="test administrator", is_staff=True)
    user.groups.set([Group.objects.get(name="administrator")])
    request = RequestFactory().get("/")
    request.user = user
    return [
        f"admin:{model._meta.app_label}_{model._meta.model_name}_add"
        for model, own in admin.site._registry.items()
        if own.has_add_permission(request)
    ]


def fill(page, file):
    """Touch every field as a person would: type, tick, choose."""
    for field in page.locator("form input[type=file]").all():
        field.set_input_files(file)
    for field in page.locator("form select").all():
        options = field.locator("option").count()
        if options and field.is_visible():
            field.select_option(index=options - 1)
    for field in page.locator("form input[type=checkbox], form input[type=radio]").all():
        if field.is_visible() and field.is_enabled():
            field.set_checked(True)
    for field in page.locator("form input[type=text], form input[type=number], form textarea").all():
        if field.is_visible() and field.is_enabled() and field.is_editable():
            field.press_sequentially("12")
            field.dispatch_event("change")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("id,email\n1,a@b.example\n2,c@d.example\n")
    return path


def test_no_form_has_a_script_error(live_server, page, enter, transactional_db, file):
    world = World()
    world.customer(world.record("crm", "1", full_name="Anna Schmidt"))
    source, known = SourceSystem.objects.get(), ReferenceList.objects.get(code="countries")
    names = [*addable(), *OWN]
    paths = [
        *map(reverse, names),
        reverse("admin:mdm_referencelist_change", args=[known.pk]),
        reverse("admin:mdm_sourcesystem_edit", args=[source.pk]),
    ]
    enter("administrator")
    files = 0
    for path in paths:
        answer = page.goto(live_server.url + path)
        assert answer.status == 200, path
        files += page.locator("form input[type=file]").count()
        fill(page, file)

    assert len(paths) > 8
    assert files >= 3


def test_a_chosen_file_is_named_and_profiled(live_server, page, enter, transactional_db, file):
    enter("administrator")
    page.goto(live_server.url + reverse("mdm-profile"))
    page.set_input_files("input[type=file]", file)
    assert page.locator("form input[type=text]").first.input_value() == "people.csv"
    page.get_by_role("button", name="Profile").click()
    page.locator("#mapping").wait_for()
