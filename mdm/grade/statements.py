"""The SQL that tests many records at once: for each of them the outcome text that `scores.Grader` would give."""

from __future__ import annotations

from datetime import date

from mdm.grade.papers import FAILED, PASSED
from mdm.grade.rules import Group, Rule, Ruleset, Scope
from mdm.grade.sql import array, condition_sql, count_name, is_valid, quoted

# A chunk fits into memory, workers share the chunks, and compiling so long a statement takes longer than it saves.
ALONE = "SET LOCAL work_mem = '64MB'; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off"

# How a shared value's key is made of a stored value; the same as `predicates.shared_key`.
SHARED_KEY = (
    "CASE WHEN x.value_kind = 'identifier' THEN 'identifier:' || coalesce(x.clean ->> 'authority', '') || ':' "
    "|| (x.clean ->> 'value') WHEN x.value_kind IN ('email', 'phone') "
    "THEN x.value_kind || ':' || (x.clean ->> 'value') END"
)

_RECORDS = """
SELECT c.record_id AS id, c.customer_kind AS kind, c.country, s.code AS source, c.stated_created_at AS created,
  c.stated_updated_at AS updated, c.loaded_at AS loaded, c."values", c.revision, {golden} AS golden
FROM mdm_cleanrecord c JOIN mdm_sourcerecord r ON r.id = c.record_id JOIN mdm_sourcesystem s ON s.id = r.source_id
LEFT JOIN mdm_membership m ON m.record_id = c.record_id AND m.until IS NULL
LEFT JOIN mdm_goldenrecord g ON g.entity_id = m.entity_id AND g.member_count > 1
"""
ALL_RECORDS = _RECORDS + "WHERE c.record_id BETWEEN {first} AND {last}\n"
SOME_RECORDS = _RECORDS + "WHERE c.record_id = ANY({ids}::bigint[])\n"
DUE_GOLDEN = """
SELECT g.entity_id AS id, g.kind::text AS kind, '' AS country, '' AS source, NULL::timestamptz AS created,
  NULL::timestamptz AS updated, NULL::timestamptz AS loaded, g.document -> 'values' AS "values",
  g.number::bigint AS revision, NULL::jsonb AS golden
FROM mdm_goldenrecord g LEFT JOIN mdm_goldenquality q ON q.entity = g.entity_id AND q.entity BETWEEN {first} AND {last}
LEFT JOIN mdm_qualityoutcome o ON o.id = q.outcome_id
WHERE g.entity_id BETWEEN {first} AND {last} AND (q.entity IS NULL OR q.graded_at = 'epoch' OR o.rules <> {rules})
"""
SOME_GOLDEN = DUE_GOLDEN[: DUE_GOLDEN.index("LEFT JOIN")] + "WHERE g.entity_id = ANY({ids}::uuid[])\n"
GRADED_RECORDS = (
    ALL_RECORDS
    + """AND EXISTS (SELECT FROM mdm_qualityresult q WHERE q.record_id = c.record_id AND q.revision = c.revision
  AND q.record_id BETWEEN {first} AND {last})
"""
)
GRADED_GOLDEN = """
SELECT g.entity_id AS id, g.kind::text AS kind, '' AS country, '' AS source, NULL::timestamptz AS created,
  NULL::timestamptz AS updated, NULL::timestamptz AS loaded, g.document -> 'values' AS "values", {golden} AS golden
FROM mdm_goldenrecord g JOIN mdm_goldenquality q ON q.entity = g.entity_id AND q.number = g.number
WHERE g.entity_id BETWEEN {first} AND {last} AND q.entity BETWEEN {first} AND {last}
"""
# From what scorecards have counted of the records of a chunk to what they are graded now, entry by entry. Workers wait
# for one another here, in the order of the rows, and only until their chunk ends.
_COUNT = """
INSERT INTO mdm_entrycount (rules, source_id, entry, records)
SELECT rules, source_id, entry, sum(n) FROM (
  SELECT o.rules, d.source_id, e.entry, d.n FROM (
    SELECT source_id, outcome, sum(n) AS n FROM ({moved}) m GROUP BY 1, 2 HAVING sum(n) <> 0) d
  JOIN mdm_qualityoutcome o ON o.id = d.outcome, unnest(array_append(string_to_array(o.outcome, ','), '')) e(entry)) x
GROUP BY 1, 2, 3 HAVING sum(n) <> 0 ORDER BY 1, 2, 3
ON CONFLICT (rules, source_id, entry) DO UPDATE SET records = mdm_entrycount.records + EXCLUDED.records
"""
_GRADED = """FROM grade_in g JOIN mdm_sourcerecord r ON r.id = g.id JOIN mdm_qualityoutcome n USING (digest)
  LEFT JOIN mdm_qualityresult q ON q.record_id = g.id WHERE q.counted_id IS DISTINCT FROM n.id"""
COUNT_MOVED = _COUNT.format(
    moved=f"SELECT r.source_id, n.id AS outcome, 1 AS n {_GRADED} "
    f"UNION ALL SELECT r.source_id, q.counted_id, -1 {_GRADED} AND q.counted_id IS NOT NULL"
)
FORGET_GONE = """
WITH gone AS (
  DELETE FROM mdm_qualityresult q USING mdm_sourcerecord r
  WHERE q.record_id = r.id AND q.record_id = ANY({ids}::bigint[])
  AND NOT EXISTS (SELECT FROM mdm_cleanrecord c WHERE c.record_id = r.id) RETURNING r.source_id, q.counted_id)
""" + _COUNT.format(moved="SELECT source_id, counted_id AS outcome, -1 AS n FROM gone WHERE counted_id IS NOT NULL")
# The first golden value of each attribute; documents are long, so what rules don't ask is left behind at once.
GOLDEN_VALUES = """(SELECT jsonb_object_agg(e.value ->> 'attribute', e.value -> 'clean' ORDER BY e.ordinality DESC)
  FROM jsonb_array_elements(g.document -> 'values') WITH ORDINALITY e WHERE e.value ->> 'attribute' = ANY({asked}))"""
NO_GOLDEN = "NULL::jsonb"
# Member by member: jsonb_to_recordset takes more than twice as long.
KIND = "e ->> 'kind'"
_VALUES = """(SELECT e ->> 'attribute' AS attribute, {kind} AS value_kind, e -> 'clean' AS clean,
      e -> 'said' AS said, e ->> 'display' AS display, e ->> 'usage' AS usage,
      coalesce(e -> 'flags', '[]'::jsonb) AS flags
    FROM jsonb_array_elements(b."values") e)"""
_OF_RECORDS = _VALUES.format(kind=KIND)
_ALONG = ("id", "kind", "country", "source", "created", "updated", "loaded")


def golden_of(rules: Ruleset) -> str:
    """The golden values beside a record, read only where a rule compares with them."""
    asking = [rule for rule in rules.rules for node in (rule.holds, rule.when) if node and node.names("golden")]
    asked = sorted({attribute for rule in asking for attribute in rule.attributes})
    return GOLDEN_VALUES.format(asked=array(asked)) if asked else NO_GOLDEN


def outcomes(base: str, rules: Ruleset, *, today: date, kind: str = KIND) -> str:
    """Id, outcome and revision of every record of `base`, as a query; `kind` is the SQL for a value's kind."""
    counted = sorted(rules.asks("count"))
    counts = ", ".join(
        f"count(*) FILTER (WHERE v.attribute = {quoted(code)} AND {is_valid('v')}) AS {count_name(code)}"
        for code in counted
    )
    zeros = ", ".join(f"coalesce(n.{count_name(code)}, 0) AS {count_name(code)}" for code in counted)
    parts = [_of_values([one for one in rules.groups if one.attribute], today)]
    parts += [_of_records(one, today) for one in rules.groups if not one.attribute]
    return f"""
WITH b AS MATERIALIZED ({base}),
v AS MATERIALIZED (
  SELECT {_along(rules)}, x.*, sv.customers FROM b CROSS JOIN LATERAL {_VALUES.format(kind=kind)} x
  LEFT JOIN mdm_sharedvalue sv ON {"sv.key = " + SHARED_KEY if rules.asks("fact") else "false"}),
n AS (SELECT v.id{", " + counts if counts else ""} FROM v GROUP BY v.id),
r AS (SELECT b.*{", " + zeros if zeros else ""} FROM b LEFT JOIN n USING (id)),
became AS ({" UNION ALL ".join(part for part in parts if part)}),
o AS (SELECT id, string_agg(number || ':' || bits, ',' ORDER BY number, bits) AS outcome
  FROM became WHERE bits <> 0 GROUP BY id)
SELECT b.id, coalesce(o.outcome, '') AS outcome, b.revision FROM b LEFT JOIN o USING (id)
"""


def _along(rules: Ruleset) -> str:
    """The columns of the record that stand beside each value; the long ones only where a rule asks for them."""
    asked = (("golden", "b.golden -> x.attribute AS golden"), ("other", 'b."values"'))
    long = [column for operation, column in asked if rules.asks(operation)]
    return ", ".join([*(f"b.{name}" for name in _ALONG), *long])


def concerned(base: str, rules: Ruleset, *, today: date) -> str:
    """Ids of the records of `base` of which a rule compares something with an entry of the table `list_changes`."""
    asked: dict[tuple[str, str, str], set[str]] = {}
    for rule in rules.rules:
        row = "r" if rule.scope is Scope.RECORD else "v"
        for node in (one for part in (rule.when, rule.holds) if part for one in part.every("listed")):
            operand, code = condition_sql(node.arguments[0], row=row, today=today), str(node.arguments[1])
            asked.setdefault((row, code, operand), set()).update(rule.attributes)
    attributes = sorted(one for (row, _, _), found in asked.items() if row == "v" for one in found)
    parts = [
        f"SELECT {row}.id FROM {row} JOIN list_changes l ON l.list_id = {quoted(code)} AND l.entry = {operand}"
        + (f" WHERE v.attribute = ANY({array(sorted(found))})" if row == "v" else "")
        for (row, code, operand), found in sorted(asked.items())
    ]
    return f"""
WITH r AS ({base}),
v AS MATERIALIZED (
  SELECT {_along(rules)}, x.* FROM r b CROSS JOIN LATERAL {_OF_RECORDS} x WHERE x.attribute = ANY({array(attributes)}))
{" UNION ".join(parts) or "SELECT id FROM r WHERE false"}
"""


def _of_values(groups: list[Group], today: date) -> str:
    if not groups:
        return "SELECT v.id, 0 AS number, 0::bigint AS bits FROM v WHERE false"
    numbers = " ".join(f"WHEN {quoted(one.attribute)} THEN {one.number}" for one in groups)
    bits = " ".join(f"WHEN {quoted(one.attribute)} THEN {_bits(one, 'v', today)}" for one in groups)
    known = array([one.attribute for one in groups])
    return (
        f"SELECT v.id, CASE v.attribute {numbers} END AS number, (CASE v.attribute {bits} END) AS bits FROM v "
        f"WHERE v.attribute = ANY({known})"
    )


def _of_records(group: Group, today: date) -> str:
    return f"SELECT r.id, {group.number} AS number, {_bits(group, 'r', today)} AS bits FROM r"


def _bits(group: Group, row: str, today: date) -> str:
    return "(" + " | ".join(_test(rule, place, row, today) for place, (rule, _) in enumerate(group.tests)) + ")"


def _test(rule: Rule, place: int, row: str, today: date) -> str:
    holds = condition_sql(rule.holds, row=row, today=today)
    became = f"(CASE {holds} WHEN true THEN {PASSED} WHEN false THEN {FAILED} ELSE 0 END)::bigint"
    concerned = [
        f"{row}.{column} = ANY({array(sorted(named))})"
        for column, named in (("kind", rule.kinds), ("country", rule.countries), ("source", rule.sources))
        if named
    ]
    if rule.when:
        concerned.append(condition_sql(rule.when, row=row, today=today))
    if concerned:
        became = f"(CASE WHEN {' AND '.join(concerned)} THEN {became} ELSE 0 END)"
    return f"({became} << {2 * place})" if place else became
