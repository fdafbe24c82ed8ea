"""Facts follow their records: through any sequence of merges, unmerges and moves, to whoever each record belongs to."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mdm.errors import MdmError
from mdm.models import SourceRecord
from mdm.pipeline.facts.sending import Sender, put
from mdm.pipeline.stewardship import decisions
from mdm.pipeline.transactions import rolled_back
from mdm.resolve.queries import memberships
from mdm.syndicate.views import WHOLE
from mdm.understand import queries
from mdm.understand.facts import FactKind
from tests.world import World

KEYS = "abcde"
STATES = dict(zip(KEYS, ("granted", "withdrawn", "granted", "denied", "granted"), strict=True))
RANKS = ["denied", "withdrawn", "granted"]


@pytest.fixture(scope="module")
def records(shared):
    """Five customers of a record each, every record with a contact, a consent and a relation to the next."""
    with shared():
        world = World()
        found = {}
        for key in KEYS:
            found[key] = world.record("crm", key, full_name=f"Person {key * 5}", mail=f"{key}@example.org")
            world.customer(found[key])
            put(FactKind.INTERACTION, "crm", f"i{key}", interaction(key), sender=Sender())
            put(FactKind.CONSENT, "crm", f"c{key}", consent(key), sender=Sender())
        for key, other in pairwise(KEYS):
            told = {"record": {"key": key}, "type": "contact_of", "to": {"key": other}}
            put(FactKind.RELATIONSHIP, "crm", f"r{key}", told, sender=Sender())
        return found


def interaction(key):
    return {"record": {"key": key}, "at": "2026-02-01T10:00:00Z", "channel": "phone"}


def consent(key):
    return {"record": {"key": key}, "purpose": "newsletter", "channel": "email", "state": STATES[key],
            "stated_at": "2026-02-01T10:00:00Z"}  # fmt: skip


def check(owners):
    """What the customers show is what their records have, whichever these are."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    for customer in set(owners.values()):
        keys = {key for key, owner in owners.items() if owner == customer}
        told = queries.told([customer], ["interactions", "consents", "relations"], WHOLE, today=now.date())[customer]
        assert {one["record"]["key"] for one in told.interactions} == keys
        assert {one.record.key for one in told.consents} == keys
        standing = queries.asking(WHOLE, at=now).answer(told.consents, "newsletter", "email").standing
        assert standing == min((STATES[key] for key in keys), key=RANKS.index)
        links = [(owners[one], owners[other]) for one, other in pairwise(KEYS)]
        ends = {other for one, other in links if one == customer} | {one for one, other in links if other == customer}
        assert {one.customer for one in told.relations} == ends - {customer}


STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "unmerge", "move"]), st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=5
)


@pytest.mark.django_db
@given(STEPS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_facts_follow_their_records(records, steps):
    ids = {one.key: one.pk for one in SourceRecord.objects.filter(key__in=KEYS)}
    with rolled_back():
        actor = User.objects.create(username=f"steward {timezone.now().timestamp()}", is_superuser=True)
        for step, key, other in steps:
            before = memberships(list(ids.values()))
            try:
                act(step, before, ids[key], ids[other], actor)
            except MdmError:
                continue
            now = memberships(list(ids.values()))
            check({one: now[pk] for one, pk in ids.items()})
        now = memberships(list(ids.values()))
        check({one: now[pk] for one, pk in ids.items()})


def act(step, customers, record, other, actor):
    if step == "merge" and customers[record] != customers[other]:
        decisions.merge([customers[record], customers[other]], actor=actor, reason="One.")
    elif step == "unmerge":
        decisions.split(customers[record], [record], actor=actor, reason="Two.", apart=True)
    elif customers[record] != customers[other]:
        decisions.move([record], customers[other], actor=actor, reason="There.")
