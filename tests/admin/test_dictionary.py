"""The data dictionary and the page that profiles a file."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from mdm.access.roles import ADMINISTRATOR, STEWARD, VIEWER
from mdm.admin import dictionary as pages
from mdm.models import Batch, SourceMapping, SourceRecord
from mdm.pipeline.intake.files import register_source
from mdm.pipeline.quality.dictionary import column_impacts, dictionary

MAPPING = {
    "key": "id",
    "kind": "person",
    "updated_at": "changed",
    "entries": [
        {"column": "first", "attribute": "name", "part": "given"},
        {"column": "mail", "attribute": "email"},
        {"column": "job", "attribute": "occupation"},
    ],
    "ignore": ["score"],
    "optional": ["job"],
}
FILE = b"id,name,mail\n1,Ann Lee,ann@acme.de\n2,Bob May,bob@acme.de\n"


@pytest.fixture
def sources(db):
    register_source({"code": "crm", "label": "CRM", "owner": "Sales"}, MAPPING)
    other = {"key": "id", "kind": "person", "entries": [{"column": "e", "attribute": "email"}]}
    register_source({"code": "shop", "label": "Shop"}, other)


def upload(content: bytes, name: str = "people.csv", **more):
    return {"file": SimpleUploadedFile(name, content), **more}


def test_a_word_leads_from_the_column_to_the_consumer(sources):
    word = dictionary().word("email")
    assert {(feed.source, feed.columns) for feed in word.feeds} == {("crm", ("mail",)), ("shop", ("e",))}
    assert {one.kind for one in word.survivals} == {"person", "organisation"}
    assert "Search by e-mail address" in {one.what for one in word.consumers}
    assert "email_form" in {one.code for one in word.rules}


# Column, how grave its loss is, what it decides, and the attributes that nothing else would feed.
LOSSES = [
    ("id", "severe", ("key of the record",), ()),
    ("changed", "severe", ("when the source changed it",), ()),
    ("first", "severe", (), ("Name",)),
    ("mail", "some", (), ()),
    ("job", "some", (), ("Occupation",)),
    ("score", "none", (), ()),
]


@pytest.mark.parametrize(("column", "weight", "roles", "alone"), LOSSES)
def test_what_breaks_without_a_column_is_told(sources, column, weight, roles, alone):
    found = next(one for one in column_impacts("crm") if one.column == column)
    assert (found.weight, found.roles, found.only_source_of) == (weight, roles, alone)


def test_an_optional_column_may_stay_away_and_a_mapped_one_may_not(sources):
    told = {one.column: one.delivery for one in column_impacts("crm")}
    assert "Refused" in told["first"]
    assert "refused" not in told["job"]


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("/admin/dictionary/", "Mailboxes the customer can be reached at."),
        ("/admin/dictionary/attributes/email/", "Search by e-mail address"),
        ("/admin/dictionary/sources/crm/", "still from Shop"),
    ],
)
def test_pages_show_it_to_viewers(sources, sign_in, address, text):
    answer = sign_in(VIEWER).get(address)
    assert answer.status_code == 200
    assert text in answer.content.decode()


@pytest.mark.parametrize("address", ["/admin/dictionary/attributes/nothing/", "/admin/dictionary/sources/nothing/"])
def test_what_there_is_not_is_not_found(sources, sign_in, address):
    assert sign_in(VIEWER).get(address).status_code == 404


def test_strangers_are_sent_to_the_sign_in(sources, client):
    for address in ("/admin/dictionary/", "/admin/profile/"):
        assert client.get(address).status_code == 302


def test_a_file_is_profiled_and_nothing_stored(sources, sign_in):
    answer = sign_in(STEWARD).post("/admin/profile/", upload(FILE, source="crm"))
    page = answer.content.decode()
    assert "E-mail" in page
    assert "ann@acme.de" not in page
    assert not SourceRecord.objects.exists()
    assert not Batch.objects.exists()


@pytest.mark.parametrize(("role", "is_shown"), [(STEWARD, True), (VIEWER, False)])
def test_personal_values_are_for_those_who_see_sensitive_attributes(sources, sign_in, role, is_shown):
    page = sign_in(role).post("/admin/profile/", upload(FILE, show_values="on")).content.decode()
    assert ("ann@acme.de" in page) is is_shown


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"a,a\n1,2\n", "twice.csv", "names columns twice"),
        (b"", "empty.csv", "empty"),
        (b"%PDF-1.4", "page.csv", "holds a PDF document"),
    ],
)
def test_a_broken_file_is_refused_in_words(sources, sign_in, content, name, words):
    answer = sign_in(STEWARD).post("/admin/profile/", upload(content, name))
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_a_file_over_the_limit_is_refused(sources, sign_in, monkeypatch):
    monkeypatch.setattr(pages, "LARGEST_MIB", 0)
    assert "larger than" in sign_in(STEWARD).post("/admin/profile/", upload(FILE)).content.decode()


def test_an_administrator_puts_the_mapping_in_force(sources, sign_in):
    browser = sign_in(ADMINISTRATOR)
    mapping = browser.post("/admin/profile/", upload(FILE, source="shop")).context["mapping_text"]
    answer = browser.post("/admin/profile/mapping/", {"mapping": mapping, "source": "shop"})
    active = SourceMapping.objects.get(source__code="shop", is_active=True)
    assert answer.status_code == 302
    assert (active.version, active.declaration) == (2, json.loads(mapping))


@pytest.mark.parametrize("mapping", ["{", "[]", '{"key": "id"}', json.dumps(MAPPING | {"kind": "martian"})])
def test_a_wrong_mapping_is_refused_and_kept_for_correction(sources, sign_in, mapping):
    answer = sign_in(ADMINISTRATOR).post("/admin/profile/mapping/", {"mapping": mapping, "source": "shop"})
    assert answer.context["mapping_text"] == mapping
    assert SourceMapping.objects.get(source__code="shop", is_active=True).version == 1


def test_others_put_nothing_in_force(sources, sign_in):
    browser = sign_in(STEWARD)
    assert browser.post("/admin/profile/mapping/", {"mapping": "{}", "source": "shop"}).status_code == 403
    assert "Put in force" not in browser.post("/admin/profile/", upload(FILE)).content.decode()


def test_the_command_writes_report_and_mapping(sources, tmp_path, capsys):
    file, report, mapping = tmp_path / "people.csv", tmp_path / "report.html", tmp_path / "mapping.json"
    file.write_bytes(FILE)
    call_command("profile", file, html=report, mapping_out=mapping)
    page = report.read_text(encoding="utf-8")
    assert "people.csv: 2 rows, 3 columns" in capsys.readouterr().out
    assert json.loads(mapping.read_text(encoding="utf-8"))["key"] == "id"
    assert "<svg" in page
    assert "ann@acme.de" not in page
    assert not {"http://", "https://", "<script", "<link"} & {
        one for one in ("http://", "https://", "<script", "<link") if one in page
    }


def test_the_command_shows_values_when_asked(sources, tmp_path, capsys):
    file = tmp_path / "people.csv"
    file.write_bytes(FILE)
    call_command("profile", file, json=True, show_values=True)
    assert "ann@acme.de" in capsys.readouterr().out


def test_the_command_refuses_in_words(sources, tmp_path):
    with pytest.raises(CommandError, match="is not there"):
        call_command("profile", tmp_path / "nothing.csv")
