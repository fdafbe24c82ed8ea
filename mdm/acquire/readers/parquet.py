"""Parquet, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from mdm.acquire.payload import flatten
from mdm.acquire.readers.headers import header_names
from mdm.acquire.readers.lines import bad_row, is_marked, marked_row
from mdm.acquire.readers.reader import Reader, Stated
from mdm.acquire.readers.sources import Source, refused, refusing_damage
from mdm.acquire.rows import BadRow, Row

_BATCH = 4096


def open_parquet(source: Source, stated: Stated) -> Reader:
    """The file with its schema read. Encoding and delimiter have no meaning here."""
    from pyarrow import types

    del stated
    with _opened(source) as parquet:
        schema = parquet.schema_arrow
        names = header_names(source.name, list(schema.names))
        has_nested = any(types.is_nested(one.type) for one in schema)
    if len(names) < len(schema.names):
        raise refused(source.name, "has a column without a name", "Name every column.")
    return Reader(
        name=source.name,
        report={"format": "parquet", "packing": source.packing, "columns": list(names)},
        columns=() if has_nested else names,
        rows=lambda: _rows(source, names),
        has_fixed_columns=not has_nested,
    )


@contextmanager
def _opened(source: Source) -> Iterator[Any]:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    try:
        # What is no file of this machine is read by this thread alone: a database connection belongs to its thread.
        own = {"pre_buffer": source.is_local}
        with refusing_damage(source.name), source.open() as stream, ParquetFile(stream, **own) as parquet:
            yield parquet
    except (pa.ArrowException, UnicodeDecodeError, OverflowError) as error:
        message = f"can't be read as Parquet ({type(error).__name__})"
        raise refused(source.name, message, "It is damaged or was cut off on its way; have it sent again.") from error


def _rows(source: Source, names: tuple[str, ...]) -> Iterator[Row | BadRow]:
    with _opened(source) as parquet:
        number = 0
        for batch in parquet.iter_batches(batch_size=_BATCH, use_threads=source.is_local):
            columns = [_values(column) for column in batch.columns]
            for cells in zip(*columns, strict=True):
                number += 1
                yield _row(number, dict(zip(names, cells, strict=True)))


def _row(number: int, fields: dict[str, Any]) -> Row | BadRow:
    if any(isinstance(value, (dict, list)) for value in fields.values()):
        named = list(flatten(fields))
        fields = dict(named)
        if len(fields) < len(named):
            return bad_row(number, "ambiguous_names", "The row names a column twice.", "Rename one of the two columns.")
    broken = next((value for value in fields.values() if isinstance(value, str) and is_marked(value)), None)
    return Row(number, fields) if broken is None else marked_row(number, broken, fields)


def _values(column: Any) -> list[Any]:
    """The column's values as JSON can hold them."""
    from pyarrow import timestamp, types

    kind = column.type
    if types.is_timestamp(kind) and kind.unit == "ns":
        # Nanoseconds come out as pandas objects where pandas is installed, which the web process must not load.
        column = column.cast(timestamp("us", tz=kind.tz), safe=False)
    values: list[Any] = column.to_pylist()
    if types.is_string(kind) or types.is_large_string(kind) or types.is_integer(kind) or types.is_boolean(kind):
        return values
    return [_plain(value) for value in values]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return next((write(value) for kinds, write in _WRITERS if isinstance(value, kinds)), value)


def _text_or_hex(value: bytes) -> str:
    """Some writers store text as bytes without saying so; what is no text is kept legible."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()


# Kinds of value that JSON does not know -> how they are written; everything else stays as it is.
_WRITERS: tuple[tuple[tuple[type, ...], Callable[[Any], Any]], ...] = (
    ((float,), lambda value: value if isfinite(value) else None),
    ((datetime, date, time), lambda value: value.isoformat()),
    ((Decimal, timedelta), str),
    ((bytes,), _text_or_hex),
)
