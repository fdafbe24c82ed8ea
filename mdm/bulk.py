"""How whole sets of rows cross to PostgreSQL and back, at one round trip for one row and by COPY for many."""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
import orjson
from django.db import connection, models

from mdm import prepared

if TYPE_CHECKING:
    import pyarrow as pa


# Up to so many rows travel within the statement: for one record, making a temporary table costs more than all else.
FEW = 50


class JsonText(str):
    """Text that is a JSON document already."""

    __slots__ = ()


def json_text(document: Any) -> JsonText:
    """The document as JSON text that PostgreSQL takes. Texts must hold no NUL: readers and cleansing see to that."""
    try:
        return JsonText(orjson.dumps(document).decode())
    except TypeError:
        # orjson refuses integers beyond 64 bits, which long account numbers in JSON are.
        return JsonText(json.dumps(document, ensure_ascii=False))


@contextmanager
def incoming(target: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[tuple[str, list[Any]]]:
    """What to write after FROM to read these rows as rows of the target table, and its parameters.

    Only the named columns can be read from it.
    """
    listed = list(rows)
    if len(listed) <= FEW:
        documents = [dict(zip(columns, row, strict=True)) for row in listed]
        text = orjson.dumps(documents, default=_embedded, option=orjson.OPT_PASSTHROUGH_SUBCLASS).decode()
        yield f"json_populate_recordset(NULL::{target}, %s::json)", [text]
        return
    names = [f'"{name}"' for name in columns]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {', '.join(names)} FROM {target} LIMIT 0")
        copy_in("incoming", names, listed)
        yield "incoming", []
        cursor.execute("DROP TABLE incoming")


def _embedded(value: Any) -> Any:
    if isinstance(value, JsonText):
        return orjson.Fragment(value.encode())
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError


def text_array(texts: Collection[str]) -> str:
    """A parameter for `%s::text[]`: many texts cross as one, as quoting each by itself takes longer than the query."""
    return '{"' + '","'.join([one.replace("\\", "\\\\").replace('"', '\\"') for one in texts]) + '"}' if texts else "{}"


def bytes_array(values: Iterable[bytes]) -> str:
    """A parameter for `%s::bytea[]`, as `text_array`."""
    return text_array(["\\x" + one.hex() for one in values])


def id_array(ids: Iterable[int] | Iterable[UUID]) -> str:
    """A parameter for `%s::bigint[]`, as `text_array`."""
    return "{" + ",".join(map(str, ids)) + "}"


def table(model: type[models.Model]) -> str:
    """The model's table name."""
    return model._meta.db_table  # noqa: SLF001 - Django's documented Options API


def add_rows(target: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Append rows to a table: a few in one statement, many by COPY. JSON documents must be JsonText."""
    if len(rows) > FEW:
        copy_in(target, columns, rows)
        return
    names = ", ".join(f'"{name}"' for name in columns)
    with incoming(target, columns, rows) as (source, parameters):
        prepared.run(f"INSERT INTO {target} ({names}) SELECT {names} FROM {source}", parameters)


def copy_in(target: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Append rows to a table by text COPY; returns how many."""
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {target} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def copy_text(target: str, columns: Sequence[str], lines: str) -> None:
    """Append rows that stand in COPY's text format already: what is numbers alone needs no escaping."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {target} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        copy.write(lines)


def copy_arrays(target: str, columns: Sequence[str], arrays: Sequence[npt.NDArray[Any]]) -> int:
    """Append numeric columns of equal length to a table by CSV COPY; returns the row count."""
    import pyarrow as pa
    import pyarrow.csv

    if not len(arrays[0]):
        return 0
    block = pa.table(list(map(pa.array, arrays)), names=list(columns))
    buffer = io.BytesIO()
    pyarrow.csv.write_csv(block, buffer, pyarrow.csv.WriteOptions(include_header=False))
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {target} ({', '.join(columns)}) FROM STDIN (FORMAT csv)") as copy,
    ):
        copy.write(buffer.getbuffer())
    return len(arrays[0])


def copy_out(query: str, parameters: Sequence[Any], types: dict[str, pa.DataType]) -> pa.Table:
    """The query's result as an Arrow table with the given column names and types; empty text stays empty text."""
    import pyarrow as pa
    import pyarrow.csv

    statement = f"COPY ({query}) TO STDOUT (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(statement, list(parameters) or None) as copy:
        payload = bytearray()
        for block in copy:
            payload += block
    if not payload:
        return pa.table({name: pa.array([], kind) for name, kind in types.items()})
    return pyarrow.csv.read_csv(
        pa.BufferReader(payload),
        read_options=pyarrow.csv.ReadOptions(column_names=list(types)),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=types, strings_can_be_null=False, true_values=["t"], false_values=["f"]
        ),
    )


def integers(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """An Arrow integer column as int64."""
    return np.asarray(column.to_numpy(), dtype=np.int64)
