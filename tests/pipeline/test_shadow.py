"""A shadow run tells beforehand what the nightly job under that model then does, and changes nothing itself."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from mdm.management.jobs import result_lines
from mdm.match import queries
from mdm.match.drawing import DRAWN
from mdm.match.runs import queries as runs
from mdm.match.versions import queries as versions
from mdm.models import (
    CandidatePair,
    Comparison,
    Job,
    Judgement,
    LedgerEntry,
    Membership,
    RegroupSeed,
    ReviewItem,
    ShadowFinding,
    ShadowLink,
    ShadowMember,
    ShadowPair,
    ShadowQuestion,
)
from mdm.pipeline.identity import models
from mdm.pipeline.identity.models import Declared
from mdm.pipeline.jobs import ranges, running, shadowing, working
from mdm.records import Verdict
from mdm.resolve.actions import judge
from tests.pipeline.crowd import crowd, customers

pytestmark = pytest.mark.django_db

SCRATCH = (ShadowPair, ShadowLink, ShadowMember, ShadowQuestion, ShadowFinding, RegroupSeed, CandidatePair)


@pytest.fixture
def crowded(installation, monkeypatch):
    monkeypatch.setattr(shadowing, "SLICE", 5)
    monkeypatch.setattr(ranges, "KEYS_CHUNK", 300)
    monkeypatch.setattr(ranges, "PAIRS_CHUNK", 50)
    people = crowd(3, 80)
    installation.load("crm", people[:40])
    installation.load("shop", people[40:])
    installation.nightly()
    return installation


def shadowed(version):
    job = running.start_shadow(version)
    working.work_for(60)
    job.refresh_from_db()
    assert job.state == "done", job.problem
    return runs.of_job(job.pk)


def state():
    links = Comparison.objects.order_by("low_id", "high_id").values_list("low_id", "high_id", "model_version", "zone")
    items = ReviewItem.objects.order_by("signature").values_list("signature", "state")
    return customers(), list(links), list(items), Membership.objects.count()


def test_the_present_model_would_change_nothing(crowded):
    run = shadowed(queries.active_version())
    assert set(run.figures["changes"].values()) == {0}
    assert versions.model_row(run.model_version).state == "active"
    assert run.figures["pairs"]["certain"] > 10
    assert [one for one in SCRATCH if one.objects.exists()] == []


@pytest.mark.parametrize(("certain", "possible"), [(0.999, 0.9), (0.6, 0.3), (0.9999, 0.9998)])
def test_what_it_says_is_what_the_nightly_job_then_does(crowded, certain, possible):
    version = models.draft(Declared(like=queries.active_version(), certain=certain, possible=possible))
    before, stood = customers(), state()
    changes = shadowed(version).figures["changes"]
    assert state() == stood
    assert versions.model_row(version).state == "shadow"
    assert models.activate(version) == version
    done = crowded.nightly().result
    after = customers()
    assert changes["changed"] == len(before - after)
    told = {name: done["regroup"][name] for name in ("merged", "split", "created", "retired")}
    assert {name: changes[name] for name in told} == told
    opened = done["regroup"]["reviews_opened"] + done["ask"]["reviews_opened"]
    closed = done["regroup"]["reviews_closed"] + done["ask"]["reviews_closed"]
    assert changes["reviews_opened"] - changes["reviews_closed"] == opened - closed
    assert sum(changes.values()) > 0


def test_what_people_judged_stands_in_the_shadow_and_after_it(crowded):
    joined = next(group for group in customers() if len(group) > 2)
    records = list(Membership.objects.filter(until=None, record__key__in=[key for _, key in joined])
                   .order_by("record_id").values_list("record_id", flat=True)[:2])  # fmt: skip
    judge([tuple(records)], Verdict.MATCH, author_id=None, reason="a test")
    version = models.draft(Declared(like=queries.active_version(), certain=0.9999999, possible=0.999999))
    run = shadowed(version)
    assert run.figures["changes"]["split"] > 0
    models.activate(version)
    crowded.nightly()
    owners = set(Membership.objects.filter(until=None, record__in=records).values_list("entity_id", flat=True))
    assert len(owners) == 1
    assert Judgement.objects.filter(superseded_at=None).count() == 1


def test_examples_name_customers_records_and_the_deciding_link(crowded):
    run = shadowed(models.draft(Declared(like=queries.active_version(), certain=0.55, possible=0.3)))
    examples = run.figures["examples"]
    assert len(examples["merge"]) >= 1
    for one in examples["merge"]:
        assert len(one["customers"]) == len(one["parts"]) >= 2
        assert one["link"]["probability"] >= 0.55
    drawn = runs.drawn(run.job)
    assert sum(run.figures["strata"].values()) == run.figures["pairs"]["compared"]
    of_stratum = Counter(str(one.stratum) for one in drawn)
    assert of_stratum == {name: min(count, DRAWN) for name, count in run.figures["strata"].items()}


def test_cancelled_and_resumed_it_comes_to_the_same(crowded):
    version = models.draft(Declared(like=queries.active_version(), certain=0.6, possible=0.3))
    whole = shadowed(version).figures
    job = running.start_shadow(version)
    for _ in range(4):
        working.work_one("one")
    running.cancel(job.pk)
    assert not working.work_one("one")
    running.resume(job.pk)
    working.work_for(60)
    again = runs.of_job(job.pk).figures
    assert {name: again[name] for name in whole if name != "examples"} == {
        name: whole[name] for name in whole if name != "examples"
    }
    assert [one.objects.count() for one in SCRATCH] == [0] * len(SCRATCH)


def test_nothing_is_activated_unseen(crowded):
    first = queries.active_version()
    version = models.draft(Declared(like=first, certain=0.6, possible=0.3))
    with pytest.raises(CommandError, match="Nobody has seen"):
        call_command("models", "activate", str(version))
    shadowed(version)
    other = models.draft(Declared(like=first, certain=0.7))
    models.activate(other, unseen=True)
    with pytest.raises(CommandError, match=f"held against model {first}"):
        call_command("models", "activate", str(version))
    assert LedgerEntry.objects.filter(act="model_activated", subject=f"model:{other}").count() == 1


def test_a_model_without_a_rule_finds_no_pairs_by_it(crowded):
    version = models.draft(Declared(like=queries.active_version(), rules_off=(1, 7)))
    everything, fewer = shadowed(queries.active_version()), shadowed(version)
    assert {"1", "7"} <= everything.figures["rules"].keys()
    assert everything.figures["rules"].keys() - fewer.figures["rules"].keys() == {"1", "7"}
    assert fewer.figures["pairs"]["compared"] < everything.figures["pairs"]["compared"]
    models.activate(version)
    nightly = crowded.nightly()
    assert nightly.result["compare"]["compared"] == fewer.figures["pairs"]["compared"]


def test_the_command_runs_it_and_tells(crowded):
    version = models.draft(Declared(like=queries.active_version(), certain=0.6))
    out = io.StringIO()
    call_command("models", "shadow", str(version), "--inline", stdout=out)
    call_command("models", "report", str(version), stdout=out)
    told = out.getvalue()
    assert "weights" not in "".join(line for job in Job.objects.all() for line in result_lines(job.pk))
    assert told.count("customers would be absorbed by others") == 2
    assert "phone" in told
    with pytest.raises(CommandError, match="no blocking rule 99"):
        call_command("models", "draft", "--without-rules", "99")
