"""Reading what deliveries looked like, and the files of held ones."""

from __future__ import annotations

from collections.abc import Iterator
from io import SEEK_CUR, SEEK_END, SEEK_SET, BufferedReader, RawIOBase
from typing import IO, Any, Literal

from django.db.models.functions import Length

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
    rows = BatchQuality.objects.filter(source=source, decision__in=_TAKEN).order_by("-batch_id")[:PAST]
    return [Look(one.rows, one.looked_at, one.shares, one.is_snapshot) for one in rows]


def before_of(row: BatchQuality) -> BatchQuality | None:
    """What the source's latest delivery before this one looked like, of those that were taken."""
    taken = BatchQuality.objects.filter(source=row.source_id, batch__lt=row.batch_id, decision__in=_TAKEN)
    return taken.order_by("-batch_id").first()


def was_taken(source: int, digest: str) -> bool:
    """Whether this very file was looked at and taken before."""
    known = BatchQuality.objects.filter(source=source, batch__file_digest=digest, decision__in=_TAKEN)
    return bool(digest) and known.exists()


def held_batch(source: int) -> int | None:
    """The source's delivery that waits for a decision."""
    waiting = BatchQuality.objects.filter(source=source, decision=BatchQuality.Decision.WAITING)
    return waiting.values_list("batch", flat=True).first()


def has_untold() -> bool:
    """Whether some owner is to be told, now or later."""
    return BatchQuality.objects.filter(tell_at__isnull=False).exists()


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
    return list(found.select_related("batch__source").order_by("batch_id"))


def held_file(batch: int) -> Iterator[bytes]:
    """The pieces of the held file, in order."""
    for piece in HeldPiece.objects.filter(batch=batch).order_by("number").iterator(chunk_size=1):
        yield bytes(piece.content)


class HeldFile:
    """The held file as it lies in the database: whoever reads it fetches the pieces that are read, and no others."""

    def __init__(self, batch: int, name: str) -> None:
        self.batch, self.name = batch, name

    def open(self, mode: Literal["rb"]) -> IO[bytes]:  # noqa: ARG002 - as files are opened
        """Its bytes, from the start."""
        return BufferedReader(_Pieces(self.batch))


class _Pieces(RawIOBase):
    """All pieces but the last are as long as the first."""

    def __init__(self, batch: int) -> None:
        super().__init__()
        pieces = HeldPiece.objects.filter(batch=batch).order_by("number").annotate(size=Length("content"))
        sizes = pieces.values_list("size", flat=True)
        count, self._each, last = len(sizes), sizes[0] if sizes else 1, 0
        last = sizes[count - 1] if count else 0
        self._batch, self._size, self._at = batch, max(0, count - 1) * self._each + last, 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        self._at = max(0, offset + {SEEK_SET: 0, SEEK_CUR: self._at, SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: Any) -> int:
        number, start = divmod(self._at, self._each)
        found = self._piece(number)[start : start + len(buffer)] if self._at < self._size else b""
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            content = HeldPiece.objects.values_list("content", flat=True).get(batch=self._batch, number=number)
            self._held = number, bytes(content)
        return self._held[1]


def has_file(batch: int) -> bool:
    """Whether the file is still kept."""
    return HeldPiece.objects.filter(batch=batch).exists()
