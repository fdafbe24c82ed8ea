"""Writing reference lists: each replacement is a version of its own, kept as what it added and took away.

What a changed list concerns is called up at night, so that it alone is graded again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Max
from django.utils import timezone

from mdm.bulk import copy_in
from mdm.cleanse.queries import are_many
from mdm.editions.queries import look_again
from mdm.grade.models import ReferenceEntry, ReferenceList, ReferenceVersion
from mdm.grade.rules import Ruleset, ruleset
from mdm.grade.shared import CITY_SHARE, KNOWN_FROM, LEARN_FROM
from mdm.grade.sql import quoted
from mdm.grade.statements import ALONE, GRADED_GOLDEN, GRADED_RECORDS, NO_GOLDEN, concerned, golden_of


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a replacement did to a list."""

    version: int
    entries: int
    added: int
    removed: int


def set_list(
    code: str,
    label: str,
    entries: Collection[str],
    *,
    is_learnt: bool = False,
    note: str = "",
    author_id: int | None = None,
) -> Replaced:
    """Declare a reference list, or replace its entries under the next version. The same entries change nothing."""
    lists = ReferenceList.objects.select_for_update(no_key=True)
    row, is_new = lists.get_or_create(code=code, defaults={"label": label, "is_learnt": is_learnt})
    wanted = set(entries)
    present = set() if is_new else set(ReferenceEntry.objects.filter(list=row).values_list("entry", flat=True))
    added, removed = sorted(wanted - present), sorted(present - wanted)
    if not is_new:
        row.label = label
        if added or removed:
            row.version, row.updated_at = row.version + 1, timezone.now()
        row.save(update_fields=["label", "version", "updated_at"])
    if added or removed or is_new:
        _write(row, added, removed)
        _keep_version(row, added, removed, entries=len(wanted), note=note, author_id=author_id)
        look_again()
    return Replaced(row.version, len(wanted), len(added), len(removed))


def _write(row: ReferenceList, added: list[str], removed: list[str]) -> None:
    ReferenceEntry.objects.filter(list=row, entry__in=removed).delete()
    copy_in("mdm_referenceentry", ("list_id", "entry"), ((row.code, one) for one in added))


def _keep_version(row: ReferenceList, added: list[str], removed: list[str], **told: Any) -> None:
    """Learnt lists move every night by themselves and have no versions."""
    if not row.is_learnt:
        ReferenceVersion.objects.create(list=row, number=row.version, added=added, removed=removed, **told)


# list_changes gathers (list, entry) of every entry that came or went.
_LEARNT = f"""
WITH places AS (
  SELECT t.country || '|' || t.postcode AS place, t.city, count(*) AS n FROM mdm_cleanrecord c,
    unnest(string_to_array(c.countries, '|'), string_to_array(c.postcodes, '|'), string_to_array(c.cities, '|'))
      AS t(country, postcode, city)
  WHERE t.country <> '' AND t.postcode <> '' AND t.city <> '' GROUP BY 1, 2),
known AS (SELECT place, sum(n) AS whole FROM places GROUP BY 1 HAVING sum(n) >= {KNOWN_FROM}),
wanted AS (
  SELECT 'known_postcodes' AS list_id, place AS entry FROM known
  UNION ALL SELECT 'postcode_cities', place || '|' || city FROM places JOIN known USING (place)
  WHERE n >= greatest(2, {CITY_SHARE} * whole)),
gone AS (
  DELETE FROM mdm_referenceentry e WHERE e.list_id IN ('known_postcodes', 'postcode_cities')
  AND NOT EXISTS (SELECT FROM wanted w WHERE w.list_id = e.list_id AND w.entry = e.entry) RETURNING list_id, entry),
fresh AS (
  INSERT INTO mdm_referenceentry (list_id, entry) SELECT list_id, entry FROM wanted ON CONFLICT DO NOTHING
  RETURNING list_id, entry)
INSERT INTO list_changes SELECT list_id, entry FROM gone UNION ALL SELECT list_id, entry FROM fresh
"""
_DECLARED = """
WITH changed AS (
  SELECT v.list_id, v.added || v.removed AS entries FROM mdm_referenceversion v
  JOIN mdm_referencelist l ON l.code = v.list_id AND v.number > l.graded_version),
seen AS (UPDATE mdm_referencelist SET graded_version = version WHERE graded_version <> version)
INSERT INTO list_changes SELECT DISTINCT list_id, jsonb_array_elements_text(entries) FROM changed
"""
_LEARNT_ANEW = """
UPDATE mdm_referencelist SET version = version + 1, graded_version = version + 1, updated_at = clock_timestamp()
WHERE is_learnt AND code = ANY(%s)
"""


Spans = Callable[[], Iterable[tuple[Any, Any]]]
"""First and last id of each part of a table; asked for only when something is to be done."""


@dataclass(frozen=True, slots=True)
class Followed:
    """Whether lists were learnt anew, and how many grades were called up by what came or went."""

    is_learnt: bool
    called_up: int


def follow_changes(job: int, rules: Ruleset, *, changed: int, records: Spans, golden: Spans, today: date) -> Followed:
    """Learn anew which postcodes are known and which cities belong to each, and make due the job's grades that depend
    on what came or went in any list since last time.

    Learning reads all records, so it waits until LEARN_FROM of them have changed; `changed` have since last time.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS list_changes")
        cursor.execute("CREATE TEMP TABLE list_changes (list_id text, entry text) ON COMMIT DROP")
        is_learnt = _is_outgrown(changed)
        if is_learnt:
            cursor.execute(_LEARNT)
        cursor.execute(_DECLARED)
        cursor.execute("ANALYZE mdm_referenceentry, list_changes")
        cursor.execute("SELECT DISTINCT list_id FROM list_changes")
        lists = {code for (code,) in cursor.fetchall()}
        # Golden values and all else that only other rules ask for are left alone.
        asking = ruleset(one for one in rules.rules if one.lists() & lists)
        called = 0
        cursor.execute(ALONE)
        for statement in _calls(job, asking, records, golden, today) if asking.rules else ():
            cursor.execute(statement)
            called += int(cursor.rowcount)
        cursor.execute("DROP TABLE list_changes")
        # At last: who declares something waits from here on until this is committed.
        if lists:
            cursor.execute(_LEARNT_ANEW, [sorted(lists)])
    return Followed(is_learnt, called)


def _is_outgrown(changed: int) -> bool:
    learnt = ReferenceList.objects.filter(is_learnt=True)
    learnt.update(changes=F("changes") + changed)
    most = learnt.aggregate(most=Max("changes"))["most"] or 0
    if not most or not are_many(most, share=LEARN_FROM):
        return False
    learnt.update(changes=0)
    return True


def _calls(job: int, rules: Ruleset, records: Spans, golden: Spans, today: date) -> Iterator[str]:
    for first, last in records():
        base = GRADED_RECORDS.format(first=int(first), last=int(last), golden=golden_of(rules))
        found = concerned(base, rules, today=today)
        yield (
            f"INSERT INTO mdm_touchedrecord (record_id, job) SELECT id, {int(job)} FROM ({found}) t ORDER BY 1 "
            "ON CONFLICT DO NOTHING"
        )
    for low, high in golden():
        span = {"first": f"{quoted(low)}::uuid", "last": f"{quoted(high)}::uuid"}
        found = concerned(GRADED_GOLDEN.format(**span, golden=NO_GOLDEN), rules, today=today)
        yield f"UPDATE mdm_goldenquality q SET graded_at = 'epoch' FROM ({found}) t WHERE q.entity = t.id"
