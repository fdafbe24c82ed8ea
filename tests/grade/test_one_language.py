"""Rules mean the same in Python, one record at a time, and in SQL over a table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import orjson
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from mdm.catalogue.defaults import default_catalogue
from mdm.grade.defaults import default_rules
from mdm.grade.language import DEEPEST
from mdm.grade.predicates import Subject, shared_key
from mdm.grade.rules import rule_from_json, ruleset
from mdm.grade.scores import Grader
from mdm.grade.statements import outcomes
from mdm.records import AttributeKind, CleanValue

TODAY = date(2026, 3, 1)
CATALOGUE = default_catalogue()
LISTS = {
    "countries": frozenset({"de", "us"}),
    "known_postcodes": frozenset({"de|10115"}),
    "postcode_cities": frozenset({"de|10115|berlin"}),
}
LIVES = {("email", "person", "crm"): 30.0, ("phone", "person", "shop"): 9_000.5, ("email", "organisation", "crm"): 1.0}
CODES = {"email": "email", "phone": "phone", "address": "address", "birth_date": "birth_date", "tax_id": "identifier"}

texts = some.sampled_from(
    [
        "",
        "a",
        "10115",
        "berlin",
        "de",
        "Müller GmbH",
        "x'; --",
        "12",
        "-3.5",
        "1980-02-03",
        "2026-02-28",
        "ß\n",
        "%s",
        "é|",
    ]
)
parts = some.sampled_from(["value", "postcode", "city", "country", "street"])
flags = some.lists(
    some.sampled_from(["placeholder", "malformed", "shared", "implausible", "partial"]), max_size=2, unique=True
)
values = some.builds(
    lambda code, clean, said, display, usage, flags: CleanValue(
        code, AttributeKind(CODES[code]), said, clean, display, usage, tuple(flags)
    ),
    some.sampled_from(sorted(CODES)),
    some.dictionaries(parts, texts, max_size=3),
    some.dictionaries(parts, texts, max_size=2),
    texts,
    some.sampled_from(["", "home"]),
    flags,
)
moments = some.none() | some.integers(0, 18_000).map(
    lambda days: datetime(1976, 1, 1, tzinfo=UTC) + timedelta(days, hours=days % 24)
)
subjects = some.builds(
    Subject,
    kind=some.sampled_from(["person", "organisation"]),
    country=some.sampled_from(["", "DE", "US"]),
    values=some.lists(values, max_size=4),
    today=some.just(TODAY),
    source=some.sampled_from(["crm", "shop"]),
    created=moments,
    updated=moments,
    loaded=moments,
    golden=some.dictionaries(some.sampled_from(sorted(CODES)), some.dictionaries(parts, texts, max_size=2), max_size=2),
    customers=some.just({}),
    lists=some.just(LISTS),
)

operands = some.recursive(
    some.one_of(
        texts,
        parts.map(lambda part: {"part": part}),
        parts.map(lambda part: {"said": part}),
        parts.map(lambda part: {"golden": part}),
        some.sampled_from(
            [{"own": "display"}, {"own": "usage"}, {"record": "country"}, {"record": "created"}, {"today": -30}]
        ),
        some.tuples(some.sampled_from(sorted(CODES)), parts).map(lambda both: {"other": list(both)}),
    ),
    lambda inner: some.lists(inner, min_size=2, max_size=2).map(lambda both: {"join": both}),
    max_leaves=3,
)
numbers = some.recursive(
    some.one_of(
        some.sampled_from([0, 1, 12, -3.5, 4000]),
        operands.map(lambda text: {"length": text}),
        operands.map(lambda text: {"number": text}),
        some.sampled_from([{"age": "updated"}, {"age": "created"}, {"fact": "customers"}, {"half_life": 4000}]),
    ),
    lambda inner: some.one_of(
        some.tuples(some.sampled_from(["add", "subtract"]), inner, inner).map(lambda one: {one[0]: [one[1], one[2]]}),
        some.tuples(some.sampled_from(["multiply", "divide"]), inner, some.sampled_from([3, 0.1, -7])).map(
            lambda one: {one[0]: [one[1], one[2]]}
        ),
    ),
    max_leaves=3,
)
compared = some.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"])
patterns = some.sampled_from([r"\d{5}", r".*GmbH", r"[A-Z].+", r"(de|us)", r"-?\d+(\.\d{1,6})?", r"[^b]{1,9}"])
conditions = some.recursive(
    some.one_of(
        some.tuples(compared, operands, operands).map(lambda one: {one[0]: [one[1], one[2]]}),
        some.tuples(compared, numbers, numbers).map(lambda one: {one[0]: [one[1], one[2]]}),
        operands.map(lambda text: {"present": text}),
        some.sampled_from([{"is": "valid"}, {"is": "identifying"}, {"is": "empty"}, {"flag": ["shared", "partial"]}]),
        some.tuples(operands, some.lists(texts, min_size=1, max_size=3)).map(lambda one: {"in": [one[0], one[1]]}),
        some.tuples(operands, some.sampled_from(sorted(LISTS))).map(lambda one: {"listed": [one[0], one[1]]}),
        some.tuples(operands, patterns).map(lambda one: {"matches": [one[0], one[1]]}),
    ),
    lambda inner: some.one_of(
        some.lists(inner, min_size=1, max_size=3).map(lambda all_: {"all": all_}),
        some.lists(inner, min_size=1, max_size=3).map(lambda any_: {"any": any_}),
        inner.map(lambda one: {"not": one}),
    ),
    max_leaves=4,
).filter(lambda one: depth(one) <= DEEPEST)


def depth(stated):
    """How deep a condition is nested."""
    if isinstance(stated, dict):
        return 1 + max(depth(one) for one in stated.values())
    return max((depth(one) for one in stated), default=0) if isinstance(stated, list) else 0


def declared(number, holds, when):
    return {
        "code": f"rule_{number}", "label": "x", "dimension": "validity", "targets": sorted(CODES), "holds": holds,
        "when": when, "message": "x", "remedy": "x",
    }  # fmt: skip


def rules_of(declarations):
    return ruleset([rule_from_json(one, CATALOGUE, lists=LISTS, half_lives=LIVES) for one in declarations])


def table_of(subjects):
    """The subjects as the grading statement's base relation."""
    rows = [
        {
            "id": number, "kind": one.kind, "country": one.country, "source": one.source, "created": one.created,
            "updated": one.updated, "loaded": one.loaded, "values": [value.as_json() for value in one.values],
            "golden": dict(one.golden),
        }
        for number, one in enumerate(subjects)
    ]  # fmt: skip
    text = orjson.dumps(rows).decode().replace("'", "''").replace("%", "%%")
    return (
        f"SELECT *, 1::bigint AS revision, 0::bigint AS mark FROM jsonb_to_recordset('{text}'::jsonb) AS t(id bigint, "
        "kind text, country text, source text, created timestamptz, updated timestamptz, loaded timestamptz, "
        '"values" jsonb, golden jsonb)'
    )


def by_sql(subjects, rules):
    with connection.cursor() as cursor:
        cursor.execute(outcomes(table_of(subjects).replace("%%", "%"), rules, today=TODAY))
        return {number: outcome for number, outcome, *_ in cursor.fetchall()}


@pytest.fixture
def lists(db):
    from mdm.grade.lists.actions import set_list

    for code, entries in LISTS.items():
        set_list(code, code, entries)


@given(
    some.lists(subjects, min_size=1, max_size=6),
    some.lists(some.tuples(conditions, some.none() | conditions), min_size=1, max_size=4),
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_rule_comes_to_the_same(lists, subjects, conditions):
    rules = rules_of(declared(number, *both) for number, both in enumerate(conditions))

    assert by_sql(subjects, rules) == {number: Grader(rules).outcome(one) for number, one in enumerate(subjects)}


@given(some.lists(subjects, min_size=1, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_shipped_rules_come_to_the_same(lists, subjects):
    rules = rules_of(default_rules(CATALOGUE))

    assert by_sql(subjects, rules) == {number: Grader(rules).outcome(one) for number, one in enumerate(subjects)}


def test_shared_values_are_counted_under_one_key(db):
    from mdm.models import SharedValue

    value = CleanValue("tax_id", AttributeKind.IDENTIFIER, {}, {"value": "12", "authority": "tax"}, "12")
    subject = Subject("person", "DE", [value], TODAY, customers={shared_key(value): 3}, lists=LISTS)
    SharedValue.objects.create(key=shared_key(value), customers=3)
    rules = rules_of([declared(1, {"le": [{"fact": "customers"}, 2]}, None)])

    assert by_sql([subject], rules) == {0: Grader(rules).outcome(subject)}
    assert Grader(rules).grade(Grader(rules).outcome(subject)).failures == ("tax_id:rule_1",)
