"""Files as rows: CSV, NDJSON, JSON, Parquet and XLSX, streaming, as they are or packed with gzip or zip."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from mdm.acquire.readers.delimited import open_delimited
from mdm.acquire.readers.documents import open_json, open_ndjson
from mdm.acquire.readers.parquet import open_parquet
from mdm.acquire.readers.reader import Reader, Stated
from mdm.acquire.readers.sources import ENDINGS, Source, Stored, content_kind, recognise, refused
from mdm.acquire.readers.xlsx import open_xlsx
from mdm.acquire.rows import BadRow, Row

__all__ = ("FORMATS", "BadRow", "Reader", "Row", "Stored", "open_reader")

FORMATS: Mapping[str, Callable[[Source, Stated], Reader]] = MappingProxyType(
    {
        "csv": open_delimited,
        "ndjson": open_ndjson,
        "json": open_json,
        "parquet": open_parquet,
        "xlsx": open_xlsx,
    }
)

# What the first bytes of each format that is no text must be.
_BINARY = {"parquet": "parquet", "xlsx": "zip"}


def open_reader(
    file: Stored,
    *,
    format: str | None = None,  # noqa: A002 - the word that users and mappings write
    encoding: str | None = None,
    delimiter: str | None = None,
    is_settled: bool = False,
) -> Reader:
    """A reader of the file; what is not stated is found out and reported. Raises FileRefusedError.

    With `is_settled` it was read before with what is stated, and opening it reads no more than its beginning.
    """
    source = recognise(file)
    if format is not None and format not in FORMATS:
        raise refused(source.name, f"is stated to be '{format}'", f"Known formats are {', '.join(FORMATS)}.")
    kind = format or ENDINGS.get(source.ending) or _kind_by_content(source)
    _check_content(source, kind)
    return FORMATS[kind](source, Stated(encoding or None, delimiter or None, is_settled))


def _kind_by_content(source: Source) -> str:
    found = content_kind(source.head)
    for kind, magic in _BINARY.items():
        if found == magic:
            return kind
    text = source.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return "ndjson" if text.startswith(b"{") else "json" if text.startswith(b"[") else "csv"


def _check_content(source: Source, kind: str) -> None:
    found = content_kind(source.head)
    if found != _BINARY.get(kind, ""):
        what = found or "text"
        remedy = "Name or state the format that it is in; Excel 97-2003 workbooks must be saved as .xlsx."
        raise refused(source.name, f"should be {kind} but holds {what}", remedy)
    if source.packing and kind in _BINARY:
        raise refused(source.name, f"holds {kind} inside an archive", "Unpack it first.")
