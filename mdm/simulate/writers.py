"""Streaming writers, one per file format."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import orjson

from mdm.simulate.source import Source, Values

ROWS_OF_A_GROUP = 20_000


class Writer(Protocol):
    """Takes rows in the header's order. `raw` takes a line that is no row, where the format can hold one."""

    def row(self, values: Values) -> None: ...

    def raw(self, line: str) -> None: ...

    def close(self) -> None: ...


class CsvWriter:
    def __init__(self, path: Path, source: Source) -> None:
        form = source.form
        self._file = path.open("w", encoding=form.encoding, newline="", buffering=1 << 20)
        self._line_end = form.line_end
        writer = csv.writer(self._file, delimiter=form.delimiter, lineterminator=form.line_end)
        writer.writerow(source.header)
        self.row = writer.writerow

    def raw(self, line: str) -> None:
        self._file.write(line + self._line_end)

    def close(self) -> None:
        self._file.close()


class NdjsonWriter:
    def __init__(self, path: Path, source: Source) -> None:
        self._file = path.open("wb", buffering=1 << 20)
        self._header = source.header

    def row(self, values: Values) -> None:
        self._file.write(orjson.dumps(dict(zip(self._header, values, strict=False)), option=orjson.OPT_APPEND_NEWLINE))

    def raw(self, line: str) -> None:
        self._file.write(line.encode() + b"\n")

    def close(self) -> None:
        self._file.close()


class ParquetWriter:
    """Buffers a row group at a time; a column's type is that of its first row's value, text where that is missing."""

    def __init__(self, path: Path, source: Source) -> None:
        self._path = path
        self._header = source.header
        self._rows: list[Values] = []
        self._writer: Any = None
        self._schema: Any = None

    def row(self, values: Values) -> None:
        self._rows.append(values)
        if len(self._rows) == ROWS_OF_A_GROUP:
            self._flush()

    def raw(self, line: str) -> None:
        raise ValueError(f"A Parquet file holds rows only, no line of {len(line)} characters.")

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        if self._writer is None:
            self._schema = pa.schema(
                [(name, _arrow_type(pa, self._rows, place)) for place, name in enumerate(self._header)]
            )
            self._writer = parquet.ParquetWriter(self._path, self._schema, compression="zstd")
        columns = zip(*self._rows, strict=True) if self._rows else ([] for _ in self._header)
        arrays = [pa.array(list(column), field.type) for column, field in zip(columns, self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows.clear()


def _arrow_type(pa: Any, rows: list[Values], place: int) -> Any:
    sample = next((values[place] for values in rows if values[place] is not None), "")
    if isinstance(sample, datetime):
        return pa.timestamp("ms", tz="UTC")
    return pa.int64() if isinstance(sample, int) else pa.string()


WRITERS: dict[str, type[CsvWriter | NdjsonWriter | ParquetWriter]] = {
    "csv": CsvWriter,
    "ndjson": NdjsonWriter,
    "parquet": ParquetWriter,
}


def open_writer(folder: Path, source: Source) -> Writer:
    return WRITERS[source.form.format](folder / source.data_file, source)
