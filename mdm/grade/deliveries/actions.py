"""Writing what deliveries looked like, and keeping the file of one that is held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from django.utils import timezone

from mdm.errors import ConflictError
from mdm.grade.deliveries.models import BatchQuality, HeldPiece
from mdm.grade.drift import Finding, Look

_WAITING = BatchQuality.Decision.WAITING


def note_look(
    batch: int, source: int, look: Look, findings: Sequence[Finding], *, is_held: bool, is_told: bool = False
) -> None:
    """Keep what a delivery looked like; with `is_told` the source's owner is going to be told what was found."""
    BatchQuality.objects.update_or_create(
        batch_id=batch,
        defaults={
            "source_id": source,
            "rows": look.rows,
            "looked_at": look.looked_at,
            "is_snapshot": look.is_snapshot,
            "shares": dict(look.shares),
            "findings": [asdict(one) for one in findings],
            "decision": _WAITING if is_held else BatchQuality.Decision.NONE,
            "tell_at": timezone.now() if is_told and findings else None,
        },
    )


def keep_file(batch: int, pieces: Iterable[bytes]) -> None:
    """Keep the file as it came, until a person has decided."""
    for number, content in enumerate(pieces):
        HeldPiece.objects.create(batch_id=batch, number=number, content=content)


def drop_file(batch: int) -> None:
    """The file has been loaded or discarded."""
    HeldPiece.objects.filter(batch=batch).delete()


def decide(batch: int, decision: str, *, reason: str, actor_id: int | None) -> None:
    """Note what a person decided of a held delivery. Raises ConflictError where somebody decided already."""
    changed = BatchQuality.objects.filter(batch=batch, decision=_WAITING).update(
        decision=decision, reason=reason, decided_by=actor_id, decided_at=timezone.now()
    )
    if not changed:
        raise ConflictError(
            f"Batch {batch} is not waiting for a decision.", remedy="Look at it again.", data={"batch": batch}
        )


def claim_untold(now: datetime) -> BatchQuality | None:
    """A delivery whose owner is to be told now, held by the caller's transaction."""
    rows = BatchQuality.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    return rows.filter(tell_at__lte=now).select_related("source").order_by("tell_at").first()


def tell_again(batch: int, at: datetime | None) -> None:
    """When the owner is told the next time; None when that is done, or given up."""
    BatchQuality.objects.filter(batch=batch).update(tell_at=at)
