"""Identity depends on the set of records, not on how or in what order they came."""

from __future__ import annotations

import random

import pytest
from django.db import transaction

from mdm.models import ReviewItem
from mdm.resolve.held import HeldKind
from tests.pipeline.crowd import crowd, customers, names


def questions():
    """Those about who is who; others, such as limits of identifiers, are asked by night alone."""
    return sorted(ReviewItem.objects.filter(state="open", kind__in=list(HeldKind)).values_list("kind", flat=True))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_by_one_in_any_order_or_in_bulk(installation, seed):
    people = [("crm" if number % 2 else "shop", row) for number, row in enumerate(crowd(seed, 24))]
    results = []
    for order in range(3):
        shuffled = people[:]
        random.Random(order).shuffle(shuffled)
        with transaction.atomic():
            for source, row in shuffled:
                installation.take_in(source, row)
            results.append((customers(), names(), questions()))
            transaction.set_rollback(True)
    with transaction.atomic():
        for code in ("crm", "shop"):
            installation.load(code, [row for source, row in people if source == code])
        installation.nightly()
        results.append((customers(), names(), questions()))
        transaction.set_rollback(True)
    assert len(results[0][0]) < len(people)
    assert results[1:] == results[:1] * 3
