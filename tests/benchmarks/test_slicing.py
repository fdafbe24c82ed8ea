"""The one step of a full re-match that one process does for all records: what cutting slices takes.

python -m pytest tests/benchmarks/test_slicing.py -o addopts=--import-mode=importlib -s
"""

from __future__ import annotations

import time
import tracemalloc

import numpy as np

from mdm.resolve.slices import same_customer, slices_of


def ties_of(count):
    """As on the generator's records: 0.85 certain links a record, 2.1 records a customer."""
    dice = np.random.default_rng(1)
    customers = np.sort(dice.integers(0, int(count / 2.1), count))
    records = np.arange(count, dtype=np.int64)
    low, high = same_customer(records, customers)
    wanted = dice.integers(0, len(low), int(0.85 * count))
    return records, [(low[wanted], high[wanted]), (low, high)]


def test_cutting_slices(say):
    per_record = []
    for count in (300_000, 1_000_000, 3_000_000):
        seeds, ties = ties_of(count)
        tracemalloc.start()
        began = time.process_time()
        slices, _ = slices_of(seeds, ties, 1_000)
        spent, peak = time.process_time() - began, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        say(f"{count:>10,} records: {spent:.1f} s of processor time, {peak / count:.0f} bytes each")
        assert slices[-1] == count // 1_000 - 1
        per_record.append(peak / count)
    assert per_record[-1] < 1.3 * per_record[0]
