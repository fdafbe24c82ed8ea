"""The file as bytes: packed or not, and what its first bytes say it is."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import IO, Literal, Protocol, cast

from mdm.errors import FileRefusedError

HEAD_SIZE = 4096

# First bytes -> what the content is. The formats that are read have their own names in FORMATS.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0", "an Excel 97-2003 workbook"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)

_PACKED = {".gz": "gzip", ".zip": "zip"}

ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        ".csv": "csv",
        ".tsv": "csv",
        ".tab": "csv",
        ".txt": "csv",
        ".ndjson": "ndjson",
        ".jsonl": "ndjson",
        ".json": "json",
        ".parquet": "parquet",
        ".pq": "parquet",
        ".xlsx": "xlsx",
    }
)

# What an unpacking library raises on a damaged or truncated archive. OSError includes gzip's own.
_DAMAGE = (EOFError, OSError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)


def refused(name: str, message: str, remedy: str, **data: object) -> FileRefusedError:
    """The error for a file that is unusable as a whole."""
    return FileRefusedError(f"{name}: {message}.", remedy=remedy, data={"file": name, **data})


@contextmanager
def refusing_damage(name: str) -> Iterator[None]:
    """Damage that shows while bytes are read, as the refusal of the whole file."""
    try:
        yield
    except _DAMAGE as error:
        message = f"can't be read to its end ({type(error).__name__})"
        raise refused(name, message, "It is damaged or was cut off on its way; have it sent again.") from error


class Stored(Protocol):
    """A file wherever it lies: a path, or anything with a name that can be opened and sought in."""

    @property
    def name(self) -> str:
        """The file's name without its folder."""

    def open(self, mode: Literal["rb"]) -> IO[bytes]:
        """Its bytes, from the start."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file whose content can be opened as often as needed. `ending` is the content's own, without the packing's."""

    file: Stored
    packing: str
    ending: str
    head: bytes
    member: str = ""

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.file.name

    @property
    def is_local(self) -> bool:
        """Whether it is a file of this machine."""
        return isinstance(self.file, Path)

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The content, unpacked on the way."""
        with _opened(self.file, self.packing, self.member) as stream:
            yield stream


def recognise(file: Stored) -> Source:
    """Look at the file and its first bytes. Raises FileRefusedError for what is missing, empty or damaged."""
    if isinstance(file, Path) and not file.is_file():
        raise refused(file.name, "is not there, or is no file", "Check the path.")
    named = PurePath(file.name)
    with refusing_damage(file.name):
        packing = _PACKED.get(named.suffix.lower(), "")
        with file.open("rb") as stream:
            _check_packing(file.name, packing, stream.read(HEAD_SIZE))
        member = _only_member(file) if packing == "zip" else ""
        inner = PurePath(member) if member else PurePath(named.stem if packing else named.name)
        with _opened(file, packing, member) as stream:
            head = stream.read(HEAD_SIZE)
        if not head:
            raise _empty(file.name)
    return Source(file=file, packing=packing, ending=inner.suffix.lower(), head=head, member=member)


def content_kind(head: bytes) -> str:
    """What the first bytes say, "" for anything that may be text."""
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")


def _empty(name: str) -> FileRefusedError:
    return refused(name, "is empty", "Have it sent again; an extract without rows still has its header.")


def _check_packing(name: str, packing: str, head: bytes) -> None:
    if not head:
        raise _empty(name)
    if packing and content_kind(head) != packing:
        raise refused(name, f"is named as a {packing} archive and is none", "Name it by what it holds.")


@contextmanager
def _opened(file: Stored, packing: str, member: str) -> Iterator[IO[bytes]]:
    with file.open("rb") as stream:
        if packing == "gzip":
            with gzip.open(stream, "rb") as unpacked:
                yield cast("IO[bytes]", unpacked)
        elif packing == "zip":
            with zipfile.ZipFile(stream) as archive, archive.open(member) as unpacked:
                yield unpacked
        else:
            yield stream


def _only_member(file: Stored) -> str:
    with file.open("rb") as stream, zipfile.ZipFile(stream) as archive:
        members = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
    if len(members) != 1:
        remedy = "Pack one file per archive, or load the files one by one."
        raise refused(file.name, f"holds {len(members)} files; exactly one is read", remedy)
    if members[0].flag_bits & 1:
        raise refused(file.name, "is protected with a password", "Unpack it first.")
    return members[0].filename
