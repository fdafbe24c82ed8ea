"""What is read for regrouping."""

from __future__ import annotations

import pytest
from django.db.models import Value
from django.db.models.functions import Concat

from mdm.models import SourceSystem
from mdm.resolve.queries import record_facts, stable_values
from tests.world import World

KEYS = [("crm", "1"), ("shop", "b"), ("crm", "2")]


@pytest.mark.django_db
def test_stable_values_do_not_tell_which_source_or_record_came_first():
    seen = []
    for order in (KEYS, KEYS[::-1]):
        world = World()
        records = {key: world.received(*key).pk for key in order}
        stable = stable_values(records.values())
        assert {one.record: one.stable for one in record_facts(records.values())} == stable
        seen.append({key: stable[record] for key, record in records.items()})
        SourceSystem.objects.update(code=Concat("code", Value("-former")))
    assert seen[0] == seen[1]
    assert len(set(seen[0].values())) == len(KEYS)
