"""Announcing changes, and giving them their place in the feed.

`announce` is called in the transaction that makes the change, so both commit or neither. `number_changes` runs
afterwards, one at a time, over what has committed: a late commit gets a late number, so a reader that goes by numbers
skips nothing. Two changes of one customer are numbered in the order of its versions: who makes the second one holds
the customer's records until it commits and could only get them after the first had committed, so whoever sees the
second sees the first, and the first has the lower id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from mdm import prepared
from mdm.bulk import incoming, json_text
from mdm.records import ChangeKind
from mdm.syndicate.defaults import READY_VIEWS
from mdm.syndicate.models import ProfileView

# Held by the one who numbers. Any constant that no blocking key is likely to be.
_NUMBERING = 0x6D646D2066656564
MOST_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Announcement:
    """What happened to a customer; `number` is its golden version afterwards."""

    entity: UUID
    number: int
    kind: ChangeKind
    attributes: tuple[str, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)
    fact_sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """What caused a change: a source system's record, an API client's request, both or neither."""

    source: str = ""
    client: int | None = None


_COLUMNS = ("entity", "number", "kind", "attributes", "detail", "fact_sources")
# Who left in this transaction is told about it too: now() is the transaction's beginning, which memberships end with.
_SOURCES = """
SELECT array_agg(DISTINCT s.code ORDER BY s.code)
  FROM mdm_membership m JOIN mdm_sourcerecord r ON r.id = m.record_id JOIN mdm_sourcesystem s ON s.id = r.source_id
 WHERE m.entity_id = said.entity AND (m.until IS NULL OR m.until = now())
"""


def announce(announcements: Sequence[Announcement], origin: Origin) -> None:
    """Append the changes, in this order."""
    if not announcements:
        return
    names = ", ".join(_COLUMNS)
    rows = (
        (
            one.entity,
            one.number,
            str(one.kind),
            list(one.attributes),
            json_text(dict(one.detail)),
            list(one.fact_sources),
        )
        for one in announcements
    )
    with incoming("mdm_change", _COLUMNS, rows) as (source, parameters), prepared.own_cursor() as cursor:
        cursor.execute(
            f'INSERT INTO mdm_change ({names}, sources, origin_source, origin_client, "at") '
            f"SELECT {names}, coalesce(({_SOURCES}), '{{}}'), %s::text, %s::bigint, now() FROM {source} AS said",
            [origin.source, origin.client, *parameters],
        )


_NUMBER = """
UPDATE mdm_change SET sequence = counted.sequence
  FROM (SELECT id, row_number() OVER (ORDER BY id) + (SELECT coalesce(max(sequence), 0) FROM mdm_change) AS sequence
          FROM (SELECT id FROM mdm_change WHERE sequence IS NULL ORDER BY id LIMIT %s) AS waiting) AS counted
 WHERE mdm_change.id = counted.id
"""


def number_changes(most: int = MOST_AT_ONCE) -> int:
    """Give committed changes their numbers; how many got one. Nothing where somebody else is just doing it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_NUMBERING])
        if not cursor.fetchone()[0]:
            return 0
        # A statement of its own: it must not look before it holds the lock.
        cursor.execute(_NUMBER, [most])
        return int(cursor.rowcount)


_FORGET = """
DELETE FROM mdm_change WHERE sequence < (
 SELECT least(min(sequence) FILTER (WHERE "at" >= %s), max(sequence) + 1)
   FROM mdm_change WHERE sequence <= (SELECT min(sequence) FROM mdm_change) + %s)
 AND sequence < (SELECT max(sequence) FROM mdm_change)
 AND sequence <= ALL (SELECT "cursor" FROM mdm_subscription WHERE id IN ({live}))
 AND sequence < ALL (
  SELECT sequence FROM mdm_delivery WHERE state IN ('waiting', 'sending') AND subscription_id IN ({live}))
"""
_LIVE = """
SELECT s.id FROM mdm_subscription s JOIN mdm_apiclient c ON c.id = s.client_id
 WHERE s.state = 'active' AND c.is_active AND (c.expires_at IS NULL OR c.expires_at > now())
"""


def forget_changes(before: datetime, most: int = MOST_AT_ONCE) -> int:
    """Forget changes made before that time, the oldest first, so many at once; how many.

    The last one stays, because numbers go on from it, and so does what active subscriptions have still to be sent.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FORGET.format(live=_LIVE), [before, most])
        return int(cursor.rowcount)


def bring_in_views() -> list[str]:
    """Add the shipped views that are missing; returns their codes. One that was changed stays as it is."""
    present = set(ProfileView.objects.values_list("code", flat=True))
    missing = [one for one in READY_VIEWS if one.code not in present]
    for one in missing:
        fields = {name: list(value) if isinstance(value, tuple) else value for name, value in one._asdict().items()}
        ProfileView.objects.create(**fields)
    return [one.code for one in missing]


def define_view(code: str, fields: Mapping[str, Any]) -> ProfileView:
    """Make the view, or bring it up to date."""
    view, _ = ProfileView.objects.update_or_create(code=code, defaults=dict(fields))
    return view
