"""What serving and writing cost: CPU a request, requests a second, latencies, beside a view that does nothing.

    python -m pytest tests/benchmarks/test_serving.py -s -o addopts=--import-mode=importlib

CPU is of this process alone, through the whole stack of middleware, authentication and rendering; latencies are of a
thread of clients each, so beyond the number of cores they show waiting.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from rest_framework.views import APIView

from config.urls import handler400, handler404, handler500
from config.urls import urlpatterns as real
from mdm.models import SourceSystem
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.intake.files import register_source
from mdm.pipeline.setup import set_up
from tests.pipeline.people import MAPPING, ROBERT

REQUESTS = 600
CUSTOMERS = 50
# The bound that is promised; the machine decides about milliseconds, the ratio holds anywhere.
MOST_TIMES_NOTHING = 4.0

__all__ = ["handler400", "handler404", "handler500"]


class NothingView(APIView):
    """The same stack, and no work: authentication, throttling and permission alone."""

    scope = "customers:read"
    schema = None

    def get(self, request):  # noqa: ARG002
        return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [path("api/v1/nothing", NothingView.as_view()), *real]


@pytest.fixture
def served(transactional_db, settings):
    settings.ROOT_URLCONF = "tests.benchmarks.test_serving" if __name__.startswith("tests") else __name__
    set_up()
    source = register_source({"code": "crm", "label": "crm", "default_country": "US"}, MAPPING)
    _, key = issue_client_key(
        "bench", ["customers:read", "customers:read-sensitive", "records:write"], sources=[source.pk],
        requests_a_minute=0,
    )  # fmt: skip
    assert SourceSystem.objects.count() == 1
    return lambda: Client(headers={"authorization": f"Bearer {key}"})


def person(number):
    name = "".join(chr(97 + (number * 7 + place * 11) % 26) for place in range(8))
    facts = {"given": name.title(), "family": name[::-1].title(), "email": f"{name}{number}@example.org"}
    return {
        **ROBERT,
        **facts,
        "id": str(number),
        "born": "",
        "phone": "",
        "street": f"{name} Street",
        "house": str(number),
    }


def write(client, number):
    body = {name: value for name, value in person(number).items() if name != "id"}
    answer = client.put(f"/api/v1/sources/crm/records/{number}", body, "application/json")
    assert answer.status_code in {200, 201}, answer.content
    return answer.json()["customer_id"]


def measured(label, acts, connections_=1):
    """Run the acts by so many clients and print what they cost; returns CPU seconds a request."""
    lasting = []

    def timed(act):
        began = time.perf_counter()
        act()
        lasting.append(time.perf_counter() - began)

    def one_client(mine):
        try:
            for act in mine:
                timed(act)
        finally:
            if connections_ > 1:
                connections.close_all()

    cpu, wall = time.process_time(), time.perf_counter()
    with ThreadPoolExecutor(connections_) as pool:
        list(pool.map(one_client, [acts[at::connections_] for at in range(connections_)]))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    at = quantiles(lasting, n=100)
    print(  # noqa: T201
        f"{label:28} {connections_:3} connections  {cpu / len(acts) * 1000:6.2f} ms CPU  {len(acts) / wall:7.0f}/s  "
        f"p50 {at[49] * 1000:6.1f}  p95 {at[94] * 1000:6.1f}  p99 {at[98] * 1000:6.1f} ms"
    )
    return cpu / len(acts)


def test_reading_by_id_costs_little_more_than_nothing(served):
    client = served()
    ids = [write(client, number) for number in range(CUSTOMERS)]
    reads = [lambda one=ids[at % CUSTOMERS]: client.get(f"/api/v1/customers/{one}") for at in range(REQUESTS)]
    nothing = [lambda: client.get("/api/v1/nothing") for _ in range(REQUESTS)]
    for act in (*reads[:50], *nothing[:50]):
        assert act() is not None
    base = measured("nothing", nothing)
    cost = measured("GET /customers/{id}", reads)
    for connections_ in (8, 64):
        measured("GET /customers/{id}", reads, connections_)
    print(f"{cost / base:.1f} times nothing")  # noqa: T201
    assert cost < base * MOST_TIMES_NOTHING


def test_writing_one_record(served):
    client = served()
    for number in range(1000, 1010):
        write(client, number)
    cost = measured("PUT a new record", [lambda one=one: write(client, one) for one in range(2000, 2100)])
    again = measured("PUT it unchanged", [lambda one=one: write(client, one) for one in range(2000, 2100)])
    assert again < cost
