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
from typing import IO, cast

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


@dataclass(frozen=True, slots=True)
class Source:
    """A file whose content can be opened as often as needed. `ending` is the content's own, without the packing's."""

    path: Path
    packing: str
    ending: str
    head: bytes
    member: str = ""

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The content, unpacked on the way."""
        with _opened(self.path, self.packing, self.member) as stream:
            yield stream


def recognise(path: Path) -> Source:
    """Look at the file and its first bytes. Raises FileRefusedError for what is missing, empty or damaged."""
    if not path.is_file():
        raise refused(path.name, "is not there, or is no file", "Check the path.")
    with refusing_damage(path.name):
        if path.stat().st_size == 0:
            raise _empty(path.name)
        packing = _PACKED.get(path.suffix.lower(), "")
        with path.open("rb") as stream:
            _check_packing(path, packing, content_kind(stream.read(HEAD_SIZE)))
        member = _only_member(path) if packing == "zip" else ""
        inner = PurePath(member) if member else PurePath(path.stem if packing else path.name)
        with _opened(path, packing, member) as stream:
            head = stream.read(HEAD_SIZE)
        if not head:
            raise _empty(path.name)
    return Source(path=path, packing=packing, ending=inner.suffix.lower(), head=head, member=member)


def content_kind(head: bytes) -> str:
    """What the first bytes say, "" for anything that may be text."""
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")


def _empty(name: str) -> FileRefusedError:
    return refused(name, "is empty", "Have it sent again; an extract without rows still has its header.")


def _check_packing(path: Path, packing: str, found: str) -> None:
    if packing and found != packing:
        raise refused(path.name, f"is named as a {packing} archive and is none", "Name it by what it holds.")


@contextmanager
def _opened(path: Path, packing: str, member: str) -> Iterator[IO[bytes]]:
    if packing == "gzip":
        with gzip.open(path, "rb") as unpacked:
            yield cast("IO[bytes]", unpacked)
    elif packing == "zip":
        with zipfile.ZipFile(path) as archive, archive.open(member) as unpacked:
            yield unpacked
    else:
        with path.open("rb") as plain:
            yield plain


def _only_member(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        members = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
    if len(members) != 1:
        remedy = "Pack one file per archive, or load the files one by one."
        raise refused(path.name, f"holds {len(members)} files; exactly one is read", remedy)
    if members[0].flag_bits & 1:
        raise refused(path.name, "is protected with a password", "Unpack it first.")
    return members[0].filename
