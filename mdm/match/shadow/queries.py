"""Reading what a shadow run finds on its way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.db import connection

from mdm.bulk import copy_out, id_array, integers
from mdm.match.columns import Ids
from mdm.match.evaluation import Keyed
from mdm.match.queries import LinkRows


def whole_blocks(first: int, last: int, without: Sequence[int] = ()) -> Keyed:
    """All blocks with keys in [first, last], but for those of the rules named, with the rule of each key."""
    import pyarrow as pa

    found = copy_out(
        "SELECT key, record_id, rule FROM mdm_blockingkey WHERE key BETWEEN %s AND %s AND rule <> ALL(%s::smallint[])",
        [first, last, id_array(without)],
        {"key": pa.int64(), "record": pa.int64(), "rule": pa.int64()},
    )
    return Keyed(integers(found["key"]), integers(found["record"]), integers(found["rule"]).astype(np.int16))


def buckets(job: int) -> list[int]:
    """The buckets into which the job has put candidate pairs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT bucket FROM mdm_shadowpair WHERE job = %s ORDER BY bucket", [job])
        return [row[0] for row in cursor.fetchall()]


def pairs(job: int, bucket: int) -> tuple[Ids, Ids, Ids]:
    """The distinct candidate pairs of the bucket as (low, high, rules that brought them)."""
    import pyarrow as pa

    found = copy_out(
        "SELECT low, high, bit_or(rules) FROM mdm_shadowpair WHERE job = %s AND bucket = %s "
        "GROUP BY low, high ORDER BY low, high",
        [job, bucket],
        {"low": pa.int64(), "high": pa.int64(), "rules": pa.int64()},
    )
    return integers(found["low"]), integers(found["high"]), integers(found["rules"])


def certain_links(job: int) -> tuple[Ids, Ids]:
    """Every certain link, as (low, high)."""
    import pyarrow as pa

    query = "SELECT low, high FROM mdm_shadowlink WHERE job = %s AND is_certain"
    found = copy_out(query, [job], {"low": pa.int64(), "high": pa.int64()})
    return integers(found["low"]), integers(found["high"])


def links_touching(job: int, version: int, records: Sequence[int]) -> LinkRows:
    """The run's links with at least one end in these records."""
    query = " UNION ".join(
        "SELECT low, high, probability, weight, veto, is_certain FROM mdm_shadowlink "
        f"WHERE job = %s AND {side} = ANY(%s)"
        for side in ("low", "high")
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [job, list(records)] * 2)
        rows = cursor.fetchall()
    low, high, probability, weight, veto, is_certain = zip(*rows, strict=True) if rows else ((),) * 6
    return LinkRows(
        np.array(low, dtype=np.int64),
        np.array(high, dtype=np.int64),
        np.array(probability, dtype=np.float64),
        np.array(weight, dtype=np.float64),
        np.array(veto, dtype=np.int8),
        np.full(len(rows), version, dtype=np.int64),
        np.array(is_certain, dtype=np.bool_),
    )
