"""Writing what deliveries looked like, and keeping the file of one that is held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.utils import timezone

from mdm.errors import ConflictError
from mdm.grade.deliveries.models import BatchQuality, HeldPiece
from mdm.grade.drift import Finding, Look

_WAITING = BatchQuality.Decision.WAITING


def note_look(batch: int, source: int, look: Look, findings: Sequence[Finding], *, is_held: bool) -> None:
    """Keep what a delivery looked like."""
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
