"""Run by an interpreter that has Splink: scores the records of an export.

Arguments: kind, settings, records, scores to write.
"""

import json
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from splink import DuckDBAPI, Linker

from mdm.match.splink_settings import TERMS, level_functions


def arrow(function):
    def call(left, right):
        return pa.array(function(left.to_pylist(), right.to_pylist()), type=pa.int32())

    return call


def main(kind, settings, records, out):
    settings = json.loads(Path(settings).read_text())
    connection = duckdb.connect()
    for name, function in level_functions(kind).items():
        connection.create_function(name, arrow(function), ["VARCHAR", "VARCHAR"], "INTEGER", type="arrow")
    table = pq.read_table(records)
    own = table.select(["unique_id", "record", "keys", *TERMS])
    database = DuckDBAPI(connection)
    linker = Linker(database.register(own), settings)
    for column in TERMS:
        pairs = zip(table[column].to_pylist(), table[f"tf_{column}"].to_pylist(), strict=True)
        shares = {value: share for value, share in pairs if share is not None}
        if shares:
            terms = pa.table({column: list(shares), f"tf_{column}": list(shares.values())})
            linker.table_management.register_term_frequency_lookup(database.register(terms), column)
    scored = linker.inference.predict(threshold_match_weight=None)
    pq.write_table(scored.as_duckdbpyrelation().arrow().read_all(), out)


if __name__ == "__main__":
    main(*sys.argv[1:5])
