"""What the admin's pages cost with so many customers and with ten times as many, and the ratio between both.

    python -m pytest tests/benchmarks/test_pages.py -s -o addopts=--import-mode=importlib 2>/dev/null

Processor time is of this process and its database session together.
BENCHMARK_PAGES (1000 unless told) true customers are loaded, matched, reviewed and copied: ten and a hundred times.
"""

from __future__ import annotations

import os
import time

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from mdm.models import CleanRecord, GoldenRecord, ReviewItem
from mdm.pipeline.access import ensure_user
from mdm.pipeline.stewardship import answering, decisions, worklist
from mdm.records import CleanValue, PinKind
from mdm.steward.worklist.deeds import Pick
from tests.benchmarks.meter import Meter
from tests.benchmarks.whole import multiply

CUSTOMERS = int(os.environ.get("BENCHMARK_PAGES", "1000"))
REPEATED = 4
# What is promised, by the processor: the machine decides about the clock.
MOST_LIST, MOST_PAGE = 0.3, 0.5
# A page that costs more than so many times as much with ten times the customers reads what it does not show.
MOST_RATIO, LEAST_SECONDS = 2.5, 0.05

VIEWS = ("mine", "free", "overdue", "escalated", "deferred", "closed")
NARROWED = ("kind=possible_match", "kind=quality", "source=1", "score=90", "days=7", "priority=3")
SOUGHT = ("Schmidt", "anna schmidt", "zzzqq", "+49 1608694204", "nobody@nowhere.example", "12345")


@pytest.fixture
def reviewed(benchmark_of):
    """An installation in which people have decided, commented and pinned."""
    benchmark_of.begin(CUSTOMERS)
    benchmark_of.load()
    benchmark_of.nightly(train=False)
    ensure_user("root", role="administrator", password="")
    root = User.objects.get(username="root")
    waiting = ReviewItem.objects.filter(state="open", kind__in=("possible_match", "over_merge", "vetoed_match"))
    for number, item in enumerate(waiting.order_by("pk")[:30]):
        said = ("match", "no_match", "unsure")[number % 3]
        if not answering.why_second(item, root):
            answering.answer(Pick(item.pk), said, actor=root, reason="Looked at it.")
        worklist.comment(item.pk, "Seen.", actor=root)
    for golden in GoldenRecord.objects.filter(kind="person").order_by("pk")[:20]:
        record = next(one["record"] for one in golden.document["values"] if one["attribute"] == "name")
        value = next(one for one in CleanRecord.objects.get(pk=record).values if one["attribute"] == "name")
        decisions.pin(record, PinKind.FIX, CleanValue.from_json(value), actor=root, reason="Called.")
    return root


def test_pages_cost_the_same_with_ten_times_the_customers(reviewed, say):
    client = Client()
    client.force_login(reviewed)
    few = multiply(10)
    pages = dict(addresses())
    before = {name: cost(client, address) for name, address in pages.items()}
    many = multiply(10)
    say(f"{'':34} {few:>9,} customers  {many:>9,} customers   ratio")
    slow = []
    for name, address in pages.items():
        now = cost(client, address)
        ratio = now[1] / max(before[name][1], 0.005)
        say(f"{name:34} {told(*before[name])}  {told(*now)}  {ratio:5.1f}")
        most = MOST_LIST if name.startswith(("list", "work", "search")) else MOST_PAGE
        if now[1] > most or (ratio > MOST_RATIO and now[1] > LEAST_SECONDS):
            slow.append(name)
    assert slow == []


def told(wall, cpu):
    return f"{1000 * wall:6.0f} ms ({1000 * cpu:4.0f} cpu)"


def cost(client, address):
    """Seconds by the clock and of the processor, the best of some calls, after one that is not counted."""
    walls, processor = [], []
    assert client.get(address, follow=True).status_code == 200, address
    for _ in range(REPEATED):
        with Meter() as meter:
            began = time.perf_counter()
            client.get(address, follow=True)
            walls.append(time.perf_counter() - began)
        processor.append(meter.cpu)
    return min(walls), min(processor)


def addresses():
    """Every list, one row's page of each, the work list's parts, a review of each kind, searches."""
    yield "start", reverse("admin:index")
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        yield f"list {model._meta.model_name}", reverse(f"admin:{name}_changelist")
        row = _row(model)
        if row is not None:
            yield f"page {model._meta.model_name}", reverse(f"admin:{name}_change", args=[row.pk])
    work = reverse("admin:mdm_reviewitem_changelist")
    for query in (*(f"view={one}" for one in VIEWS), *NARROWED):
        yield f"work {query}", f"{work}?{query}"
    for kind in ReviewItem.Kind.values:
        for state in ("open", "decided"):
            item = ReviewItem.objects.filter(kind=kind, state=state).order_by("pk").first()
            if item is not None:
                yield f"review {kind} {state}", reverse("admin:mdm_reviewitem_change", args=[item.pk])
    for words in SOUGHT:
        yield f"search {words}", f"{reverse('admin:mdm_goldenrecord_changelist')}?q={words.replace('+', '%2B')}"
    customer = _row(GoldenRecord)
    for page in ("merge", "unmerge"):
        yield f"{page} a customer", reverse(f"mdm-act-{page}", args=[customer.pk])
    yield "customer as it was", reverse("admin:mdm_goldenrecord_change", args=[customer.pk]) + "?at=2020-01-01T00:00"


def _row(model):
    """A row that is the same whatever has been copied; of customers one of some records."""
    rows = model._default_manager.order_by("pk")
    return (rows.filter(member_count__gt=3) if model is GoldenRecord else rows).first()
