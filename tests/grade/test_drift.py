"""A delivery out of line with its source's past is caught before anything of it counts."""

from __future__ import annotations

import json

import pytest

from mdm.errors import ConflictError
from mdm.grade.deliveries import queries
from mdm.grade.drift import Limits, Look, enough, out_of_line
from mdm.models import (
    Batch,
    BatchQuality,
    CleanRecord,
    HeldPiece,
    LedgerEntry,
    SourceRecord,
    SourceVersion,
    SourceWatch,
)
from mdm.pipeline.intake import holding
from mdm.pipeline.intake.files import load_file, register_source
from mdm.pipeline.jobs import releases, running, working
from tests.pipeline.people import MAPPING, ROBERT

GOOD = {"email": 0.9, "address.postcode": 0.95, "score": 0.8, "readable rows": 1.0}


def look(rows=1000, looked_at=1000, *, is_snapshot=False, **shares):
    return Look(rows, looked_at, {**GOOD, **shares}, is_snapshot)


@pytest.mark.parametrize("points", [5, 15, 40])
def test_enough_rows_tell_a_fall_by_the_declared_points(points):
    limits, past = Limits(points=points), [look(rows=10**6, email=0.5)]
    fallen = {"rows": 10**6, "email": 0.5 - points / 100 - 0.001}
    assert out_of_line(look(looked_at=enough(limits), **fallen), past, limits)
    assert not out_of_line(look(looked_at=enough(limits) // 4, **fallen), past, limits)


CASES = [
    # delivery, its past, what is out of line
    (look(), [look()], []),
    (look(**{"address.postcode": 0.45}), [look()], ["address.postcode"]),
    (look(**{"address.postcode": 0.45}), [], []),
    (look(email=0.85), [look()], []),
    (look(email=1.0), [look()], []),
    (look(30, 30, email=0.1), [look()], []),
    (look(60, 60, email=0.3), [look(email=0.5)], []),
    (look(**{"readable rows": 0.5, "score": 0.6}), [look()], ["readable rows", "score"]),
    (look(200), [look(), look(), look()], ["volume"]),
    (look(200), [look()], []),
    (look(200, is_snapshot=True), [look(is_snapshot=True)], ["volume"]),
    (look(0, 0, is_snapshot=True, email=0), [look(is_snapshot=True)], ["volume"]),
    (look(email=0.45), [look(email=0.5), look(email=0.4), look(email=0.45)], []),
]


@pytest.mark.parametrize(("delivery", "past", "wanted"), CASES)
def test_what_is_out_of_line(delivery, past, wanted):
    assert [one.what for one in out_of_line(delivery, past, Limits())] == wanted


def rows(count, **other):
    return [
        {**ROBERT, "id": str(number), "email": f"person{number}@example.org", "phone": f"650-253-{number:04}", **other}
        for number in range(count)
    ]


@pytest.fixture
def source(transactional_db):
    return register_source({"code": "crm", "label": "CRM", "default_country": "US"}, MAPPING)


@pytest.fixture
def load(source, tmp_path):
    def loaded(delivered, **options):
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.json"
        path.write_text(json.dumps(delivered))
        return load_file("crm", path, **options)

    return loaded


def halved(delivered):
    return [{**row, "postcode": "" if number % 2 else row["postcode"]} for number, row in enumerate(delivered)]


def shifted(delivered):
    """Every column holds what belongs into the next one."""
    names = [name for name in ROBERT if name not in ("id", "kind")]
    return [
        {**row, **{name: row[following] for name, following in zip(names, [*names[1:], names[0]], strict=True)}}
        for row in delivered
    ]


FAULTS = [
    (halved, "address.postcode"),
    (shifted, "email"),
]


@pytest.mark.parametrize("every", [2, 3, 4, 8])
def test_what_only_every_so_many_rows_lack_is_seen(load, every):
    load(rows(1_600))
    batch = load(
        [{**row, "postcode": "" if number % every else row["postcode"]} for number, row in enumerate(rows(1_600))]
    )

    assert batch.state == Batch.State.HELD


@pytest.mark.parametrize(("spoil", "what"), FAULTS)
def test_a_faulty_delivery_is_held_and_leaves_no_trace(load, spoil, what):
    load(rows(100))
    versions, revisions = SourceVersion.objects.count(), set(CleanRecord.objects.values_list("revision", flat=True))
    batch = load(spoil(rows(100)))

    assert batch.state == Batch.State.HELD
    assert what in [one["what"] for one in batch.quality.findings]
    assert SourceVersion.objects.count() == versions
    assert set(CleanRecord.objects.values_list("revision", flat=True)) == revisions


def test_the_past_is_the_latest_deliveries(load, source, monkeypatch):
    monkeypatch.setattr(queries, "PAST", 1)
    watch = SourceWatch.objects.create(source=source, is_holding=False)
    first, second = load(rows(100)), load(halved(rows(100)))
    watch.is_holding = True
    watch.save()
    third = load(halved(rows(100, house="13")))

    assert (len(second.quality.findings), third.quality.findings) == (1, [])
    assert queries.before_of(third.quality).batch_id == second.pk
    assert [one.batch_id for one in BatchQuality.objects.all()] == [third.pk, second.pk, first.pk]


def test_nothing_overtakes_a_held_delivery(load):
    load(rows(100))
    batch = load(halved(rows(100)))

    with pytest.raises(ConflictError, match=f"Batch {batch.pk} of this source is held"):
        load(rows(101))


def test_a_discarded_delivery_is_gone_and_the_next_one_is_taken(load):
    load(rows(100))
    batch = load(halved(rows(100)))
    holding.discard(batch.pk, actor=None, reason="The source sends it again")
    batch.refresh_from_db()

    assert (batch.state, HeldPiece.objects.count()) == (Batch.State.DISCARDED, 0)
    assert LedgerEntry.objects.filter(act="delivery_discarded").count() == 1
    assert load(rows(101)).new == 1


def test_a_released_delivery_is_loaded_by_the_workers(load):
    load(rows(100))
    batch = load(halved(rows(100)))
    job = releases.release(batch.pk, actor=None, reason="The source is right")
    working.work_for(30)
    batch.refresh_from_db()
    job.refresh_from_db()

    assert (job.state, batch.state, batch.changed, HeldPiece.objects.count()) == ("done", Batch.State.DONE, 50, 0)
    assert job.kind == running.RELEASE


def test_a_snapshot_that_would_close_most_is_held(load):
    load(rows(200), snapshot=True)
    batch = load(rows(60), snapshot=True)

    assert batch.state == Batch.State.HELD
    assert SourceRecord.objects.filter(state="closed").count() == 0
    assert holding.release_here(batch.pk, actor=None, reason="").closed == 140


def test_a_source_may_be_warned_of_only(load, source):
    SourceWatch.objects.create(source=source, is_holding=False)
    load(rows(100))
    batch = load(halved(rows(100)))

    assert batch.state == Batch.State.DONE
    assert BatchQuality.objects.get(batch=batch).findings


def test_a_file_that_was_taken_is_taken_again(load):
    delivered = rows(100)
    load(delivered)

    assert load(delivered).unchanged == 100
    assert BatchQuality.objects.count() == 1


def test_only_one_decides(load):
    load(rows(100))
    batch = load(halved(rows(100)))
    holding.discard(batch.pk, actor=None, reason="")

    with pytest.raises(ConflictError):
        releases.release(batch.pk, actor=None, reason="")
