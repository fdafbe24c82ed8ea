"""Setting and retiring pins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

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
) -> Pin:
    """Fix or bar a clean value (its stored form) on the customer that the source record belongs to."""
    return Pin.objects.create(
        record_id=record,
        kind=kind,
        attribute=value["attribute"],
        value=dict(value),
        reason=reason,
        author_id=author_id,
        expires_at=expires_at,
    )


def retire_pin(pin_id: int) -> None:
    """End a pin; the values it held back stand for election again."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mdm_pin SET retired_at = now() WHERE id = %s AND retired_at IS NULL", [pin_id])
