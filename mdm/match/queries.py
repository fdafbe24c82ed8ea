"""Reading match models, stored columns, blocks, candidate pairs and links."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from mdm import prepared
from mdm.bulk import copy_out, id_array, integers
from mdm.editions.queries import Memory
from mdm.errors import NotFoundError
from mdm.match.blocking import Telling
from mdm.match.columns import Column, Columns
from mdm.match.evaluation import Keyed
from mdm.match.model import MatchModel
from mdm.match.models import MatchModel as StoredModel
from mdm.records import COMPARABLE_COLUMNS, Zone

Ids = NDArray[np.int64]

# A link holds while neither revisions nor model are older than those under which its records were last matched.
HOLDS = (
    "FROM mdm_comparison c LEFT JOIN mdm_matchstate l ON l.record_id = c.low_id "
    "LEFT JOIN mdm_matchstate h ON h.record_id = c.high_id "
    "WHERE c.model_version >= coalesce(greatest(l.model_version, h.model_version), 0) "
    "AND c.low_revision >= coalesce(l.revision, 0) AND c.high_revision >= coalesce(h.revision, 0)"
)


class Stored(NamedTuple):
    """Comparable records with the revisions at which they were read, in the same order."""

    columns: Columns
    revisions: Ids


class Block(NamedTuple):
    """Blocking-key rows: which record carries which key, and whether the record is due."""

    keys: Ids
    records: Ids
    is_due: NDArray[np.bool_]


class LinkRows(NamedTuple):
    """Links that hold, as columns."""

    low: Ids
    high: Ids
    probability: NDArray[np.float64]
    weight: NDArray[np.float64]
    veto: NDArray[np.int8]
    model_version: Ids
    is_certain: NDArray[np.bool_]


_active: Memory[int] = Memory()


def active_version() -> int:
    """The version of the active match model. Raises NotFoundError when there is none."""
    version = _active.get("version", _active_version)
    if version is None:
        raise NotFoundError("No match model is active.", remedy="Run manage.py setup.")
    return version


def _active_version() -> int | None:
    return StoredModel.objects.filter(state=StoredModel.State.ACTIVE).values_list("version", flat=True).first()


def active_model() -> MatchModel:
    """The active match model."""
    return model_of(active_version())


_made: Memory[datetime] = Memory()


def model_of(version: int) -> MatchModel:
    """The match model of that version."""
    return _model(version, _made.get(version, partial(_made_at, version)))


def _made_at(version: int) -> datetime | None:
    return StoredModel.objects.values_list("created_at", flat=True).filter(version=version).first()


@lru_cache(maxsize=2)
def _model(version: int, _made: datetime | None) -> MatchModel:
    """A model never changes, so it is kept; but a version that was rolled back may come again as another model."""
    return MatchModel.from_json(StoredModel.objects.values_list("parameters", flat=True).get(version=version))


def columns_of(records: Sequence[int] | Ids) -> Stored:
    """Comparable columns of these records, in id order; records without a clean form are left out."""
    ids = [int(one) for one in records]
    if len(ids) > 2000:
        return _columns_by_copy(_SOME_COLUMNS, ids)
    return _stored(prepared.rows(_SOME_COLUMNS, [id_array(ids)]))


def tellings_of(records: Collection[int] | Ids) -> dict[int, Telling]:
    """What splits blocks that are too wide, of each of these records."""
    rows = prepared.rows(_TELLINGS, [id_array(int(one) for one in records)])
    return {record: Telling(*texts) for record, *texts in rows}


_TELLINGS = (
    f"SELECT record_id, {', '.join(Telling._fields)} FROM mdm_cleanrecord WHERE record_id = ANY(%s::bigint[]) "
    "ORDER BY record_id"
)


def columns_beside(candidate: Sequence[str], records: Collection[int]) -> Columns:
    """The texts of a candidate that no record has, under the id 0, and behind it these records."""
    return _stored([(0, 0, *candidate), *prepared.rows(_SOME_COLUMNS, [id_array(records)])]).columns


_NAMES = ", ".join(f'"{name}"' for name in COMPARABLE_COLUMNS)
_SOME_COLUMNS = (
    f"SELECT record_id, revision, {_NAMES} FROM mdm_cleanrecord WHERE record_id = ANY(%s::bigint[]) ORDER BY record_id"
)


def _stored(rows: Sequence[tuple[Any, ...]]) -> Stored:
    by_column = list(zip(*rows, strict=True)) or [()] * (2 + len(COMPARABLE_COLUMNS))
    texts = dict(zip(COMPARABLE_COLUMNS, by_column[2:], strict=True))
    return Stored(Columns.from_texts(by_column[0], texts), np.array(by_column[1], dtype=np.int64))


def all_columns(sample: int | None = None) -> Stored:
    """Comparable columns of every open record, or of an evenly spread sample of that many."""
    names = ", ".join(f'"{name}"' for name in COMPARABLE_COLUMNS)
    query = f"SELECT record_id, revision, {names} FROM mdm_cleanrecord"
    if sample is None:
        return _columns_by_copy(f"{query} ORDER BY record_id")
    spread = "('x' || left(md5(record_id::text), 8))::bit(32)::int"
    sampled = f"SELECT * FROM ({query} ORDER BY {spread}, record_id LIMIT {int(sample)}) s ORDER BY record_id"
    return _columns_by_copy(sampled)


def _columns_by_copy(query: str, ids: Sequence[int] | None = None) -> Stored:
    """Every distinct text crosses into Python once, however many records there are."""
    import pyarrow as pa

    text = pa.dictionary(pa.int32(), pa.string())
    types = {"record_id": pa.int64(), "revision": pa.int64(), **dict.fromkeys(COMPARABLE_COLUMNS, text)}
    found = copy_out(query, [] if ids is None else [id_array(ids)], types)
    by_name = {}
    for name in COMPARABLE_COLUMNS:
        column = found[name].unify_dictionaries().combine_chunks()
        by_name[name] = Column.coded(column.indices.to_numpy(), column.dictionary.to_pylist())
    return Stored(Columns(integers(found["record_id"]), by_name), integers(found["revision"]))


def due_count(job: int) -> int:
    """How many records the job set out to match."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM mdm_duerecord WHERE job = %s", [job])
        return int(cursor.fetchone()[0])


def clean_count() -> int:
    """How many clean records there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM mdm_cleanrecord")
        return int(cursor.fetchone()[0])


def has_clean(least: int) -> bool:
    """Whether there are so many clean records; told without counting more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT FROM mdm_cleanrecord LIMIT %s) few", [least])
        return bool(cursor.fetchone()[0] >= least)


def clean_records() -> Ids:
    """Every record with a clean form."""
    import pyarrow as pa

    return integers(copy_out("SELECT record_id FROM mdm_cleanrecord", [], {"record": pa.int64()})["record"])


def unmatched_count() -> int:
    """How many records have changed since they were matched last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM mdm_unmatchedrecord")
        return int(cursor.fetchone()[0])


def key_count(job: int | None = None) -> int:
    """How many blocking keys there are, or how many the job's due records have."""
    limit = "" if job is None else "WHERE record_id IN (SELECT record_id FROM mdm_duerecord WHERE job = %s)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM mdm_blockingkey {limit}", [] if job is None else [job])
        return int(cursor.fetchone()[0])


def buckets(job: int) -> list[int]:
    """The buckets into which the job has put candidate pairs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT bucket FROM mdm_candidatepair WHERE job = %s ORDER BY bucket", [job])
        return [row[0] for row in cursor.fetchall()]


def due_blocks(job: int, first: int, last: int, *, whole: bool, without: Sequence[int] = ()) -> Block:
    """The blocks with keys in [first, last] that hold a due record; with `whole`, all blocks.

    Keys of the rules named in `without` are left out.
    """
    import pyarrow as pa

    some = "" if whole else (
        "AND k.key IN (SELECT dk.key FROM mdm_duerecord dd JOIN mdm_blockingkey dk USING (record_id) "
        "WHERE dd.job = %s AND dk.key BETWEEN %s AND %s)"
    )  # fmt: skip
    found = copy_out(
        "SELECT k.key, k.record_id, d.record_id IS NOT NULL FROM mdm_blockingkey k "
        "LEFT JOIN mdm_duerecord d ON d.record_id = k.record_id AND d.job = %s WHERE k.key BETWEEN %s AND %s "
        f"AND k.rule <> ALL(%s::smallint[]) {some}",
        [job, first, last, id_array(without), *([] if whole else [job, first, last])],
        {"key": pa.int64(), "record": pa.int64(), "is_due": pa.bool_()},
    )
    return Block(integers(found["key"]), integers(found["record"]), np.asarray(found["is_due"].to_numpy(), dtype=bool))


def blocks_of(keys: Sequence[int], *, due: int, without: Sequence[int] = ()) -> Block:
    """The blocks with just these keys, but for those of the rules `without`, the given record being the one due."""
    rows = prepared.rows(
        "SELECT key, record_id FROM mdm_blockingkey WHERE key = ANY(%s) AND rule <> ALL(%s)",
        [list(keys), list(without)],
    )
    found = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return Block(found[:, 0], found[:, 1], found[:, 1] == due)


def keys_of(records: Sequence[int]) -> list[int]:
    """The stored blocking keys of these records."""
    rows = prepared.rows("SELECT DISTINCT key FROM mdm_blockingkey WHERE record_id = ANY(%s)", [list(records)])
    return [row[0] for row in rows]


def keys_table(records: Ids, *, without: Sequence[int] = ()) -> Keyed:
    """The stored blocking keys of these records, one row a key, but for those of the rules `without`."""
    import pyarrow as pa

    found = copy_out(
        "SELECT key, record_id, rule FROM mdm_blockingkey WHERE record_id = ANY(%s::bigint[]) "
        "AND rule <> ALL(%s::smallint[])",
        [id_array(records.tolist()), id_array(without)],
        {"key": pa.int64(), "record": pa.int64(), "rule": pa.int64()},
    )
    return Keyed(integers(found["key"]), integers(found["record"]), integers(found["rule"]).astype(np.int16))


def candidate_pairs(job: int, bucket: int) -> tuple[Ids, Ids]:
    """The distinct candidate pairs that the job put into the bucket, as (low, high)."""
    import pyarrow as pa

    found = copy_out(
        "SELECT DISTINCT low, high FROM mdm_candidatepair WHERE job = %s AND bucket = %s ORDER BY low, high",
        [job, bucket],
        {"low": pa.int64(), "high": pa.int64()},
    )
    return integers(found["low"]), integers(found["high"])


def links_touching(records: Sequence[int]) -> LinkRows:
    """Links that hold and have at least one end in these records."""
    fields = "c.low_id, c.high_id, c.probability, c.weight, c.veto, c.model_version, c.zone = 'certain'"
    query = " UNION ".join(f"SELECT {fields} {HOLDS} AND c.{side}_id = ANY(%s)" for side in ("low", "high"))
    rows = prepared.rows(query, [list(records)] * 2)
    columns = list(zip(*rows, strict=True)) or [()] * 7
    kinds = (np.int64, np.int64, np.float64, np.float64, np.int8, np.int64, np.bool_)
    return LinkRows(*(np.array(one, dtype=kind) for one, kind in zip(columns, kinds, strict=True)))


def all_certain_links() -> tuple[Ids, Ids]:
    """Every link that holds in the certain zone, as (low, high)."""
    import pyarrow as pa

    found = copy_out(
        f"SELECT c.low_id, c.high_id {HOLDS} AND c.zone = '{Zone.CERTAIN}'", [], {"low": pa.int64(), "high": pa.int64()}
    )
    return integers(found["low"]), integers(found["high"])


def due_records(job: int) -> Ids:
    """The records that the job set out to match."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT record_id FROM mdm_duerecord WHERE job = %s ORDER BY record_id", [job])
        return np.array([row[0] for row in cursor.fetchall()], dtype=np.int64)
