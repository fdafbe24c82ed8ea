"""Reference lists: files are checked as a whole, each replacement is a version, and grades follow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mdm.errors import ConflictError, InvalidInputError, NotFoundError
from mdm.grade import queries as grades
from mdm.grade.lists import queries
from mdm.grade.lists.reading import read_list
from mdm.grade.shared import MOST_ENTRIES
from mdm.models import LedgerEntry, QualityResult, ReferenceVersion
from mdm.pipeline.quality import grading
from mdm.pipeline.quality.lists import Wanted, preview, replace_list, restore_list
from tests.pipeline.people import BOB, ROBERT, STRANGER

READ = [
    # text, options, entries
    ("Berlin\nKöln\n", {}, {"berlin", "koeln"}),
    ("\ufeffBerlin\r\n\r\nBERLIN\r\n", {}, {"berlin"}),
    ("Postcode;City\n50667;Köln\n", {"has_header": True}, {"50667|koeln"}),
    ('"Frankfurt, Main",de\n', {}, {"frankfurt main|de"}),
    ("A+\n", {"form": "code"}, {"a+"}),
    ("DE|50667\n", {"form": "as_is"}, None),
    ("DE\n", {"form": "as_is"}, {"DE"}),
]


@pytest.mark.parametrize(("text", "options", "entries"), READ)
def test_files_become_comparable_entries(text, options, entries):
    if entries is None:
        with pytest.raises(InvalidInputError):
            read_list(text, **options)
    else:
        assert read_list(text, **options).entries == entries


BAD = [
    ("", "lists nothing"),
    ("head\n", "lists nothing"),
    ("a,b\nc\n", "line 2 has 1 columns, not 2"),
    ("a,b\nc,\n", "line 2 has an empty cell"),
    ("a\n!!\n", "line 2 has an empty cell, or one without letters"),
    ("a\nb|c\n", r"line 2 holds the sign \|"),
    ("a\n" + "x" * 401, "line 2 is longer than 400"),
    ("a\0b", "NUL"),
    ("a\n" * (MOST_ENTRIES + 1), "more than 200,000 lines"),
    ("x,y\n" + "c\n" * 7, "line 6 has 1 columns, not 2, and 2 more"),
]


@pytest.mark.parametrize(("text", "told"), BAD, ids=range(len(BAD)))
def test_bad_files_are_refused_with_their_lines(text, told):
    with pytest.raises(InvalidInputError, match=told):
        read_list(text, has_header=text.startswith("head"))


@given(some.sets(some.text("abcXYZ 019", min_size=1).filter(str.strip), min_size=1))
def test_reading_what_was_read_changes_nothing(texts):
    once = read_list("\n".join(texts)).entries

    assert read_list("\n".join(once)).entries == once


def replaced(text, **options):
    return replace_list(Wanted("roles", "Buying roles", text, **options), actor=None)


def test_each_replacement_is_a_version_and_can_be_brought_back(db):
    first, second = replaced("buyer\nuser\n"), replaced("user\nowner\n", note="New names")
    same = replaced("owner\nuser\n")
    looked = preview(Wanted("roles", "", "user\nboss\n"))
    back = restore_list("roles", 1, actor=None)

    assert (first.version, second.version, second.added, second.removed, same.version) == (1, 2, 1, 1, 2)
    assert (looked.added, looked.removed) == (("boss",), ("owner",))
    assert (back.version, set(queries.all_entries("roles"))) == (3, {"buyer", "user"})
    assert queries.entries_at("roles", 2) == {"owner", "user"}
    assert [one.note for one in ReferenceVersion.objects.filter(list="roles")] == ["As version 1", "New names", ""]
    assert LedgerEntry.objects.filter(subject="reference_list:roles").count() == 4


REFUSED = [
    (Wanted("Roles", "x", "a"), InvalidInputError, "no name"),
    (Wanted("roles", " ", "a"), InvalidInputError, "needs a label"),
    (Wanted("known_postcodes", "x", "a"), ConflictError, "learnt from the records"),
    (Wanted("roles", "x", "a", form="verse"), InvalidInputError, "no such form"),
]


@pytest.mark.parametrize(("wanted", "error", "told"), REFUSED)
def test_what_is_no_list_is_refused(installation, wanted, error, told):
    with pytest.raises(error, match=told):
        replace_list(wanted, actor=None)


def test_a_version_that_never_was_is_refused(db):
    replaced("a")
    with pytest.raises(NotFoundError):
        restore_list("roles", 7, actor=None)


RULE = {
    "code": "known_name", "label": "Name is listed", "dimension": "validity", "targets": ["name"], "message": "m",
    "remedy": "r", "holds": {"listed": [{"part": "given"}, "roles"]},
}  # fmt: skip


def failing():
    return set(
        QualityResult.objects.filter(failures__contains=["name:known_name"]).values_list("record__key", flat=True)
    )


def adopt(rule=RULE):
    pk = grading.declare_rule(rule, actor=None)
    grading.try_rule(pk)
    grading.activate_rule(pk, actor=None)


def test_records_are_graded_anew_by_a_changed_list(installation):
    replaced("Robert")
    adopt()
    installation.load("crm", [ROBERT, BOB])
    at_writing = failing()
    installation.nightly()
    before = failing()
    replaced("Bob")
    installation.nightly()

    assert (at_writing, before, failing()) == ({"2"}, {"2"}, {"1"})


# The list's conditions, and how many grades of ALICE and BOB, with their golden records, a changed "bob" moves.
ASKING = [
    ({"holds": {"listed": [{"part": "given"}, "roles"]}}, 2),
    ({"holds": {"present": {"part": "given"}}, "when": {"not": {"listed": [{"part": "given"}, "roles"]}}}, 2),
    ({"holds": {"any": [{"listed": [{"own": "display"}, "roles"]}, {"listed": [{"part": "given"}, "roles"]}]}}, 2),
    ({"targets": ["email"], "holds": {"listed": [{"other": ["name", "given"]}, "roles"]}}, 2),
    ({"scope": "record", "holds": {"listed": [{"other": ["name", "given"]}, "roles"]}}, 2),
    ({"holds": {"listed": [{"part": "family"}, "roles"]}}, 0),
]


@pytest.mark.parametrize(("changes", "count"), ASKING, ids=range(len(ASKING)))
def test_only_what_a_changed_list_concerns_is_graded_again(installation, changes, count):
    replaced("Robert")
    adopt({**RULE, **changes})
    installation.load("crm", [STRANGER, BOB])
    installation.nightly()
    replaced("Robert\nBob")
    changed, again = installation.nightly().result, installation.nightly().result

    assert changed["share"]["called_up_by_lists"] == count
    graded = changed.get("grade", {})
    assert (graded.get("graded", 0), graded.get("golden_graded", 0)) == (count // 2, count // 2)
    assert again["share"]["called_up_by_lists"] == 0
    assert "grade" not in again


def test_a_postcode_that_becomes_known_is_told_the_same_night(installation):
    rows = [{**STRANGER, "id": f"n{number}", "email": f"n{number}@a.example"} for number in range(8)]
    installation.load("crm", [*rows, {**ROBERT, "id": "far"}])
    installation.nightly()
    astray = {**BOB, "postcode": "10001", "city": "Springfield"}
    installation.load("shop", [astray])
    installation.nightly()
    before = QualityResult.objects.filter(failures__contains=["address:postcode_city"]).count()
    many = [{**STRANGER, "id": f"m{number}", "email": f"m{number}@b.example"} for number in range(40)]
    installation.load("crm", many)
    night = installation.nightly().result

    assert before == 0
    assert QualityResult.objects.get(failures__contains=["address:postcode_city"]).record.key == "2"
    # All but the one far away.
    assert night["grade"]["graded"] == 49
    assert night["share"]["called_up_by_lists"] > 0


def test_a_list_too_long_for_the_write_is_left_to_the_night(installation, monkeypatch):
    monkeypatch.setattr(grades, "MOST_AT_HAND", 1)
    replaced("Robert\nBob")

    assert grades.lists_at_hand(["roles"]) == {}


def test_what_is_learnt_by_night_is_compared_with_at_the_next_write(installation):
    many = [{**STRANGER, "id": f"m{number}", "email": f"m{number}@b.example"} for number in range(40)]
    installation.load("crm", many)
    installation.nightly()
    taken = installation.take_in("shop", {**BOB, "postcode": "10001", "city": "Springfield"})

    assert "postcode_city" in [one.rule for one in taken.findings]
