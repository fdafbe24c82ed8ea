"""Reading what people have fixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import F, Q

from mdm import prepared
from mdm.errors import NotFoundError
from mdm.records import CleanValue, Pin, PinKind
from mdm.steward.pins.models import Pin as StoredPin


def pins_of(entities: Collection[UUID], *, now: datetime) -> dict[UUID, tuple[Pin, ...]]:
    """The pins in force, per customer, oldest first. They hang on members, wherever these belong today."""
    rows = prepared.rows(
        "SELECT m.entity_id, p.record_id, p.kind, p.attribute, p.value::text, p.reason, coalesce(u.username, ''), "
        "p.made_at, p.expires_at FROM mdm_membership m JOIN mdm_pin p ON p.record_id = m.record_id "
        "LEFT JOIN auth_user u ON u.id = p.author_id WHERE m.until IS NULL AND m.entity_id = ANY(%s) "
        "AND p.retired_at IS NULL AND (p.expires_at IS NULL OR p.expires_at > %s) ORDER BY p.id",
        [list(entities), now],
    )
    found: dict[UUID, list[Pin]] = defaultdict(list)
    for entity, record, kind, attribute, value, reason, author, made_at, expires_at in rows:
        clean = CleanValue.from_json(orjson.loads(value))
        found[entity].append(Pin(record, PinKind(kind), attribute, clean, reason, author, made_at, expires_at))
    return {entity: tuple(pins) for entity, pins in found.items()}


def pins_on(records: Collection[int]) -> list[Pin]:
    """The pins that hang on these records and are in force, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.record_id, p.kind, p.value::text, p.reason, coalesce(u.username, ''), p.made_at, p.expires_at "
            "FROM mdm_pin p LEFT JOIN auth_user u ON u.id = p.author_id WHERE p.record_id = ANY(%s) "
            "AND p.retired_at IS NULL AND (p.expires_at IS NULL OR p.expires_at > now()) ORDER BY p.id",
            [list(records)],
        )
        rows = cursor.fetchall()
    found = []
    for record, kind, value, reason, author, made_at, expires_at in rows:
        clean = CleanValue.from_json(orjson.loads(value))
        found.append(Pin(record, PinKind(kind), clean.attribute, clean, reason, author, made_at, expires_at))
    return found


class PinAct(NamedTuple):
    """That a value was fixed or barred, by whom, why and how long; never the value."""

    kind: str
    attribute: str
    author: str
    reason: str
    made_at: datetime
    retired_at: datetime | None


def attributes_of(pins: Collection[int]) -> set[str]:
    """The attributes whose values these pins fix or bar."""
    return set(StoredPin.objects.filter(pk__in=list(pins)).values_list("attribute", flat=True))


def pin_acts(records: Collection[int], *, limit: int = 50) -> list[PinAct]:
    """What was fixed or barred on these records, retired pins too, the latest first."""
    rows = StoredPin.objects.filter(record__in=list(records)).order_by("-id")
    values = rows.values_list("kind", "attribute", "author__username", "reason", "made_at", "retired_at")[:limit]
    return [
        PinAct(kind, attribute, author or "", reason, made_at, retired_at)
        for kind, attribute, author, reason, made_at, retired_at in values
    ]


def expired_pins(*, now: datetime) -> list[tuple[int, int]]:
    """(pin, source record) of pins whose time is over but that are not retired yet."""
    rows = StoredPin.objects.filter(Q(retired_at=None), expires_at__lte=now).values_list("id", "record_id")
    return list(rows)


def pin_record(pin_id: int) -> int:
    """The source record on which the live pin hangs. Raises NotFoundError."""
    record = StoredPin.objects.filter(pk=pin_id, retired_at=None).values_list("record_id", flat=True).first()
    if record is None:
        raise NotFoundError(f"There is no live pin {pin_id}.", remedy="Open the customer again.")
    return record


# Ended, by time, by the source or by somebody else, and the author has not taken note of it.
NEWS = Q(retired_at__isnull=False, noticed_at=None) & (Q(ended_by=None) | ~Q(ended_by__actor=F("author")))


def news_of(author: int, *, limit: int = 20) -> list[StoredPin]:
    """The pins of that author that ended without them, and of which they have not taken note; the latest first."""
    return list(StoredPin.objects.filter(NEWS, author=author).order_by("-retired_at")[:limit])


def has_untold() -> bool:
    """Whether any author is yet to be told of a pin that ended."""
    return StoredPin.objects.filter(tell_at__isnull=False).exists()


def live_pins(records: Collection[int]) -> list[StoredPin]:
    """The pins in force on these records, in order."""
    rows = StoredPin.objects.filter(record__in=list(records), retired_at=None).select_related(
        "author", "record__source"
    )
    return list(rows.order_by("pk"))


def set_by(entry: int) -> list[StoredPin]:
    """The pins that the act set."""
    return list(StoredPin.objects.filter(entry=entry).order_by("pk"))


def ended_by(entry: int) -> list[StoredPin]:
    """The pins that the act took back."""
    return list(StoredPin.objects.filter(ended_by=entry).order_by("pk"))
