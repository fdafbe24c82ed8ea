"""manage.py quality: what people keep of rules and lists from the command line, and what scripts read of scorecards."""

from __future__ import annotations

import csv
import json

import pytest
from django.core.management import CommandError, call_command

from mdm.models import QualityRule
from tests.pipeline.people import BOB, ROBERT

RULE = {
    "code": "no_bobs", "label": "No Bobs", "dimension": "validity", "targets": ["name"], "message": "A Bob.",
    "remedy": "Ask.", "holds": {"ne": [{"part": "given"}, "bob"]},
}  # fmt: skip


@pytest.fixture
def run(installation, capsys):
    installation.load("crm", [ROBERT, BOB])

    def called(*arguments):
        capsys.readouterr()
        call_command("quality", *map(str, arguments))
        return capsys.readouterr().out

    return called


@pytest.fixture
def file(tmp_path):
    def written(content, name="rules.json"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return written


def test_a_rule_from_a_file_is_tried_kept_tested_activated_and_retired(run, file):
    assert "1 of 2 tests fail, in 2 records" in run("test", file(RULE))
    assert not QualityRule.objects.filter(code="no_bobs").exists()
    assert "1 draft kept" in run("import", file(RULE))
    with pytest.raises(CommandError, match="not tried yet"):
        run("activate", "no_bobs")
    run("test", "no_bobs")
    assert "is in force" in run("activate", "no_bobs", "--reason", "Asked for")
    assert "no_bobs" in run("rules")
    assert '"holds"' in run("show", "no_bobs")
    assert "out of force" in run("retire", "no_bobs")
    assert "no_bobs" not in run("rules")
    assert "no_bobs" in run("rules", "--state", "retired")


def test_what_is_exported_can_be_imported_and_changes_nothing(run, file, tmp_path):
    run("export", "--out", tmp_path / "out.json")
    rules = json.loads((tmp_path / "out.json").read_text())
    assert "0 drafts kept" in run("import", tmp_path / "out.json")
    changed = [{**rules[0], "weight": 7}, *rules[1:]]
    assert "1 draft kept" in run("import", file(changed), "--activate")
    assert QualityRule.objects.get(code=rules[0]["code"], state="active").weight == 7


def test_rules_that_a_new_version_ships_come_as_drafts(run, tmp_path):
    run("export", "--shipped", "--out", tmp_path / "shipped.json")
    assert "0 drafts kept" in run("import", tmp_path / "shipped.json")
    old = QualityRule.objects.get(code="contact_fresh")
    old.declaration["holds"] = {"le": [{"age": "updated"}, 1095]}
    old.save()
    assert "1 draft kept" in run("import", tmp_path / "shipped.json")
    draft = QualityRule.objects.get(code="contact_fresh", state="draft")
    assert (draft.version, draft.declaration["holds"]["le"][1]) == (2, {"half_life": 1095})


BAD = [
    ({"holds": {"and": []}}, r'1\. rule no_bobs.holds uses "and"'),
    ({"targets": ["shoe_size"]}, 'targets names the attribute "shoe_size"'),
    ({"holds": {"gt": [{"divide": [{"length": {"part": "given"}}, 0]}, 1]}}, r"divide\[1\] divides by zero"),
    ({"holds": {"matches": [{"part": "given"}, "(a+)+b"]}}, r"matches\[1\]: in the pattern at sign 6"),
]


@pytest.mark.parametrize("act", ["test", "import"])
@pytest.mark.parametrize(("changes", "told"), BAD)
def test_bad_rules_are_refused_with_the_place(run, file, act, changes, told):
    with pytest.raises(CommandError, match=told):
        run(act, file({**RULE, **changes}))

    assert not QualityRule.objects.filter(code="no_bobs").exists()


def test_one_bad_rule_keeps_the_whole_file_out_and_all_are_named(run, file):
    with pytest.raises(CommandError, match=r'2\. rule b.*"and".*3\. It is no object.*no_bobs stands in the file twice'):
        run("import", file([RULE, {**RULE, "code": "b", "holds": {"and": []}}, "x", RULE]))

    assert not QualityRule.objects.filter(code="no_bobs").exists()


@pytest.mark.parametrize("content", ["{", "[]", "7", '"x"'])
def test_a_file_without_rules_is_refused(run, file, content):
    with pytest.raises(CommandError):
        run("import", file(content))


def test_scorecards_as_text_table_and_document(run, installation, tmp_path):
    with pytest.raises(CommandError, match="no scorecards yet"):
        run("scorecards")
    installation.nightly()
    assert "crm" in run("scorecards")
    run("scorecards", "--format", "csv", "--out", tmp_path / "cards.csv")
    lines = list(csv.DictReader((tmp_path / "cards.csv").read_text().splitlines()))
    document = json.loads(run("scorecards", "--format", "json", "--source", "crm"))
    (card,) = document["scorecards"]
    assert {line["source"] for line in lines} == {"all", "crm"}
    assert (card["source"], card["records"], card["duplicates"]) == ("crm", 2, 1)
    assert sum(line["source"] == "crm" for line in lines) == len(card["lines"])
    assert run("failing", "birth_date_there", "birth_date") == ""
    assert run("failing", "national_id_there", "national_id", "--limit", 1).startswith("crm\t1\t")


def test_lists_from_the_command_line(run, file, tmp_path):
    roles = file("Buyer\nUser\n", "roles.csv")
    assert "2 would be added" in run("list-import", "roles", roles, "--label", "Roles", "--check")
    assert "Version 1: 2 entries" in run("list-import", "roles", roles, "--label", "Roles")
    run("list-import", "roles", file("Boss\n", "roles.csv"))
    assert run("list-export", "roles") == "boss\n"
    assert run("list-export", "roles", "--version", 1) == "buyer\nuser\n"
    assert "Roles; no rule" in run("lists")
    (tmp_path / "latin.csv").write_bytes("Köln".encode("latin-1"))
    with pytest.raises(CommandError, match="no UTF-8"):
        run("list-import", "roles", tmp_path / "latin.csv")
