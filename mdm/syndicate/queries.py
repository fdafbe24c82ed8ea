"""What other systems read: a customer's profile and its history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db.models import DateTimeField, Q, QuerySet, Value

from mdm import prepared
from mdm.catalogue.queries import hidden_attributes
from mdm.editions.queries import Memory
from mdm.errors import NotFoundError
from mdm.grade.queries import GoldenGrade, active_rules, grade_seen
from mdm.grade.rules import Ruleset
from mdm.survive.models import GoldenRecord, GoldenVersion
from mdm.syndicate.models import Change, ProfileView
from mdm.syndicate.profiles import Place, records_in
from mdm.syndicate.sight import queries as sight
from mdm.syndicate.views import WHOLE, View, seen_through

Json = dict[str, Any]

# One statement: the customer that answers to the id (redirects are flat), its golden record, its members. The number of
# the transaction that wrote the golden record stands for the document, whose lineage may move within a version.
_CUSTOMER = """
SELECT asked.id, {document}, g.xmin::text, e.id, e.kind, e.state, e.created_at, e.changed_at,
  coalesce(g.number, (SELECT max(v.number) FROM mdm_goldenversion v WHERE v.entity_id = e.id)),
  coalesce(g.since, e.changed_at),
  (SELECT json_agg(json_build_array(r.id, s.code, r.key, m.since) ORDER BY s.code, r.key)::text
     FROM mdm_membership m JOIN mdm_sourcerecord r ON r.id = m.record_id JOIN mdm_sourcesystem s ON s.id = r.source_id
    WHERE m.entity_id = e.id AND m.until IS NULL),
  (SELECT array_agg(old.id ORDER BY old.id) FROM mdm_entity old WHERE old.merged_into_id = e.id),
  q.number, o.outcome, o.rules
FROM mdm_entity asked JOIN mdm_entity e ON e.id = coalesce(asked.merged_into_id, asked.id)
LEFT JOIN mdm_goldenrecord g ON g.entity_id = e.id
LEFT JOIN mdm_goldenquality q ON q.entity = g.entity_id LEFT JOIN mdm_qualityoutcome o ON o.id = q.outcome_id
WHERE asked.id = ANY(%s::uuid[])
"""
_WITH_DOCUMENT, _WITHOUT = _CUSTOMER.format(document="g.document::text"), _CUSTOMER.format(document="NULL::text")


_views: Memory[View] = Memory()


def profile_view(pk: int | None, *, sees_sensitive: bool = True) -> View:
    """The profile view, everything for None; sensitive attributes masked for who may not see them."""
    found = _views.get((pk, sees_sensitive), partial(_profile_view, pk, sees_sensitive=sees_sensitive))
    assert found is not None  # noqa: S101 - a client's view is protected
    return found


def _profile_view(pk: int | None, *, sees_sensitive: bool) -> View:
    view = WHOLE if pk is None else _stored_view(pk)
    return replace(view.masking(hidden_attributes(sees_sensitive=sees_sensitive)), sees_texts=sees_sensitive)


def _stored_view(pk: int) -> View:
    row = ProfileView.objects.get(pk=pk)
    return View(
        code=row.code,
        attributes=frozenset(row.attributes) or None,
        masked=frozenset(row.masked),
        sources=frozenset(row.sources) or None,
        preferences={attribute: tuple(sources) for attribute, sources in row.preferences.items()},
        extras=frozenset(row.extras),
    )


class Member(NamedTuple):
    """A source record of a customer."""

    record: int
    place: Place
    since: str


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as a reader may see it. `document` is None for one that no source knows any more."""

    id: UUID
    kind: str
    state: str
    created_at: datetime
    changed_at: datetime
    number: int | None
    since: datetime
    document: Json | None
    members: tuple[Member, ...]
    merged_ids: tuple[UUID, ...]
    quality: GoldenGrade | None
    """Of the attributes that the reader sees; None until it was graded, and where the view limits sources."""
    stamp: str
    """Differs whenever anything of it does."""

    @property
    def places(self) -> dict[int, Place]:
        """Where each member stands in its source system."""
        return {member.record: member.place for member in self.members}


NOBODY = "No customer ever had this id."
_SEARCH = "Search by name, e-mail, phone or identifier."


def customer(asked: UUID, *, sees_sensitive: bool = True, view: View = WHOLE) -> Customer:
    """The customer that answers to the id today. Raises NotFoundError for an id that was never given."""
    found = customers([asked], sees_sensitive=sees_sensitive, view=view)
    if not found:
        raise NotFoundError(NOBODY, remedy=_SEARCH)
    return found[asked]


def customers(asked: Collection[UUID], *, sees_sensitive: bool = True, view: View = WHOLE) -> dict[UUID, Customer]:
    """The customers that answer to these ids today.

    Ids that were never given are left out, and so are customers of whom the view shows no source record.
    """
    rows = prepared.rows(_WITH_DOCUMENT, [list(asked)])
    view = view.masking(hidden_attributes(sees_sensitive=sees_sensitive))
    # A view that limits sources may show other values than those that were graded.
    tells = "quality" in view.extras and view.sources is None and any(row[-1] for row in rows)
    held = active_rules() if tells else None
    found = {one: _customer(row, view, held) for one, *row in rows}
    return found if view.sources is None else _in_sight(found, view.sources)


def _in_sight(found: Mapping[UUID, Customer], sources: Collection[str]) -> dict[UUID, Customer]:
    shown = {asked: one for asked, one in found.items() if one.members}
    known = sight.ever({old for one in shown.values() for old in one.merged_ids}, sources)
    return {
        asked: replace(one, merged_ids=tuple(old for old in one.merged_ids if old in known))
        for asked, one in shown.items()
    }


class Stamp(NamedTuple):
    """What tells whether a customer is still as it was read."""

    id: UUID
    stamp: str


def stamp(asked: UUID) -> Stamp | None:
    """The stamp of the customer that answers to the id today, without reading its values; None for an unknown id."""
    rows = prepared.rows(_WITHOUT, [[asked]])
    return Stamp(rows[0][3], _stamp(rows[0][2:])) if rows else None


def _stamp(said: Sequence[Any]) -> str:
    return blake2b(repr(said).encode(), digest_size=16).hexdigest()


def _customer(row: Sequence[Any], view: View, held: Ruleset | None) -> Customer:
    document, *said = row
    _, entity, kind, state, created_at, changed_at, number, since, members, merged, *graded = said
    every = [Member(record, Place(code, key), at) for record, code, key, at in orjson.loads(members or "[]")]
    places = {member.record: member.place for member in every}
    return Customer(
        id=entity,
        kind=kind,
        state=state,
        created_at=created_at,
        changed_at=changed_at,
        number=number,
        since=since,
        document=seen_through(view, orjson.loads(document), places) if document else None,
        members=tuple(member for member in every if view.sees_source(member.place.source)),
        merged_ids=tuple(merged or ()),
        quality=_quality(view, held, *graded) if document else None,
        stamp=_stamp(tuple(said)),
    )


def _quality(view: View, held: Ruleset | None, version: int, outcome: str, rules: str) -> GoldenGrade | None:
    """By the rules in force; one by former rules is reckoned anew tonight."""
    return grade_seen(version, outcome, held, view.sees_attribute) if held and rules == held.digest else None


class Version(NamedTuple):
    """A golden record as it stood from `since` on; `until` is None for the present one."""

    number: int
    since: datetime
    until: datetime | None
    policy: int
    document: Json


def versions(
    entity: UUID, *, sees_sensitive: bool = True, view: View = WHOLE, before: int | None = None, limit: int = 50
) -> list[Version]:
    """The golden versions of a customer below that number, the latest first."""
    below = Q(number__lt=before) if before is not None else Q()
    present, past = _present(entity).filter(below), _past(entity).filter(below).order_by("-number")[:limit]
    return _seen([*present, *past][:limit], view.masking(hidden_attributes(sees_sensitive=sees_sensitive)))


def version_at(entity: UUID, at: datetime, *, view: View) -> Version | None:
    """The golden record as it stood at that time; None where there was none."""
    then = [*_present(entity).filter(since__lte=at), *_past(entity).filter(since__lte=at, until__gt=at)[:1]]
    return next(iter(_seen(then[:1], view)), None)


_VERSION = ("number", "since", "until", "policy_version", "document")


def _present(entity: UUID) -> QuerySet[GoldenRecord, Any]:
    until = Value(None, output_field=DateTimeField())
    return GoldenRecord.objects.filter(entity=entity).annotate(until=until).values_list(*_VERSION)


def _past(entity: UUID) -> QuerySet[GoldenVersion, Any]:
    return GoldenVersion.objects.filter(entity=entity).values_list(*_VERSION)


def _seen(rows: Sequence[tuple[Any, ...]], view: View) -> list[Version]:
    places = places_in(row[-1] for row in rows) if view.sources is not None or view.preferences else {}
    return [Version(*row)._replace(document=seen_through(view, row[-1], places)) for row in rows]


def places_of(records: Collection[int]) -> dict[int, Place]:
    """Where each of these source records stands in its system."""
    rows = prepared.rows(_PLACES, [list(records)]) if records else ()
    return {pk: Place(code, key) for pk, code, key in rows}


_PLACES = (
    "SELECT r.id, s.code, r.key FROM mdm_sourcerecord r JOIN mdm_sourcesystem s ON s.id = r.source_id "
    "WHERE r.id = ANY(%s::bigint[])"
)


def places_in(documents: Iterable[Mapping[str, Any]]) -> dict[int, Place]:
    """Where the source records that these documents name stand in their systems."""
    return places_of(records_in(documents))


def timeline(entity: UUID, *, before: datetime | None = None, limit: int = 20) -> list[Change]:
    """What happened to the customer, before that time where one is given, the latest first."""
    earlier = Q(at__lt=before) if before else Q()
    return list(Change.objects.filter(earlier, entity=entity).order_by("-id")[:limit])
