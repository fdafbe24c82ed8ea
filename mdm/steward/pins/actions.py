"""Setting and retiring pins."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from mdm.records import PinKind
from mdm.steward.pins.models import Pin


def set_pin(
    record: int,
    kind: PinKind,
    value: Mapping[str, Any],
    *,
    reason: str,
    author_id: int | None,
    expires_at: datetime | None = None,
    until_changed: bool = False,
    entry: int | None = None,
) -> Pin:
    """Fix or bar a clean value (its stored form) on the customer that the source record belongs to.

    It ends at `expires_at`, or, `until_changed`, as soon as the record says something new for the attribute.
    """
    return Pin.objects.create(
        record_id=record,
        kind=kind,
        attribute=value["attribute"],
        value=dict(value),
        reason=reason,
        author_id=author_id,
        expires_at=expires_at,
        until_changed=until_changed,
        stated=_stated(record, value["attribute"]) if until_changed else "",
        entry_id=entry,
    )


# A digest of what the record said for the attribute, as it was said: better cleansing is no news from the source.
_STATED = """
encode(sha256(convert_to(coalesce((
  SELECT jsonb_agg(v->'said' ORDER BY v->'said') FROM jsonb_array_elements(c.values) v
  WHERE v->>'attribute' = {attribute}
), '[]')::text, 'UTF8')), 'hex')
"""


def _stated(record: int, attribute: str) -> str:
    digest = _STATED.format(attribute="%s")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {digest} FROM mdm_cleanrecord c WHERE c.record_id = %s", [attribute, record])
        row = cursor.fetchone()
    return row[0] if row else ""


def retire_pins(pins: Sequence[int], because: str, *, entry: int | None = None) -> None:
    """End pins; the values they held back stand for election again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mdm_pin SET retired_at = now(), tell_at = now(), retired_because = %s, ended_by_id = %s "
            "WHERE id = ANY(%s) AND retired_at IS NULL",
            [because, entry, list(pins)],
        )


def retire_contradicted(records: Collection[int]) -> list[int]:
    """End the pins that were to last until their source record says something new, where it did; returns them."""
    digest = _STATED.format(attribute="p.attribute")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mdm_pin p SET retired_at = now(), tell_at = now(), retired_because = 'changed' "
            "FROM mdm_cleanrecord c WHERE c.record_id = p.record_id AND p.record_id = ANY(%s) "
            "AND p.retired_at IS NULL AND p.until_changed "
            f"AND p.stated <> {digest} RETURNING p.id",
            [list(records)],
        )
        return sorted(row[0] for row in cursor.fetchall())


def set_again(pins: Sequence[int], *, author_id: int | None, entry: int) -> list[Pin]:
    """Set pins that had ended once more, as they were, but for an expiry that is over."""
    again = list(Pin.objects.filter(pk__in=list(pins)).order_by("pk"))
    return [
        Pin.objects.create(
            record_id=one.record_id, kind=one.kind, attribute=one.attribute, value=one.value, reason=one.reason,
            author_id=author_id, expires_at=one.expires_at, until_changed=one.until_changed, stated=one.stated,
            entry_id=entry,
        )
        for one in again
    ]  # fmt: skip


def claim_untold(now: datetime) -> list[Pin]:
    """The ended pins of which one author is to be told now, held by the caller's transaction; those of others wait."""
    rows = Pin.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).filter(tell_at__lte=now)
    first = rows.order_by("tell_at").first()
    of_author = rows.filter(author=first.author_id) if first else rows.none()
    return list(of_author.select_related("author", "ended_by").order_by("pk"))


def tell_again(pins: Collection[int], at: datetime | None) -> None:
    """When the author is told of these the next time; None when that is done, or given up."""
    Pin.objects.filter(pk__in=list(pins)).update(tell_at=at)


def note_ended(author_id: int) -> int:
    """The author has taken note of the pins of theirs that ended; how many these were."""
    ended = Pin.objects.filter(author=author_id, retired_at__isnull=False, noticed_at=None)
    return ended.update(noticed_at=timezone.now())
