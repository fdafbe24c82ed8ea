"""How fast webhooks go out, signed and in order per customer: python -m pytest tests/benchmarks/test_webhooks.py -s

-o addopts=--import-mode=importlib, as for all benchmarks. The subscriber is a server of its own on this machine.
"""

from __future__ import annotations

import time
from collections import defaultdict
from uuid import UUID

import orjson
import pytest
from django.db import connection

from mdm.models import Delivery
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.feed import delivering
from mdm.syndicate.webhooks import actions
from tests.syndicate.receiving import receiving

COUNT, CUSTOMERS = 3_000, 300

pytestmark = pytest.mark.django_db(transaction=True)


def test_delivered_in_order(settings):
    settings.MDM_WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    client, _ = issue_client_key("hooked", ("changes:read",))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mdm_change (entity, number, kind, attributes, sources, detail, origin_source, at) "
            "SELECT lpad(to_hex(n %% %s), 32, '0')::uuid, 1 + n / %s, 'changed', '{email}', '{crm}', '{}', 'crm', "
            "now() FROM generate_series(0, %s) n",
            [CUSTOMERS, CUSTOMERS, COUNT - 1],
        )
    with receiving() as receiver:
        actions.subscribe(client.pk, "all", url=receiver.url, after=0)
        started, cpu = time.perf_counter(), time.process_time()
        while delivering.deliver_for(10):
            pass
        took, cpu = time.perf_counter() - started, time.process_time() - cpu
        got = [orjson.loads(body)["data"] for _, body in receiver.got]
    print(  # noqa: T201 - what a benchmark is for
        f"\n{len(got)} messages in {took:.1f} s: {len(got) / took:,.0f}/s, {cpu / len(got) * 1e3:.2f} ms CPU each, "
        "subscriber included"
    )
    assert Delivery.objects.filter(state="done").count() == COUNT == len(got)
    told = defaultdict(list)
    for one in got:
        told[UUID(one["customer_id"])].append(one["version"])
    assert len(told) == CUSTOMERS
    assert all(versions == sorted(versions) for versions in told.values())
