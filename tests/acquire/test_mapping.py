"""What a declared mapping makes of a row."""

import datetime as dt

import pytest

from mdm.acquire.mapping import RowError
from mdm.records import CustomerKind
from tests.acquire.mappings import BERLIN, compiled, entry


def said(row, *entries, **declared):
    record = compiled(*entries, **declared).read({"id": "1", **row}, BERLIN)
    return [(one.attribute, dict(one.parts), one.usage) for one in record.values]


@pytest.mark.parametrize(
    ("row", "entries", "expected"),
    [
        ({"a": " Ann "}, [entry("a", "name", "given")], [("name", {"given": "Ann"}, "")]),
        ({"a": "Ann Lee"}, [entry("a", "name")], [("name", {"full": "Ann Lee"}, "")]),
        ({"a": ""}, [entry("a", "name")], []),
        ({"a": None}, [entry("a", "name")], []),
        (
            {"a": "Ann", "b": "Lee"},
            [entry("a", "name", "given"), entry("b", "name", "family")],
            [("name", {"given": "Ann", "family": "Lee"}, "")],
        ),
        (
            {"a": "Lee, Ann"},
            [entry("a", "name", split=",", parts=["family", "given"], otherwise="full")],
            [("name", {"family": "Lee", "given": "Ann"}, "")],
        ),
        (
            {"a": "Ann Lee"},
            [entry("a", "name", split=",", parts=["family", "given"], otherwise="full")],
            [("name", {"full": "Ann Lee"}, "")],
        ),
        (
            {"a": "Lee, Ann, Jr"},
            [entry("a", "name", split=",", parts=["family", "given"])],
            [("name", {"family": "Lee", "given": "Ann, Jr"}, "")],
        ),
        (
            {"a": "Main St", "b": "", "c": "5"},
            [entry(["a", "b", "c"], "address", "street", join=", ")],
            [("address", {"street": "Main St, 5"}, "")],
        ),
        (
            {"a": "1", "b": "2"},
            [entry("a", "phone"), entry("b", "phone")],
            [("phone", {"value": "1"}, ""), ("phone", {"value": "2"}, "")],
        ),
        (
            {"a": "1", "b": ""},
            [entry("a", "phone", usage="home", country="DE"), entry("b", "phone", usage="work", country="DE")],
            [("phone", {"value": "1", "country": "DE"}, "home")],
        ),
        (
            {"a": "1", "b": "FR"},
            [entry("a", "phone", country={"column": "b"})],
            [("phone", {"value": "1", "country": "FR"}, "")],
        ),
        ({"a": "", "b": "FR"}, [entry("a", "phone", country={"column": "b"})], []),
        (
            {"a": "X1", "b": "DMV"},
            [entry("a", "national_id", authority={"column": "b"})],
            [("national_id", {"value": "X1", "authority": "DMV"}, "")],
        ),
        (
            {"a": "a@x.de; b@x.de;;"},
            [entry("a", "email", values=";")],
            [("email", {"value": "a@x.de"}, ""), ("email", {"value": "b@x.de"}, "")],
        ),
        (
            {"a": ["a@x.de", None, "b@x.de"]},
            [entry("a", "email", values=";")],
            [("email", {"value": "a@x.de"}, ""), ("email", {"value": "b@x.de"}, "")],
        ),
        ({"a": ["Mary", "Ann"]}, [entry("a", "name", "given")], [("name", {"given": "Mary Ann"}, "")]),
        ({"a": 4915112345678.0}, [entry("a", "phone")], [("phone", {"value": "4915112345678"}, "")]),
        (
            {"a": 12345678901234567890123},
            [entry("a", "tax_id")],
            [("tax_id", {"value": "12345678901234567890123"}, "")],
        ),
        ({"a": True}, [entry("a", "status")], [("status", {"value": "true"}, "")]),
        ({"a": float("nan")}, [entry("a", "status")], []),
        (
            {"a": "Hill 1", "b": "Dale 2"},
            [entry("a", "address", "street", usage="home"), entry("b", "address", "street", usage="billing")],
            [("address", {"street": "Hill 1"}, "home"), ("address", {"street": "Dale 2"}, "billing")],
        ),
        (
            {"a": "Hill 1", "b": "Dale 2"},
            [entry("a", "address", "street", group="1"), entry("b", "address", "street", group="2")],
            [("address", {"street": "Hill 1"}, ""), ("address", {"street": "Dale 2"}, "")],
        ),
        ({}, [{"constant": "B", "attribute": "segment"}], [("segment", {"value": "B"}, "")]),
        (
            {"a": "Hill 1"},
            [entry("a", "address", "street"), {"constant": "DE", "attribute": "address", "part": "country"}],
            [("address", {"street": "Hill 1", "country": "DE"}, "")],
        ),
        (
            {"a": ""},
            [entry("a", "address", "street"), {"constant": "DE", "attribute": "address", "part": "country"}],
            [],
        ),
    ],
)
def test_entries_state_values(row, entries, expected):
    assert said(row, *entries) == expected


@pytest.mark.parametrize(
    ("text", "transform", "expected"),
    [
        ("03.02.1970", {"dates": "%d.%m.%Y"}, "1970-02-03"),
        ("1970/02/03", {"dates": ["%d.%m.%Y", "%Y/%m/%d"]}, "1970-02-03"),
        ("31.02.1970", {"dates": "%d.%m.%Y"}, "31.02.1970"),
        ("about 1970", {"dates": "%d.%m.%Y"}, "about 1970"),
        ("a-b-c", {"take": {"separator": "-", "piece": 1}}, "b"),
        ("a-b-c", {"take": {"separator": "-", "piece": -1}}, "c"),
        ("a-b-c", {"take": {"separator": "-", "piece": 3}}, None),
        (" Herr ", {"lookup": {"table": {"herr": "m"}}}, "m"),
        ("Dr", {"lookup": {"table": {"herr": "m"}}}, "Dr"),
        ("Dr", {"lookup": {"table": {"herr": "m"}, "otherwise": "drop"}}, None),
        ("0176/12", {"replace": {"/": ""}}, "017612"),
        ("ab", {"case": "upper"}, "AB"),
        ("1067", {"zero_pad": 5}, "01067"),
        ("D-1067", {"zero_pad": 5}, "D-1067"),
        ("49", {"prefix": "+"}, "+49"),
        ("+49", {"prefix": "+"}, "+49"),
    ],
)
def test_transforms_change_the_text(text, transform, expected):
    values = said({"a": text}, entry("a", "status", transforms=[transform]))
    assert [parts["value"] for _, parts, _ in values] == ([] if expected is None else [expected])


def test_transforms_follow_one_another():
    steps = [{"take": {"separator": ":", "piece": 1}}, {"zero_pad": 4}, {"prefix": "N"}]
    assert said({"a": "x:7"}, entry("a", "status", transforms=steps)) == [("status", {"value": "N0007"}, "")]


@pytest.mark.parametrize(
    ("rule", "row", "kind"),
    [
        ("organisation", {}, CustomerKind.ORGANISATION),
        ({"column": "t", "lookup": {"P": "person", "C": "organisation"}}, {"t": " c "}, CustomerKind.ORGANISATION),
        ({"column": "t", "lookup": {"C": "organisation"}, "otherwise": "person"}, {"t": ""}, CustomerKind.PERSON),
        (
            {"organisation_if": {"filled": ["co"], "empty": ["last"]}},
            {"co": "X", "last": ""},
            CustomerKind.ORGANISATION,
        ),
        ({"organisation_if": {"filled": ["co"], "empty": ["last"]}}, {"co": "X", "last": "Lee"}, CustomerKind.PERSON),
        ({"organisation_if": {"filled": ["co"]}}, {"co": ""}, CustomerKind.PERSON),
    ],
)
def test_the_kind_is_constant_or_told_by_the_row(rule, row, kind):
    mapping = compiled(entry("mail", "email"), kind=rule)
    assert mapping.read({"id": "1", "mail": "", **row}, BERLIN).kind is kind


def test_a_column_may_mean_one_thing_for_persons_and_another_for_organisations():
    entries = [
        entry("n", "name", "full", **{"for": "person"}),
        entry("n", "organisation_name", **{"for": "organisation"}),
        entry("co", "employer"),
    ]
    kind = {"column": "t", "lookup": {"P": "person", "C": "organisation"}}
    row = {"n": "Lee", "co": "Acme"}
    assert said({**row, "t": "P"}, *entries, kind=kind) == [
        ("name", {"full": "Lee"}, ""),
        ("employer", {"value": "Acme"}, ""),
    ]
    assert said({**row, "t": "C"}, *entries, kind=kind) == [("organisation_name", {"value": "Lee"}, "")]


@pytest.mark.parametrize(
    ("text", "formats", "utc"),
    [
        ("2020-01-02", None, "2020-01-01T23:00:00+00:00"),
        ("2020-07-02T10:00:00Z", None, "2020-07-02T10:00:00+00:00"),
        ("02.07.2020", None, "2020-07-01T22:00:00+00:00"),
        ("02/07/2020 10:30", ["%d/%m/%Y %H:%M"], "2020-07-02T08:30:00+00:00"),
        (1593684000, "epoch_seconds", "2020-07-02T10:00:00+00:00"),
        ("1593684000000", ["iso", "epoch_milliseconds"], "2020-07-02T10:00:00+00:00"),
        ("", None, None),
    ],
)
def test_times_are_aware(text, formats, utc):
    rule = {"column": "at", "formats": formats} if formats else "at"
    found = compiled(entry("a", "status"), updated_at=rule).read({"id": "1", "at": text}, BERLIN).updated_at
    assert (found and found.astimezone(dt.UTC).isoformat()) == utc


DELETED = {"column": "op", "values": ["D", "del"]}
TYPED = {"column": "t", "lookup": {"P": "person"}}


@pytest.mark.parametrize(
    ("row", "declared", "column", "problem"),
    [
        ({"id": " "}, {}, "id", "missing_key"),
        ({"id": "N/A"}, {"missing": ["N/A"]}, "id", "missing_key"),
        ({"id": "x" * 300}, {}, "id", "key_too_long"),
        ({"id": "1", "b": ""}, {"key": ["id", "b"]}, "b", "missing_key"),
        ({"id": "1", "t": "?"}, {"kind": TYPED}, "t", "unknown_kind"),
        ({"id": "1", "op": "?"}, {"deleted": {**DELETED, "live": ["U"]}}, "op", "unknown_deletion"),
        ({"id": "1", "at": "soon"}, {"updated_at": "at"}, "at", "unreadable_time"),
        ({"id": "1", "at": "0001-01-01"}, {"created_at": "at"}, "at", "unreadable_time"),
        ({"id": "1", "at": "9999-12-31"}, {"created_at": "at"}, "at", "unreadable_time"),
        ({"id": "1", "a": "x" * 10_000}, {}, "a", "value_too_long"),
        ({"id": "1", "a": "x" * 101}, {"field_limit": 100}, "a", "value_too_long"),
    ],
)
def test_a_row_that_would_be_filed_wrongly_is_refused(row, declared, column, problem):
    with pytest.raises(RowError) as refusal:
        compiled(entry("a", "status"), **declared).read(row, BERLIN)
    assert (refusal.value.column, refusal.value.problem) == (column, problem)
    assert refusal.value.remedy
    assert not any(len(text) > 1 and text in refusal.value.message for text in row.values())


def test_a_long_value_in_an_unmapped_column_costs_nothing():
    assert said({"a": "x", "note": "y" * 10_000}, entry("a", "status")) == [("status", {"value": "x"}, "")]


@pytest.mark.parametrize(("op", "is_deleted"), [("D", True), ("DEL ", True), ("U", False), ("", False)])
def test_deletions_are_told_by_declared_texts(op, is_deleted):
    assert compiled(entry("a", "status"), deleted=DELETED).read({"id": "1", "op": op}, BERLIN).is_deleted is is_deleted


def test_a_deletion_needs_no_kind():
    mapping = compiled(entry("a", "email"), kind=TYPED, deleted=DELETED)
    assert mapping.read({"id": "1", "op": "D", "t": ""}, BERLIN).is_deleted


def test_a_composite_key_is_joined():
    mapping = compiled(entry("a", "status"), key=["id", "b"], key_separator="-")
    assert mapping.read({"id": "1", "b": "2"}, BERLIN).key == "1-2"


def test_without_a_key_the_row_itself_is_the_key():
    mapping = compiled(entry("a", "status"), key={"content": True})
    keys = [mapping.read(row, BERLIN).key for row in ({"a": "x", "b": "y"}, {"b": "y", "a": "x"}, {"a": "x", "b": "z"})]
    assert keys[0] == keys[1] != keys[2]


def test_missing_texts_count_as_empty():
    assert said({"a": "NULL", "b": "\\N"}, entry("a", "email"), entry("b", "status"), missing=["NULL", "\\N"]) == []
