"""Reading what deliveries looked like, and the files of held ones."""

from __future__ import annotations

from collections.abc import Iterator

from mdm.errors import NotFoundError
from mdm.grade.deliveries.models import BatchQuality, HeldPiece, SourceWatch
from mdm.grade.drift import Limits, Look

# How far back a source's past reaches.
PAST = 10
_TAKEN = (BatchQuality.Decision.NONE, BatchQuality.Decision.RELEASED)


def limits_of(source: int) -> tuple[Limits, bool]:
    """What is out of line for this source, and whether it is then held."""
    watch = SourceWatch.objects.filter(source=source).first() or SourceWatch(source_id=source)
    return Limits(watch.least_rows, watch.points, watch.volume_factor), watch.is_holding


def past_looks(source: int) -> list[Look]:
    """What the source's latest deliveries looked like, those that were taken."""
    rows = BatchQuality.objects.filter(source=source, decision__in=_TAKEN).order_by("-batch")[:PAST]
    return [Look(one.rows, one.looked_at, one.shares, one.is_snapshot) for one in rows]


def before_of(row: BatchQuality) -> BatchQuality | None:
    """What the source's latest delivery before this one looked like, of those that were taken."""
    taken = BatchQuality.objects.filter(source=row.source_id, batch__lt=row.batch_id, decision__in=_TAKEN)
    return taken.order_by("-batch").first()


def was_taken(source: int, digest: str) -> bool:
    """Whether this very file was looked at and taken before."""
    known = BatchQuality.objects.filter(source=source, batch__file_digest=digest, decision__in=_TAKEN)
    return bool(digest) and known.exists()


def held_batch(source: int) -> int | None:
    """The source's delivery that waits for a decision."""
    waiting = BatchQuality.objects.filter(source=source, decision=BatchQuality.Decision.WAITING)
    return waiting.values_list("batch", flat=True).first()


def batch_quality(batch: int) -> BatchQuality:
    """What that delivery looked like. Raises NotFoundError."""
    found = BatchQuality.objects.select_related("batch__source").filter(batch=batch).first()
    if found is None:
        raise NotFoundError(
            f"Batch {batch} was not looked at.", remedy="See manage.py deliveries.", data={"batch": batch}
        )
    return found


def waiting() -> list[BatchQuality]:
    """All deliveries that wait for a decision, the oldest first."""
    found = BatchQuality.objects.filter(decision=BatchQuality.Decision.WAITING)
    return list(found.select_related("batch__source").order_by("batch"))


def held_file(batch: int) -> Iterator[bytes]:
    """The pieces of the held file, in order."""
    for piece in HeldPiece.objects.filter(batch=batch).order_by("number").iterator(chunk_size=1):
        yield bytes(piece.content)


def has_file(batch: int) -> bool:
    """Whether the file is still kept."""
    return HeldPiece.objects.filter(batch=batch).exists()
