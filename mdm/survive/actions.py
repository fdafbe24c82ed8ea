"""Writing golden records and policies. A golden version is written only when a value changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from mdm import prepared
from mdm.bulk import incoming, json_text
from mdm.survive.models import SurvivorshipPolicy

_COLUMNS = (
    "entity_id", "number", "kind", "name", "document", "policy_version", "member_count", "search_name", "search_street",
    "search_terms",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A customer's golden document as it should be. `is_new_version` is False where only lineage moved."""

    entity: UUID
    number: int
    is_new_version: bool
    document: Mapping[str, Any]
    member_count: int
    search_name: str
    search_street: str
    search_terms: Sequence[str]


def _row(one: Recomputed) -> tuple[object, ...]:
    document = one.document
    return (
        one.entity, one.number, document["kind"], document["name"], json_text(document), document["policy"],
        one.member_count, one.search_name, one.search_street, list(one.search_terms),
    )  # fmt: skip


def write(recomputed: Sequence[Recomputed]) -> None:
    """Store the golden records; where a value changed, the former document moves to the history first."""
    if not recomputed:
        return
    _archive([one.entity for one in recomputed if one.is_new_version and one.number > 1])
    names = ", ".join(_COLUMNS)
    with (
        incoming("mdm_goldenrecord", _COLUMNS, map(_row, recomputed)) as (source, parameters),
        prepared.own_cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT INTO mdm_goldenrecord ({names}, since) SELECT {names}, now() FROM {source} ORDER BY entity_id "
            "ON CONFLICT (entity_id) DO UPDATE SET "
            + ", ".join(f"{name} = EXCLUDED.{name}" for name in _COLUMNS[1:])
            + ", since = CASE WHEN EXCLUDED.number = mdm_goldenrecord.number "
            "THEN mdm_goldenrecord.since ELSE now() END",
            parameters,
        )


def _archive(entities: Sequence[UUID]) -> None:
    if not entities:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mdm_goldenversion (entity_id, number, document, policy_version, since, until) "
            "SELECT entity_id, number, document, policy_version, since, now() FROM mdm_goldenrecord "
            "WHERE entity_id = ANY(%s)",
            [list(entities)],
        )


def withdraw(entities: Sequence[UUID]) -> None:
    """Move the golden records of customers that are no more to the history."""
    if not entities:
        return
    _archive(entities)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mdm_goldenrecord WHERE entity_id = ANY(%s)", [list(entities)])


# Table of known words -> the words that golden records have.
_KNOWN = {
    "mdm_nameword": "SELECT unnest(string_to_array(search_name, ' ')) FROM mdm_goldenrecord",
    "mdm_streetword": "SELECT word FROM mdm_goldenrecord, unnest(string_to_array(search_street, ' ')) AS word "
    "WHERE word ~ '^[a-z]+$'",
}


def learn_words(words: Collection[str]) -> None:
    """Note words of names. After the commit that brings them in: who would write the same ones need not wait for it."""
    _learn("mdm_nameword", words)


def learn_street_words(words: Collection[str]) -> None:
    """Note words of streets, as those of names."""
    _learn("mdm_streetword", words)


def _learn(table: str, words: Collection[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (word) SELECT word FROM unnest(%s::text[]) AS word ORDER BY word "
            "ON CONFLICT DO NOTHING",
            [list(words)],
        )


def refresh_words() -> None:
    """Note words that were missed, and forget those that no customer has any more: they, too, are personal."""
    with connection.cursor() as cursor:
        for table, present in _KNOWN.items():
            cursor.execute(
                f"INSERT INTO {table} (word) SELECT word FROM ({present} EXCEPT SELECT word FROM {table}) "
                "AS missed(word) ORDER BY word ON CONFLICT DO NOTHING"
            )
            cursor.execute(
                f"DELETE FROM {table} known USING (SELECT word FROM {table} EXCEPT {present}) AS gone "
                "WHERE known.word = gone.word"
            )


def add_policy(declaration: Mapping[str, Any], *, note: str) -> SurvivorshipPolicy:
    """Store a draft under the next version number."""
    version = (SurvivorshipPolicy.objects.aggregate(top=Max("version"))["top"] or 0) + 1
    return SurvivorshipPolicy.objects.create(
        version=version, declaration={**declaration, "version": version}, note=note
    )


def activate_policy(version: int) -> None:
    """Retire the active policy and put this one in its place."""
    states = SurvivorshipPolicy.State
    SurvivorshipPolicy.objects.filter(state=states.ACTIVE).update(state=states.RETIRED)
    SurvivorshipPolicy.objects.filter(version=version).update(state=states.ACTIVE, activated_at=timezone.now())
