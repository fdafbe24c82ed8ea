"""Writing what a shadow run finds on its way."""

from __future__ import annotations

import numpy as np
from django.db import connection

from mdm.bulk import copy_arrays
from mdm.match.columns import Ids
from mdm.match.scoring import Links
from mdm.match.shadow.models import ShadowLink, ShadowPair


def write_pairs(job: int, chunk: int, buckets: int, pairs: tuple[Ids, Ids, Ids]) -> None:
    """Store the chunk's candidate pairs as (low, high, rules), spread over buckets; replaces an earlier attempt."""
    ShadowPair.objects.filter(job=job, chunk=chunk).delete()
    low, high, rules = pairs
    same = np.full(len(low), 1, dtype=np.int64)
    columns = (same * job, same * chunk, low % buckets, low, high, rules)
    copy_arrays("mdm_shadowpair", ("job", "chunk", "bucket", "low", "high", "rules"), columns)


def write_links(job: int, bucket: int, links: Links, certain: float) -> None:
    """Store the links of a bucket; replaces an earlier attempt."""
    ShadowLink.objects.filter(job=job, bucket=bucket).delete()
    same = np.full(len(links), 1, dtype=np.int64)
    is_certain = (links.probability >= certain) & (links.veto == 0)
    names = ("job", "bucket", "low", "high", "weight", "probability", "veto", "is_certain")
    columns = (links.left, links.right, links.weight, links.probability, links.veto, is_certain)
    copy_arrays("mdm_shadowlink", names, (same * job, same * bucket, *columns))


def analyse() -> None:
    """Let the database know how much was written."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE mdm_shadowlink")


def clear(job: int) -> None:
    """Drop what the job kept for its own use."""
    ShadowPair.objects.filter(job=job).delete()
    ShadowLink.objects.filter(job=job).delete()
