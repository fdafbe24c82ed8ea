"""Reading the feed in the order of its sequence."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from mdm.errors import GoneError, InvalidInputError
from mdm.syndicate.feed.changes import Announced, Stretch, Tide, named_in, seen_detail
from mdm.syndicate.feed.wanted import IDENTITY_KINDS, SHOWN_BY, Wanted
from mdm.syndicate.sight import queries as sight
from mdm.syndicate.views import View

# A filter that fits little looks no further than so many changes at once.
WINDOW = 50_000


def tide() -> Tide:
    """The state of the feed's end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT max(sequence) FROM mdm_change), 0), "
            "EXISTS (SELECT FROM mdm_change WHERE sequence IS NULL)"
        )
        return Tide(*cursor.fetchone())


def bottom() -> int:
    """The sequence after which everything is still there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(sequence) - 1, 0) FROM mdm_change")
        return int(cursor.fetchone()[0])


def refuse_forgotten(after: int) -> None:
    """Raises GoneError for a place after which changes were forgotten: who went on from there would miss them."""
    first = bottom()
    if after < first:
        raise GoneError(
            "The feed no longer reaches back that far.",
            remedy="Read all customers anew, by GET /api/v1/changes/snapshot, then follow from its follow_after on.",
            data={"parameter": "after", "after": first},
        )


_COLUMNS = "sequence, entity, number, kind, attributes, detail::text, at"
_OF_NO_ATTRIBUTE = sorted({*IDENTITY_KINDS, *SHOWN_BY})


def conditions(wanted: Wanted) -> tuple[str, list[Any]]:
    """What a change must meet, as SQL that begins with AND."""
    parts: list[tuple[str, list[Any]]] = []
    if wanted.types:
        parts.append(("kind = ANY(%s)", [sorted(wanted.types)]))
    parts += [
        ("(attributes && %s::varchar[] OR kind = ANY(%s))", [sorted(some), _OF_NO_ATTRIBUTE])
        for some in (wanted.attributes or None, wanted.seen_attributes)
        if some is not None
    ]
    parts += [
        ("sources && %s::varchar[]", [sorted(some)])
        for some in (wanted.sources or None, wanted.seen_sources)
        if some is not None
    ]
    if wanted.seen_sources is not None:
        parts.append(("fact_sources <@ %s::varchar[]", [sorted(wanted.seen_sources)]))
    if wanted.unseen_types:
        parts.append(("kind <> ALL(%s)", [sorted(wanted.unseen_types)]))
    if wanted.not_by_client is not None:
        parts.append(("origin_client IS DISTINCT FROM %s", [wanted.not_by_client]))
    return "".join(f" AND {text}" for text, _ in parts), [one for _, values in parts for one in values]


def stretch(after: int, wanted: Wanted, *, limit: int, top: int) -> Stretch:
    """The changes after that sequence that fit, up to `top`.

    Raises InvalidInputError for a place beyond that, GoneError for one that the feed no longer reaches back to.
    """
    if after > top:
        raise InvalidInputError(
            "The feed does not reach that far.",
            remedy="It ends before what you hold, as after a restore: read your customers anew, then follow from 0.",
            data={"parameter": "after"},
        )
    refuse_forgotten(after)
    until = min(top, after + WINDOW)
    text, values = conditions(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM mdm_change WHERE sequence > %s AND sequence <= %s{text} "
            "ORDER BY sequence LIMIT %s",
            [after, until, *values, limit + 1],
        )
        rows = cursor.fetchall()
    found = tuple(_announced(rows[:limit], wanted))
    if len(rows) > limit:
        return Stretch(found, found[-1].sequence, has_more=True)
    return Stretch(found, until, has_more=until < top)


def last_id() -> int:
    """The id of the latest change, whether it has its place in the feed or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM mdm_change")
        return int(cursor.fetchone()[0])


def announced_after(last: int, entities: Collection[UUID]) -> list[tuple[str, UUID]]:
    """(kind, customer) of the changes of these customers that were announced after that one, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, entity FROM mdm_change WHERE id > %s AND entity = ANY(%s) ORDER BY id", [last, list(entities)]
        )
        return list(cursor.fetchall())


def changes_at(sequences: Collection[int], wanted: Wanted) -> list[Announced]:
    """The changes at these places, as the follower may see them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM mdm_change WHERE sequence = ANY(%s)", [list(sequences)])
        return _announced(cursor.fetchall(), wanted)


def _announced(rows: Collection[tuple[Any, ...]], wanted: Wanted) -> list[Announced]:
    found = [
        Announced(sequence, entity, number, kind, wanted.shown(attributes), orjson.loads(detail), at)
        for sequence, entity, number, kind, attributes, detail, at in rows
    ]
    if wanted.seen_sources is None:
        return found
    named = {UUID(one) for change in found for one in named_in(change.detail)}
    seen = frozenset(map(str, sight.present(named, wanted.seen_sources)))
    return [one._replace(detail=seen_detail(one.detail, seen)) for one in found]


_SOME = """
SELECT g.entity_id FROM mdm_goldenrecord g WHERE g.entity_id > %s{seen} ORDER BY g.entity_id LIMIT %s
"""
_SEEN = """ AND EXISTS (
 SELECT FROM mdm_membership m JOIN mdm_sourcerecord r ON r.id = m.record_id
  JOIN mdm_sourcesystem s ON s.id = r.source_id
  WHERE m.entity_id = g.entity_id AND m.until IS NULL AND s.code = ANY(%s))"""


def customers_after(last: UUID, view: View, *, limit: int) -> list[UUID]:
    """The customers that the view shows, in the order of their ids, behind that one."""
    seen = [] if view.sources is None else [sorted(view.sources)]
    with connection.cursor() as cursor:
        cursor.execute(_SOME.format(seen=_SEEN if seen else ""), [last, *seen, limit])
        return [entity for (entity,) in cursor.fetchall()]
