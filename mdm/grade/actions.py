"""Writing grades of records and golden records."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from mdm import prepared
from mdm.bulk import id_array, incoming, json_text, text_array
from mdm.catalogue.queries import catalogue
from mdm.grade import queries
from mdm.grade.golden import golden_subject, kind_of_value
from mdm.grade.predicates import Subject, shared_key
from mdm.grade.rules import Ruleset
from mdm.grade.scores import Grade, Yardstick, grader_of
from mdm.grade.sql import quoted
from mdm.grade.statements import (
    ALONE,
    COUNT_MOVED,
    DUE_GOLDEN,
    FORGET_GONE,
    SOME_GOLDEN,
    SOME_RECORDS,
    golden_of,
    outcomes,
)
from mdm.records import Catalogue


@dataclass(frozen=True, slots=True)
class Graded:
    """A record's id with its grade."""

    record: int
    grade: Grade


def digest_of(rules: str, outcome: str) -> str:
    """What an outcome under one state of the rules is stored by."""
    return hashlib.md5(f"{rules}{outcome}".encode(), usedforsecurity=False).hexdigest()


def write(graded: Iterable[Graded], rules: str) -> None:
    """Store grades told without looking at other records, replacing older ones; the nightly job tells the rest.

    `rules` is the digest of the rules they were graded by.
    """
    rows = list(graded)
    if not rows:
        return
    if _store(rows, rules) < len(rows):
        _keep_outcomes({one.grade.outcome: one.grade for one in rows}, rules)
        _store(rows, rules)


def _store(rows: Sequence[Graded], rules: str) -> int:
    """Store the grades whose outcomes are kept already, as nearly all are; how many."""
    digests = [digest_of(rules, one.grade.outcome) for one in rows]
    with prepared.own_cursor() as cursor:
        cursor.execute(
            _STORE.format(
                revision="0", counted="NULL::bigint", keep="", rows="unnest(%s::bigint[], %s::text[]) AS g(id, digest)"
            ),
            [rules, id_array([one.record for one in rows]), text_array(digests)],
        )
        return int(cursor.rowcount)


_STORE = """
INSERT INTO mdm_qualityresult (record_id, score, completeness, validity, failures, outcome_id, rules, revision,
  counted_id, graded_at)
SELECT g.id, o.score, o.completeness, o.validity, o.failures, o.id, %s::text, {revision}, {counted}, now()
FROM {rows} JOIN mdm_qualityoutcome o USING (digest) ORDER BY g.id
ON CONFLICT (record_id) DO UPDATE SET score = EXCLUDED.score, completeness = EXCLUDED.completeness,
  validity = EXCLUDED.validity, failures = EXCLUDED.failures, outcome_id = EXCLUDED.outcome_id, rules = EXCLUDED.rules,
  revision = EXCLUDED.revision, graded_at = EXCLUDED.graded_at{keep}
"""
# What scorecards have counted of a record is noted when they have; it outlasts grades given at writing.
_STORE_COUNTED = _STORE.format(
    revision="g.revision", counted="o.id", keep=", counted_id = EXCLUDED.counted_id", rows="grade_in g"
)
_STORE_GOLDEN = """
INSERT INTO mdm_goldenquality (entity, number, outcome_id, score, graded_at)
SELECT g.id, g.revision, o.id, o.score, {at} FROM {rows} JOIN mdm_qualityoutcome o USING (digest) {where} ORDER BY g.id
ON CONFLICT (entity) DO UPDATE SET number = EXCLUDED.number, outcome_id = EXCLUDED.outcome_id, score = EXCLUDED.score,
  graded_at = EXCLUDED.graded_at
"""


# What is called up to be graded tonight bears this time.
DUE = "'epoch'::timestamptz"
_WRITTEN = "unnest(%s::uuid[], %s::int[], %s::text[], %s::text[]) AS g(id, revision, digest, keys)"
_BETWEEN_KEYS = "\x1f"
_UNSHARED = (
    "WHERE NOT EXISTS (SELECT FROM unnest(string_to_array(g.keys, chr(31))) k JOIN mdm_sharedvalue s ON s.key = k)"
)


@dataclass(frozen=True, slots=True)
class Written:
    """A golden record as it was just written."""

    entity: UUID
    number: int
    document: Mapping[str, Any]


def write_golden(written: Sequence[Written], yardstick: Yardstick, known: Catalogue, *, today: date) -> None:
    """Store the grades of golden records with the records themselves.

    Nearly all take one statement, which assumes that nobody shares their values and that their outcomes are kept, and
    stores those for which it is so; the others are looked at once more.
    """
    if not yardstick.rules.rules:
        return
    left = {one.entity: one for one in written}
    for entity in _store_written(list(left.values()), yardstick, known, today, None):
        del left[entity]
    if left:
        _store_written(list(left.values()), yardstick, known, today, queries.customers_sharing)


def _store_written(
    written: Sequence[Written],
    yardstick: Yardstick,
    known: Catalogue,
    today: date,
    sharing: Callable[[Collection[str]], Mapping[str, int]] | None,
) -> list[UUID]:
    """Those that were stored: all where `sharing` tells how many customers have a value."""
    rules = yardstick.rules
    subjects = [golden_subject(one.document, yardstick, known, today=today) for one in written]
    keys = [_keys(one) if rules.asks("fact") else [] for one in subjects]
    if sharing:
        customers, keys = sharing({key for own in keys for key in own}), [[] for _ in keys]
        subjects = [one._replace(customers=customers) for one in subjects]
    tested = [grader_of(rules).outcome(one) for one in subjects]
    if sharing:
        _keep_outcomes({one: grader_of(rules).grade(one) for one in tested}, rules.digest)
    # Lists that are not at hand are asked tonight.
    at = "now()" if rules.lists() <= yardstick.lists.keys() else DUE
    stored = prepared.rows(
        _STORE_GOLDEN.format(at=at, rows=_WRITTEN, where=_UNSHARED) + "RETURNING entity",
        [
            [one.entity for one in written],
            [one.number for one in written],
            text_array([digest_of(rules.digest, one) for one in tested]),
            text_array([_BETWEEN_KEYS.join(one) for one in keys]),
        ],
    )
    return [entity for (entity,) in stored]


def _keys(subject: Subject) -> list[str]:
    return [key for key in map(shared_key, subject.values) if key]


def regrade(records: Collection[int], rules: Ruleset, *, today: date) -> int:
    """Grade these records, set-wise, and forget the grades of those that are closed; returns how many are graded."""
    ids = quoted(id_array(records))
    with connection.cursor() as cursor:
        cursor.execute(FORGET_GONE.format(ids=ids))
    tested = outcomes(SOME_RECORDS.format(ids=ids, golden=golden_of(rules)), rules, today=today)
    return _regrade(tested, rules, _STORE_COUNTED, rules.digest)


def regrade_golden(entities: Collection[UUID], rules: Ruleset, *, today: date) -> int:
    """Grade the golden records of these customers; returns how many."""
    return _regrade_golden(SOME_GOLDEN.format(ids=quoted(id_array(entities))), rules, today)


def regrade_all_golden(first: str, last: str, rules: Ruleset, *, today: date) -> int:
    """Grade the golden records in this span of customer ids that these rules have not graded yet; returns how many."""
    span = {"first": f"{quoted(first)}::uuid", "last": f"{quoted(last)}::uuid"}
    return _regrade_golden(DUE_GOLDEN.format(**span, rules=quoted(rules.digest)), rules, today)


def _regrade_golden(base: str, rules: Ruleset, today: date) -> int:
    tested = outcomes(base, rules, today=today, kind=kind_of_value(catalogue()))
    return _regrade(tested, rules, _STORE_GOLDEN.format(at="now()", rows="grade_in g", where=""))


def _regrade(tested: str, rules: Ruleset, store: str, *parameters: str) -> int:
    """Only outcomes that nobody has seen before leave the database."""
    with connection.cursor() as cursor:
        cursor.execute(ALONE)
        cursor.execute(
            "CREATE TEMP TABLE grade_in ON COMMIT DROP AS SELECT t.*, "
            f"md5({quoted(rules.digest)} || outcome)::varchar(32) AS digest FROM ({tested}) t"
        )
        count = cursor.rowcount
        cursor.execute(
            "SELECT DISTINCT outcome FROM grade_in g "
            "WHERE NOT EXISTS (SELECT FROM mdm_qualityoutcome o WHERE o.digest = g.digest)"
        )
        grader = grader_of(rules)
        _keep_outcomes({outcome: grader.grade(outcome) for (outcome,) in cursor.fetchall()}, rules.digest)
        if store is _STORE_COUNTED:
            cursor.execute(COUNT_MOVED)
        cursor.execute(store, parameters or None)
        cursor.execute("DROP TABLE grade_in")
    return int(count)


_OUTCOME_COLUMNS = (
    "digest", "rules", "outcome", "score", "completeness", "validity", "failures", "dimensions", "attributes",
)  # fmt: skip


def _keep_outcomes(grades: Mapping[str, Grade], rules: str) -> None:
    digests = {digest_of(rules, outcome): grade for outcome, grade in grades.items()}
    names = ", ".join(_OUTCOME_COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT digest FROM mdm_qualityoutcome WHERE digest = ANY(%s::text[])", [text_array(list(digests))]
        )
        fresh = digests.keys() - {digest for (digest,) in cursor.fetchall()}
        if not fresh:
            return
        rows = (_outcome_row(digest, rules, digests[digest]) for digest in sorted(fresh))
        with incoming("mdm_qualityoutcome", _OUTCOME_COLUMNS, rows) as (source, parameters):
            cursor.execute(
                f"INSERT INTO mdm_qualityoutcome ({names}) SELECT {names} FROM {source} ORDER BY digest "
                "ON CONFLICT DO NOTHING",
                parameters,
            )


def _outcome_row(digest: str, rules: str, grade: Grade) -> tuple[object, ...]:
    """What _OUTCOME_COLUMNS name."""
    told = map(json_text, (grade.failures, grade.dimensions, grade.attributes))
    return digest, rules, grade.outcome, grade.score, grade.completeness, grade.validity, *told


def drop_unused_outcomes() -> int:
    """Outcomes that no record and no customer has any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM mdm_qualityoutcome o "
            "WHERE NOT EXISTS (SELECT FROM mdm_qualityresult r WHERE r.outcome_id = o.id) "
            "AND NOT EXISTS (SELECT FROM mdm_qualityresult r "
            "WHERE r.counted_id = o.id AND (r.counted_id < r.outcome_id OR r.counted_id > r.outcome_id)) "
            "AND NOT EXISTS (SELECT FROM mdm_goldenquality g WHERE g.outcome_id = o.id)"
        )
        return int(cursor.rowcount)


def forget_golden(entities: Collection[UUID]) -> None:
    """Drop the grades of customers that are no more."""
    if entities:
        prepared.run("DELETE FROM mdm_goldenquality WHERE entity = ANY(%s::uuid[])", [id_array(entities)])
