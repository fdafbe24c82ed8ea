"""A match model out to Splink's settings and back in as a draft."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from mdm.errors import InvalidInputError
from mdm.match import queries
from mdm.match.columns import Columns
from mdm.match.evaluation import Keyed
from mdm.match.model import MatchModel
from mdm.match.splink_settings import (
    NOT_EXPRESSED,
    TERMS,
    exported,
    imported,
    level_functions,
    record_text,
    term_shares,
)
from mdm.match.versions import queries as versions
from mdm.pipeline.identity.drafts import keep

MANIFEST = "manifest.json"


def write(version: int, folder: Path, *, records: int = 0) -> list[Path]:
    """Write the model's settings, one file a kind, and a manifest that names what they can't express.

    With `records`, also so many records of each kind with their keys and the shares of their values, as Parquet.
    Raises NotFoundError.
    """
    row = versions.model_row(version)
    model = MatchModel.from_json(versions.model_parameters(row.version))
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for kind in model.kinds:
        files.append(_dump(folder / f"{kind}.json", exported(model, kind)))
        if records:
            files.append(_write_records(folder / f"{kind}.parquet", model, kind, records))
    manifest = {
        "model": version,
        "splink": ">=5,<6",
        "certain": model.certain,
        "possible": model.possible,
        "functions": {kind: sorted(level_functions(kind)) for kind in model.kinds},
        "term_frequency_columns": list(TERMS),
        "rules_off": sorted(model.rules_off),
        "not_expressed": list(NOT_EXPRESSED),
    }
    return [*files, _dump(folder / MANIFEST, manifest)]


def _dump(path: Path, document: Mapping[str, Any]) -> Path:
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    return path


def _write_records(path: Path, model: MatchModel, kind: str, most: int) -> Path:
    import pyarrow as pa
    import pyarrow.parquet

    columns = queries.all_columns().columns
    columns = columns.take(np.flatnonzero(columns.is_kind(kind))[:most])
    table = _table(columns, queries.keys_table(columns.ids, without=sorted(model.rules_off)), model)
    pyarrow.parquet.write_table(pa.table(table), path)
    return path


def _table(columns: Columns, keyed: Keyed, model: MatchModel) -> dict[str, Any]:
    """The records as Splink takes them: id, what is compared, keys, and values with shares of their own."""
    kept = ~np.isin(keyed.keys, np.array(sorted(model.stop_keys), dtype=np.int64))
    keys: dict[int, list[int]] = {int(one): [] for one in columns.ids}
    for record, key in zip(keyed.records[kept].tolist(), keyed.keys[kept].tolist(), strict=True):
        keys[record].append(key)
    rows = [columns.row(position) for position in range(len(columns))]
    table: dict[str, Any] = {
        "unique_id": columns.ids.tolist(), "record": [record_text(row) for row in rows], "keys": list(keys.values()),
    }  # fmt: skip
    for column in TERMS:
        values = [getattr(row, column) for row in rows]
        shares = term_shares(model, column, values)
        table[column] = [value or None for value in values]
        table[f"tf_{column}"] = [shares.get(value) for value in values]
    return table


def read(folder: Path, *, like: int) -> tuple[int, list[str]]:
    """Keep the settings in the folder as a draft that is in all else like that version; the draft and what stayed.

    Raises NotFoundError, InvalidInputError.
    """
    row = versions.model_row(like)
    model = MatchModel.from_json(versions.model_parameters(row.version))
    kinds, stayed = dict(model.kinds), []
    for kind in model.kinds:
        path = folder / f"{kind}.json"
        if path.exists():
            kinds[kind], kept = imported(_load(path), str(kind), model.kinds[kind])
            stayed += [f"{kind}: {one}" for one in kept]
    if not any((folder / f"{kind}.json").exists() for kind in model.kinds):
        names = " or ".join(f"{kind}.json" for kind in model.kinds)
        raise InvalidInputError(f"The folder holds no {names}.", remedy="Name the folder of an export.")
    parameters = replace(model, kinds=kinds).as_json()
    return keep(parameters, {}, f"From Splink's settings, like version {like}"), stayed


def _load(path: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(path.read_text())
    except (OSError, ValueError) as problem:
        raise InvalidInputError(f"{path.name} is no JSON: {problem}.", remedy="Export the settings again.") from problem
    if not isinstance(document, Mapping):
        raise InvalidInputError(f"{path.name} holds no settings.", remedy="Export the settings again.")
    return document
