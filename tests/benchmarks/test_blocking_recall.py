"""Blocking's recall as estimated without labels, beside the true one, on every labelled set that is here.

    BENCHMARK_DATA=/path/to/public/sets python -m pytest tests/benchmarks/test_blocking_recall.py \
        -o addopts=--import-mode=importlib
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np

from mdm.catalogue.defaults import default_catalogue
from mdm.match.blocking import candidate_pairs, oversized, second_keys
from mdm.match.columns import positions_of
from mdm.match.evaluation import key_records
from mdm.match.yields import captures, recall
from mdm.pipeline.identity.evaluation import evaluate
from tests.benchmarks.labelled import public_sets, simulated_set

TODAY = date(2026, 11, 1)


def masks_of(columns, keyed):
    """Every candidate pair with the rules that bring it, found rule by rule as a shadow run does."""
    found, none = {}, np.zeros(0, dtype=np.int64)
    for rule in np.unique(keyed.rules).tolist():
        own = keyed.rules == rule
        keys, records = keyed.keys[own], keyed.records[own]
        wide = oversized(keys, records, stop=none)
        second = second_keys(columns.take(positions_of(columns.ids, wide.records))) if len(wide) else None
        for pair in zip(
            *(side.tolist() for side in candidate_pairs(keys, records, stop=none, second=second)), strict=True
        ):
            found[pair] = found.get(pair, 0) | 1 << rule
    return found


def test_recall_estimated_beside_the_true_one(say, tmp_path):
    seen = 0
    say(f"{'':<34}{'kind':<14}{'estimate':>9}{'low':>8}{'high':>8}{'true':>8}")
    for one in (*public_sets(), simulated_set(tmp_path, 5_000)):
        if one.is_here:
            seen += told(one, say)
    assert seen


def told(one, say):
    done = evaluate(one.labelled(), one.truth, default_catalogue(), today=TODAY)
    sample, links, columns = done.sample, done.matched.links, done.matched.columns
    masks = masks_of(columns, key_records(range(len(sample.rows)), sample.rows))
    is_certain = (links.probability >= done.matched.model.certain) & (links.veto == 0)
    pairs = list(zip(links.left.tolist(), links.right.tolist(), strict=True))
    mask = np.array([masks.get(pair, 0) for pair in pairs], dtype=np.int64)
    brought = Counter(
        sample.rows[low].kind for low, high in pairs if sample.truth[low] and sample.truth[low] == sample.truth[high]
    )
    there = Counter()
    for (kind, label), count in Counter(
        (row.kind, label) for row, label in zip(sample.rows, sample.truth, strict=True)
    ).items():
        there[kind] += count * (count - 1) // 2 if label else 0
    for kind, counts in captures(mask, is_certain).items():
        found = recall(counts)
        if found and there[kind]:
            true = brought[kind] / there[kind]
            say(f"{one.name:<34}{kind:<14}{found.share:>9.2%}{found.low:>8.2%}{found.high:>8.2%}{true:>8.2%}")
    return 1
