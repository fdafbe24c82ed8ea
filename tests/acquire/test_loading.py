"""manage.py load and manage.py rejects, as their users meet them."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from mdm.acquire.queries import open_rejects, source
from mdm.models import Batch, CleanRecord, Reject, SourceRecord, SourceSystem, SourceVersion

pytestmark = pytest.mark.django_db

DECLARATION = {
    "file": {"delimiter": ";", "encoding": "cp1252"},
    "key": "id",
    "kind": "person",
    "updated_at": "at",
    "deleted": {"column": "op", "values": ["D"]},
    "entries": [{"column": "name", "attribute": "name"}, {"column": "mail", "attribute": "email"}],
}
SOURCES = [{"code": "crm", "label": "CRM", "default_country": "DE", "mapping": "x.json", "data": "x.csv"}]
HEADER = "id;name;mail;at;op"
ANN, BO, CY = "1;Ann Lee;ann@x.de;2020-01-02;", "2;Bo Löwe;bo@x.de;2020-01-02;", "3;Cy Day;cy@x.de;2020-01-02;"


@pytest.fixture
def folder(tmp_path, settings):
    (tmp_path / "mapping.json").write_text(json.dumps(DECLARATION))
    (tmp_path / "sources.json").write_text(json.dumps(SOURCES))
    return tmp_path


@pytest.fixture
def load(folder):
    """Loads lines under the header as the source's file; returns the batch's counts."""

    def run(*lines, header=HEADER, name="crm.csv", **options):
        path = folder / name
        path.write_bytes("\n".join((header, *lines, "")).encode("cp1252"))
        return loaded(path, **options)

    call_command(
        "load", "crm", *file_of(folder, ANN), register=folder / "sources.json", mapping=folder / "mapping.json"
    )
    return run


def file_of(folder, *lines):
    (folder / "first.csv").write_bytes("\n".join((HEADER, *lines, "")).encode("cp1252"))
    return [folder / "first.csv"]


def loaded(path, **options):
    out = io.StringIO()
    call_command("load", "crm", path, stdout=out, **options)
    batch = Batch.objects.latest("id")
    assert batch.state == Batch.State.DONE
    assert f"Batch {batch.pk}" in out.getvalue()
    return {
        name: getattr(batch, name)
        for name in ("new", "changed", "unchanged", "closed", "rejected")
        if getattr(batch, name)
    }


def test_a_first_load_registers_the_source_and_keeps_the_mapping(load):
    batch = Batch.objects.get()
    assert (batch.read, batch.new, batch.reader_report["encoding_how"]) == (1, 1, "stated")
    assert source("crm").default_country == "DE"
    assert CleanRecord.objects.count() == 1


def test_loading_again_changes_nothing(load):
    assert load(ANN, BO) == {"new": 1, "unchanged": 1}
    assert load(BO, ANN) == {"unchanged": 2}
    assert SourceVersion.objects.count() == 2


def test_a_delta_changes_and_deletes(load):
    load(ANN, BO)
    assert load("1;Ann Lee-May;ann@x.de;2021-01-02;", "2;;;;D") == {"changed": 1, "closed": 1}
    assert not CleanRecord.objects.filter(record__key="2").exists()


def test_a_snapshot_closes_what_has_vanished(load):
    load(ANN, BO, CY)
    assert load(BO, snapshot=True) == {"unchanged": 1, "closed": 2}
    assert load(ANN, BO, CY, snapshot=True) == {"changed": 2, "unchanged": 1}


def test_a_snapshot_keeps_what_it_refuses(load):
    load(ANN, BO, CY)
    assert load(ANN, "2;Bo;bo@x.de;soon;", snapshot=True) == {"unchanged": 1, "closed": 1, "rejected": 1}
    assert SourceRecord.objects.get(key="2").state == SourceRecord.State.OPEN


def test_a_snapshot_with_unreadable_keys_closes_nothing(load):
    load(ANN, BO, CY)
    assert load(ANN, ';"Bo;;', snapshot=True) == {"unchanged": 1, "rejected": 1}


def test_a_key_counts_once_per_file(load):
    assert load(BO, CY, BO, "3;Someone Else;;;") == {"new": 2, "unchanged": 1, "rejected": 1}
    reject = Reject.objects.get()
    assert (reject.problem, reject.line, reject.column, reject.key) == ("duplicate_key", 5, "id", "3")
    assert "line 3" in reject.message


def test_rejects_are_exported_corrected_and_loaded(load, folder):
    assert load(BO, ";Cy Day;cy@x.de;2020-01-02;", "4;Di;di@x.de;soon;", "5;E", '6;"F') == {"new": 1, "rejected": 4}
    exported = folder / "rejects.csv"
    call_command("rejects", "crm", out=exported, stdout=io.StringIO())
    with exported.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["reject_line"], row["reject_column"]) for row in rows] == [
        ("3", "id"),
        ("4", "at"),
        ("5", ""),
        ("6", ""),
    ]
    assert (rows[2]["id"], rows[2]["name"], rows[3]["reject_row"]) == ("5", "E", '6;"F')
    rows[0]["id"], rows[1]["at"], rows[3]["id"] = "3", "2020-03-04", "6"
    with exported.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    assert loaded(exported) == {"new": 4}
    assert open_rejects(source("crm").pk) == []
    assert set(SourceVersion.objects.get(record__key="4").payload) == {"id", "name", "mail", "at", "op"}
    assert load(CY) == {"unchanged": 1}


SLY = ["=1+1", "+491701234567", "-3", "'x", "@me", "'=1", "-2+3+cmd|' /C calc'!A0"]


def test_what_a_spreadsheet_would_run_comes_back_as_the_source_said_it(load, folder):
    load(*(f"s{number};{text};;soon;" for number, text in enumerate(SLY)))
    exported = folder / "rejects.csv"
    call_command("rejects", "crm", out=exported, stdout=io.StringIO())
    text = exported.read_text(encoding="utf-8-sig")
    exported.write_text(text.replace("soon", "2020-03-04"), encoding="utf-8-sig")

    assert [row["name"][:2] for row in csv.DictReader(io.StringIO(text))] == ["'=", "+4", "-3", "'x", "'@", "''", "'-"]
    assert loaded(exported) == {"new": len(SLY)}
    said = SourceVersion.objects.filter(record__key__startswith="s").order_by("record__key")
    assert [one.payload["name"] for one in said] == SLY


def test_a_reject_that_is_still_wrong_stays_one_reject(load):
    for _ in range(2):
        assert load(ANN, "4;Di;di@x.de;soon;") == {"unchanged": 1, "rejected": 1}
    assert len(open_rejects(source("crm").pk)) == 1


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        (b"", {}, "is empty"),
        (b"1;Ann;ann@x.de;;\n", {}, "no column"),
        (b"id;name;mail;at;op;colour\n", {}, "Column 'colour' is not mapped"),
        (b"id;name;name;at;op\n", {}, "names columns twice"),
        (b"PAR1....", {}, "holds parquet"),
        ("id;name;mail;at;op\n1;Löwe;;;\n".encode(), {}, "State utf-8"),
        (b"id;name;mail;at;op\n", {"snapshot": True}, "would close every"),
        (b"reject_id,id,name,mail,at,op\n1,2,B,,,\n", {"snapshot": True}, "would close every"),
        (b"id;name;mail;at;op\n", {"format": "json"}, "no JSON array"),
    ],
)
def test_a_bad_file_is_refused_before_anything_is_written(load, folder, content, options, says):
    (folder / "bad.csv").write_bytes(content)
    with pytest.raises(CommandError, match=says):
        call_command("load", "crm", folder / "bad.csv", **options)
    assert Batch.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"register": "none.json"}, "can't be read"),
        ({"register": "broken.json"}, "is no JSON document"),
        ({"register": "mapping.json"}, "lists no source system"),
        ({}, "There is no source system 'crm'"),
        ({"register": "sources.json"}, "has no mapping"),
        ({"register": "sources.json", "mapping": "sources.json"}, "must be an object"),
    ],
)
def test_what_is_missing_is_said(folder, arguments, says):
    (folder / "broken.json").write_text("{")
    (path,) = file_of(folder, ANN)
    with pytest.raises(CommandError, match=says):
        call_command("load", "crm", path, **{name: folder / file for name, file in arguments.items()})
    assert not Batch.objects.exists()


def test_sources_that_have_no_rejects_export_a_header(load, capsys):
    call_command("rejects", "crm")
    assert capsys.readouterr().out.startswith("reject_id,reject_line")
    with pytest.raises(CommandError, match="no source system"):
        call_command("rejects", "nobody")
    assert SourceSystem.objects.count() == 1
