"""Reading facts: one by its sender's key, and what the facts on its source records tell of a customer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.utils import timezone

from mdm import prepared
from mdm.errors import NotFoundError
from mdm.syndicate.profiles import Place, as_seen, profile
from mdm.syndicate.queries import customers
from mdm.syndicate.views import View
from mdm.understand import documents, statements
from mdm.understand.consent import Question, Statement
from mdm.understand.facts import FactKind
from mdm.understand.models import Consent, Fact, Interaction, Relationship
from mdm.understand.relations import Relation, gathered
from mdm.understand.terms.queries import terms

Json = dict[str, Any]

MODELS: Mapping[FactKind, type[Fact]] = {
    FactKind.INTERACTION: Interaction,
    FactKind.CONSENT: Consent,
    FactKind.RELATIONSHIP: Relationship,
}
_PLACES = ("record_source", "to_source")

# What a profile shows of each at most; the rest stands under addresses of its own.
INTERACTIONS_SHOWN = 10
RELATIONS_SHOWN = 50


class Standing(NamedTuple):
    """A fact as it stands: its version number, whether it counts, and the source records it is about."""

    pk: int
    number: int
    is_open: bool
    places: tuple[Place, ...]


def standing_of(kind: FactKind, source: str, key: str) -> Standing | None:
    """The fact with that key, None where there never was one."""
    row = _found(kind, source, key)
    return Standing(row.pk, row.number, row.removed_at is None, places_of(row)) if row else None


def places_of(row: Fact) -> tuple[Place, ...]:
    """The source records that the fact is about."""
    first = Place(row.record_source.code, row.record_key)
    return (first, Place(row.to_source.code, row.to_key)) if isinstance(row, Relationship) else (first,)


def fact(kind: FactKind, source: str, key: str) -> tuple[Json, Standing]:
    """The fact as its sender stated it. Raises NotFoundError, also for one that was taken back."""
    row = _found(kind, source, key)
    if row is None or row.removed_at:
        raise NotFoundError(f"The source gave no {kind} with this key.", remedy="Check the key.")
    document = {"source": source, "key": key, "version": row.number, **stated(kind, row), "loaded_at": row.loaded_at}
    return document, Standing(row.pk, row.number, is_open=True, places=places_of(row))


def stated(kind: FactKind, row: Fact) -> Json:
    """The members of the fact, sources by their codes."""
    values = {one.name: getattr(row, one.attname) for one in row._meta.concrete_fields}  # noqa: SLF001 - documented
    values |= {name: getattr(row, name).code for name in _PLACES if name in values}
    return documents.nested(kind, values)


def _found(kind: FactKind, source: str, key: str) -> Any:
    rows: Any = MODELS[kind]._default_manager  # noqa: SLF001 - Django's documented API
    related = [name for name in _PLACES if hasattr(MODELS[kind], name)]
    return rows.filter(source__code=source, key=key).select_related(*related).first()


class Told(NamedTuple):
    """What is known of a customer: interactions as documents, consents and relations as values."""

    interactions: list[Json]
    consents: list[Statement]
    relations: list[Relation]


_MANY = "unnest(%(customers)s::uuid[]) AS asked(id)"
# Of a list PostgreSQL would plan anew each time, which takes longer than reading: it expects more of it than there is.
_ONE = "(SELECT (%(customers)s::uuid[])[1] AS id) AS asked"


@lru_cache(16)
def _statement(parts: tuple[str, ...], asked: str) -> str:
    columns = ", ".join(f"({statements.PARTS[one]})::text" if one in parts else "NULL" for one in statements.PARTS)
    return f"SELECT asked.id, {columns} FROM {asked}"


def told(entities: Collection[UUID], parts: Collection[str], view: View, *, today: date) -> dict[UUID, Told]:
    """Those `parts` (interactions, consents, relations) of what is known of these customers, in one statement.

    Consents come from every source: what the view does not show has its say in the answers, and is told nowhere.
    """
    asked = {
        "customers": list(entities),
        "sources": None if view.sources is None else sorted(view.sources),
        "interactions": INTERACTIONS_SHOWN,
        "relations": RELATIONS_SHOWN,
        "today": today,
    }
    wanted = tuple(one for one in statements.PARTS if one in parts)
    with prepared.own_cursor() as cursor:
        cursor.execute(_statement(wanted, _ONE if len(entities) == 1 else _MANY), asked)
        return {
            entity: Told(
                orjson.loads(interactions or "[]"),
                [_consent(*one) for one in orjson.loads(consents or "[]")],
                _relations([_relation(*one) for one in orjson.loads(relations or "[]")]),
            )
            for entity, interactions, consents, relations in cursor.fetchall()
        }


def extras(entities: Collection[UUID], view: View) -> dict[UUID, Json]:
    """What the view's profiles hold of facts; empty without a look where it shows none."""
    parts = view.fact_extras
    if not parts or not entities:
        return {}
    now = timezone.now()
    found = told(entities, parts, view, today=timezone.localdate(now))
    named = _named([relation for one in found.values() for relation in one.relations], view)
    return {entity: _extras(one, parts, view, named, now) for entity, one in found.items()}


def _extras(one: Told, parts: Collection[str], view: View, named: Mapping[UUID, Json], now: datetime) -> Json:
    question = asking(view, at=now)
    made = {
        "interactions": [documents.seen_texts(FactKind.INTERACTION, each, sees_texts=view.sees_texts)
                         for each in one.interactions],
        "consents": list(map(documents.answered, question.answers(one.consents))),
        "relations": [documents.relation(each, named[each.customer], terms())
                      for each in one.relations if each.customer in named],
    }  # fmt: skip
    return {name: value for name, value in made.items() if name in parts}


def asking(view: View, *, at: datetime) -> Question:
    """What a reader of the view may be answered about consent."""
    free = [code for code, one in terms().purposes.items() if not one.needs_consent]
    return Question(at, free, lambda one: view.sees_source(one.said_by.source) and view.sees_source(one.record.source))


def profiles(asked: Collection[UUID], view: View) -> dict[UUID, Json]:
    """Who answers to these ids now, as the view shows it, facts and all."""
    found = customers(asked, view=view)
    facts = extras({one.id for one in found.values()}, view)
    return {one: as_seen(profile(known, one), view) | facts.get(known.id, {}) for one, known in found.items()}


class Page(NamedTuple):
    """Where a page of interactions goes on, and what it is limited to."""

    limit: int
    after: tuple[datetime, int] | None = None
    channel: str | None = None
    state: str | None = None


def interactions(entity: UUID, view: View, page: Page) -> list[tuple[tuple[datetime, int], Json]]:
    """The customer's interactions, the latest first, each with its place for the next page."""
    at, last = page.after or (None, None)
    sources = None if view.sources is None else sorted(view.sources)
    with prepared.own_cursor() as cursor:
        cursor.execute(
            statements.INTERACTION_PAGE,
            {"customer": entity, "sources": sources, "limit": page.limit, "at": at, "last": last,
             "channel": page.channel, "state": page.state},
        )  # fmt: skip
        return [
            ((at, last), documents.seen_texts(FactKind.INTERACTION, orjson.loads(found), sees_texts=view.sees_texts))
            for at, last, found in cursor.fetchall()
        ]


def relations(entity: UUID, view: View, *, after: UUID, limit: int) -> list[Json]:
    """The customer's relations to others, past ones too, in the order of their ids behind that one; so many others."""
    sources = None if view.sources is None else sorted(view.sources)
    with prepared.own_cursor() as cursor:
        cursor.execute(
            statements.RELATION_PAGE, {"customer": entity, "sources": sources, "after": after, "limit": limit}
        )
        found = _relations([_relation(*row) for row in cursor.fetchall()])
    named, ordered = _named(found, view), sorted(found, key=lambda one: one.customer)
    return [documents.relation(one, named[one.customer], terms()) for one in ordered if one.customer in named]


def _named(relations: Collection[Relation], view: View) -> dict[UUID, Json]:
    """What is told of the customers at the other ends, as far as the view shows them."""
    others = {one.customer for one in relations}
    found = customers(others, view=view) if others else {}
    return {entity: documents.named(other) for entity, other in found.items()}


def consents(entity: UUID) -> list[Statement]:
    """Every statement about the customer's consent, whatever source it is from."""
    found = told([entity], ["consents"], View(), today=timezone.localdate())
    return found[entity].consents


class Hanging(NamedTuple):
    """How many facts hang on a source record; relations from either end."""

    interactions: int
    consents: int
    relations: int

    @property
    def sentence(self) -> str:
        """The counts in words; empty where there are none."""
        names = (("contact", self.interactions), ("consent", self.consents), ("relation", self.relations))
        return ", ".join(f"{count:,} {name}{'' if count == 1 else 's'}" for name, count in names if count)


def hanging_on(records: Collection[int]) -> dict[int, Hanging]:
    """What hangs on each of these source records."""
    if not records:
        return {}
    rows = prepared.rows(statements.HANGING, [list(records)])
    return {record: Hanging(*counts) for record, *counts in rows}


def _relations(found: list[Relation]) -> list[Relation]:
    known = terms().types
    return gathered(found, symmetric=frozenset(code for code, one in known.items() if one.label == one.inverse))


def _consent(*row: Any) -> Statement:
    source, key, record_source, record_key, purpose, channel, state, stated_at, valid_until = row
    return Statement(
        said_by=Place(source, key),
        record=Place(record_source, record_key),
        purpose=purpose,
        channel=channel,
        state=state,
        stated_at=datetime.fromisoformat(stated_at),
        valid_until=datetime.fromisoformat(valid_until) if valid_until else None,
    )


def _relation(*row: Any) -> Relation:
    code, is_inverse, customer, since, until, source, key = row
    return Relation(
        type=code,
        is_inverse=is_inverse,
        customer=UUID(str(customer)),
        since=date.fromisoformat(str(since)) if since else None,
        until=date.fromisoformat(str(until)) if until else None,
        said_by=(Place(source, key),),
    )
