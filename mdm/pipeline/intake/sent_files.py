"""Files that clients send: taken down piece by piece, then loaded by a worker that goes on where another stopped."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from mdm.acquire import queries as acquire
from mdm.acquire.readers.sources import HEAD_SIZE, content_kind
from mdm.acquire.sent import actions, queries
from mdm.errors import InvalidInputError, JobError, NotFoundError, TooLargeError
from mdm.jobs.queries import is_live
from mdm.pipeline.intake.files import load_file
from mdm.pipeline.stages import Stage

if TYPE_CHECKING:
    from mdm.acquire.models import Batch
    from mdm.acquire.sent.models import SentFile
    from mdm.jobs.models import Job

PIECE = 1 << 20
NAMELESS = "upload"


def take_down(client: int, source: str, content: Iterable[bytes], *, limit: int, **said: Any) -> SentFile:
    """Keep the file as it comes; it is not loaded before it is queued. `said` are its name, is_snapshot and stated.

    Raises NotFoundError for a source that has no mapping, TooLargeError, InvalidInputError for an empty file.
    """
    found = acquire.source(source)
    acquire.active_mapping(found.pk)
    file = actions.begin(client, found.pk, **said)
    try:
        file.size, file.digest = _kept(file.pk, content, limit)
        actions.note_received(file.pk, size=file.size, digest=file.digest)
    except BaseException:
        actions.drop_unless_queued(file.pk)
        raise
    return file


def forget_unless_queued(file: int) -> None:
    """Let go of a file that is not going to be loaded: its sender was answered as before, or refused."""
    actions.drop_unless_queued(file)


def _kept(file: int, content: Iterable[bytes], limit: int) -> tuple[int, str]:
    size, digest = 0, blake2b(digest_size=32)
    for number, piece in enumerate(content):
        size += len(piece)
        if size > limit:
            raise TooLargeError(
                f"The file is larger than {limit} bytes.", remedy="Pack it with gzip, or send it in parts.",
                data={"limit": limit},
            )  # fmt: skip
        digest.update(piece)
        actions.add_piece(file, number, piece)
    if not size:
        raise InvalidInputError("The file is empty.", remedy="Send it again; without rows it still has its header.")
    return size, digest.hexdigest()


def load_sent(file: int, job: int) -> Batch:
    """Load a sent file. A second run goes on behind what the first has taken."""
    sent = queries.sent_file(file)
    if sent.batch and sent.batch.state not in {sent.batch.State.LOADING, sent.batch.State.FAILED}:
        return sent.batch
    with TemporaryDirectory() as folder:
        path = _written(sent, Path(folder))
        try:
            batch = load_file(
                sent.source.code, path, snapshot=sent.is_snapshot, again=sent.batch_id, **sent.stated,
                on_open=partial(actions.note_batch, file), on_progress=lambda _done, _all: _go_on(job),
            )  # fmt: skip
        except (InvalidInputError, NotFoundError) as error:
            actions.note_problem(
                file, {"code": error.code, "detail": error.message, "remedy": error.remedy, "data": error.data}
            )
            raise
    actions.drop_pieces(file)
    return batch


def _go_on(job: int) -> None:
    if not is_live(job):
        raise JobError(f"Job {job} was cancelled.", remedy="Resume it to go on.")


def _written(sent: SentFile, folder: Path) -> Path:
    if not queries.has_pieces(sent.pk):
        raise NotFoundError("The file's content is no longer kept.", remedy="Send the file again.")
    path = folder / NAMELESS
    with path.open("wb") as stream:
        stream.writelines(queries.pieces(sent.pk))
    return path.rename(folder / _with_ending(sent.name, path))


def _with_ending(name: str, path: Path) -> str:
    """The file's name, with the ending of the packing that its first bytes show: readers unpack by it."""
    with path.open("rb") as stream:
        kind = content_kind(stream.read(HEAD_SIZE))
    ending = PurePath(name).suffix.lower()
    if kind == "gzip" and ending != ".gz":
        return f"{name}.gz"
    if kind == "zip" and ending not in {".zip", ".xlsx"}:
        return name + (".xlsx" if _is_workbook(path) else ".zip")
    return name


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def _plan_load(job: Job) -> Iterable[Mapping[str, Any]]:
    return [{"file": job.options["file"]}]


def _load(job: Job, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    loaded = load_sent(payload["file"], job.pk)
    return {name: getattr(loaded, name) for name in queries.COUNTS}


STAGES: tuple[Stage, ...] = (Stage("load", "Loading a file that a client sent", _plan_load, _load),)
