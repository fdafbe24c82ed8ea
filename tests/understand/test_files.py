"""Facts from files: rows by themselves, rejects to correct and load again."""

from __future__ import annotations

import csv

import pytest
from django.core.management import CommandError, call_command

from mdm.models import Interaction, Relationship
from tests.world import World

HEADER = "key,record.key,at,channel,score,subject\n"
GOOD = "a,1,2026-02-01T10:00:00Z,phone,80,Called\n"
BAD = "b,1,2026-02-01T10:00:00Z,pigeon,,=Flew\n"
NO_KEY = ",1,2026-02-01T10:00:00Z,phone,,\n"


@pytest.fixture
def load(db, tmp_path, capsys):
    World().record("crm", "1", full_name="Anna Schmidt")

    def run(text, kind="interaction", source="crm", **options):
        file = tmp_path / "facts.csv"
        file.write_text(text)
        call_command("facts", kind, source, str(file), **options)
        return capsys.readouterr().out

    return run


def test_a_file_is_taken_in_once(load):
    assert "1 created, 0 changed, 0 unchanged, 0 rejected." in load(HEADER + GOOD)
    assert "0 created, 0 changed, 1 unchanged, 0 rejected." in load(HEADER + GOOD)
    assert "0 created, 1 changed, 0 unchanged, 0 rejected." in load(HEADER + GOOD.replace("80", "90"))
    row = Interaction.objects.get()
    assert (row.key, row.record_key, row.score, row.subject, row.number) == ("a", "1", 90, "Called", 2)


def test_what_can_not_be_taken_is_corrected_and_loaded_again(load, tmp_path):
    out = tmp_path / "rejects.csv"
    told = load(HEADER + GOOD + BAD + NO_KEY, rejects=out)
    assert "1 created, 0 changed, 0 unchanged, 2 rejected." in told
    rows = list(csv.DictReader(out.open(encoding="utf-8-sig")))
    assert [(one["reject_line"], one["reject_column"]) for one in rows] == [("3", "channel"), ("4", "key")]
    assert "Declared are:" in rows[0]["reject_remedy"]
    corrected = out.read_text(encoding="utf-8-sig").replace("pigeon", "web").replace(",,1,", ",c,1,")
    assert "2 created, 0 changed, 0 unchanged, 0 rejected." in load(corrected)
    assert Interaction.objects.get(key="b").subject == "=Flew"


def test_relationships_name_both_ends(load):
    load("key,record.key,type,to.source,to.key,since\nr,1,contact_of,crm,2,2024-01-01\n", kind="relationship")
    row = Relationship.objects.get()
    assert (row.record_key, row.to_key, str(row.since)) == ("1", "2", "2024-01-01")


@pytest.mark.parametrize(("text", "source", "told"), [
    ("record.key,at\n1,x\n", "crm", "no column 'key'"), (HEADER, "nowhere", "no source system"),
])  # fmt: skip
def test_files_that_can_not_be_read_are_refused(load, text, source, told):
    with pytest.raises(CommandError, match=told):
        load(text, source=source)
