"""Reading golden records, policies, and what stands for election."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Q

from mdm import prepared
from mdm.editions.queries import Memory
from mdm.errors import NotFoundError
from mdm.records import Candidate, CleanValue, CustomerKind
from mdm.survive.models import GoldenRecord, SurvivorshipPolicy
from mdm.survive.policy import Policy
from mdm.survive.search import Shares


class Standing(NamedTuple):
    """The members of one customer and the values that they put up for election."""

    kind: CustomerKind
    records: tuple[int, ...]
    candidates: tuple[Candidate, ...]


_STATED = (
    "c.record_id, s.code, s.trust, r.key, coalesce(q.score, 0), c.stated_created_at, c.stated_updated_at, "
    "c.loaded_at, c.values::text"
)
_STATED_IN = (
    "mdm_cleanrecord c JOIN mdm_sourcerecord r ON r.id = c.record_id JOIN mdm_sourcesystem s ON s.id = r.source_id "
    "LEFT JOIN mdm_qualityresult q ON q.record_id = c.record_id"
)


def standings(entities: Collection[UUID]) -> dict[UUID, Standing]:
    """What stands for election, per customer that has members with a clean form."""
    rows = prepared.rows(
        f"SELECT m.entity_id, e.kind, {_STATED} FROM {_STATED_IN} "
        "JOIN mdm_membership m ON m.record_id = c.record_id JOIN mdm_entity e ON e.id = m.entity_id "
        "WHERE m.until IS NULL AND m.entity_id = ANY(%s) ORDER BY m.entity_id, c.record_id",
        [list(entities)],
    )
    gathered: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        gathered[row[0]].append(row)
    return {entity: _standing(found) for entity, found in gathered.items()}


def standings_if(groups: Sequence[Collection[int]]) -> list[Standing | None]:
    """What would stand for election if each group of records were a customer; None where none has a clean form.

    The kind is that of most of the records; of equal ones the first by name.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT NULL, c.customer_kind, {_STATED} FROM {_STATED_IN} "
            "WHERE c.record_id = ANY(%s) ORDER BY c.record_id",
            [[record for group in groups for record in group]],
        )
        rows = {row[2]: row for row in cursor.fetchall()}
    found = [[rows[record] for record in sorted(group) if record in rows] for group in groups]
    return [_standing(_of_kind(one)) if one else None for one in found]


def _of_kind(rows: list[Any]) -> list[Any]:
    kinds = Counter(row[1] for row in rows)
    kind = min(kinds, key=lambda one: (-kinds[one], one))
    return [(row[0], kind, *row[2:]) for row in rows]


def _standing(rows: list[Any]) -> Standing:
    candidates = tuple(candidate for row in rows for candidate in _candidates(row[2:]))
    return Standing(CustomerKind(rows[0][1]), tuple(row[2] for row in rows), candidates)


def _candidates(row: tuple[Any, ...]) -> list[Candidate]:
    record, source, trust, key, grade, created_at, updated_at, loaded_at, values = row
    return [
        Candidate(
            record=record,
            source=source,
            trust=trust,
            key=key,
            grade=grade,
            value=CleanValue.from_json(stored),
            created_at=created_at,
            updated_at=updated_at,
            loaded_at=loaded_at,
        )
        for stored in orjson.loads(values)
    ]


_active: Memory[Policy] = Memory()


def active_policy() -> Policy:
    """The active survivorship policy. Raises NotFoundError when there is none."""
    policy = _active.get("policy", _active_policy)
    if policy is None:
        raise NotFoundError("No survivorship policy is active.", remedy="Run manage.py setup.")
    return policy


def _active_policy() -> Policy | None:
    active = SurvivorshipPolicy.objects.filter(state=SurvivorshipPolicy.State.ACTIVE)
    declaration = active.values_list("declaration", flat=True).first()
    return Policy.from_json(declaration) if declaration is not None else None


def active_declaration() -> dict[str, Any]:
    """The active policy as it was declared. Raises NotFoundError when there is none."""
    return dict(SurvivorshipPolicy.objects.values_list("declaration", flat=True).get(version=active_policy().version))


_ALIKE = """
SELECT sought.word, alike.word FROM unnest(%s::text[]) AS sought(word) CROSS JOIN LATERAL (
  SELECT known.word FROM {known} known
  WHERE known.word %% sought.word AND similarity(known.word, sought.word) >= %s
  ORDER BY similarity(known.word, sought.word) DESC, known.word LIMIT %s
) alike
"""
# What ANALYZE knows of terms that many customers share; others are of few. Without a term: how many there are.
_SHARES = """
SELECT NULL, reltuples FROM pg_class WHERE oid = 'mdm_goldenrecord'::regclass
UNION ALL
SELECT said.term, said.share
  FROM pg_stats s
 CROSS JOIN LATERAL unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS said(term, share)
 WHERE s.schemaname = current_schema() AND s.tablename = 'mdm_goldenrecord' AND s.attname = 'search_terms'
   AND said.term = ANY(%s::text[])
"""
_LEAST_ALIKE = 0.4
_MOST_ALIKE = 40


def words_alike(words: Sequence[str]) -> dict[str, list[str]]:
    """The words of customers' names that are like each of these, the most alike first."""
    return _alike(words, _ALIKE.format(known="mdm_nameword"))


def street_words_alike(words: Sequence[str]) -> dict[str, list[str]]:
    """The words of customers' streets that are like each of these, the most alike first."""
    return _alike(words, _ALIKE.format(known="mdm_streetword"))


def _alike(words: Sequence[str], statement: str) -> dict[str, list[str]]:
    alike: dict[str, list[str]] = {}
    for sought, known in prepared.rows(statement, [list(words), _LEAST_ALIKE, _MOST_ALIKE]) if words else ():
        alike.setdefault(sought, []).append(known)
    return alike


def shares_of(terms: Collection[str]) -> Shares:
    """How many customers have each of these terms, as the last ANALYZE saw it."""
    found = dict(prepared.rows(_SHARES, [sorted(terms)]))
    customers = max(found.pop(None), 0.0)
    return Shares(customers, {term: share * customers for term, share in found.items()})


class Present(NamedTuple):
    """A golden record as it stands."""

    number: int
    document: dict[str, Any]


def present(entities: Collection[UUID]) -> dict[UUID, Present]:
    """The golden records as they stand, of those that have one."""
    if not entities:
        return {}
    rows = prepared.rows(
        "SELECT entity_id, number, document::text FROM mdm_goldenrecord WHERE entity_id = ANY(%s)", [list(entities)]
    )
    return {entity: Present(number, orjson.loads(document)) for entity, number, document in rows}


def last_numbers(entities: Collection[UUID]) -> dict[UUID, int]:
    """The highest golden version number each customer ever had."""
    if not entities:
        return {}
    rows = prepared.rows(
        "SELECT entity_id, max(number) FROM ("
        "SELECT entity_id, number FROM mdm_goldenrecord WHERE entity_id = ANY(%s) UNION ALL "
        "SELECT entity_id, number FROM mdm_goldenversion WHERE entity_id = ANY(%s)) numbers GROUP BY entity_id",
        [list(entities)] * 2,
    )
    return dict(rows)


def outdated(policy_version: int) -> list[UUID]:
    """Customers whose golden record another policy made."""
    # Two ranges, which the index answers, where "differs" would read every golden record.
    other = Q(policy_version__lt=policy_version) | Q(policy_version__gt=policy_version)
    return list(GoldenRecord.objects.filter(other).values_list("entity_id", flat=True))


def says_already(customer: UUID, attribute: str, clean: Mapping[str, Any]) -> bool:
    """Whether the value survives in the customer's golden record by now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT document::text FROM mdm_goldenrecord WHERE entity_id = %s", [customer],
        )  # fmt: skip
        row = cursor.fetchone()
    values = orjson.loads(row[0])["values"] if row else []
    return any(one["attribute"] == attribute and one["clean"] == dict(clean) for one in values)


def present_numbers(entities: Collection[UUID]) -> dict[UUID, int]:
    """The golden version each customer has now, of those that have one."""
    return dict(GoldenRecord.objects.filter(entity__in=list(entities)).values_list("entity_id", "number"))
