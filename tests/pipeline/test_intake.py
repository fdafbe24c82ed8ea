"""Files: idempotent, complete in their counts, and never losing a row."""

from __future__ import annotations

import json

import pytest

from mdm.errors import FileRefusedError, MappingError
from mdm.models import (
    Batch,
    BlockingKey,
    CleanRecord,
    Entity,
    GoldenRecord,
    Membership,
    Reject,
    SourceRecord,
    SourceVersion,
)
from mdm.pipeline import catalogue as declared
from mdm.pipeline.intake.files import load_file, register_source
from mdm.records import Attribute, AttributeKind
from tests.pipeline.people import BOB, MAPPING, ROBERT, STRANGER

pytestmark = pytest.mark.external

COUNTS = ("read", "new", "changed", "unchanged", "closed", "rejected")


def counts(batch):
    return tuple(getattr(batch, name) for name in COUNTS)


DELIVERIES = [
    # rows of the second delivery, snapshot, (read, new, changed, unchanged, closed, rejected)
    ([ROBERT, BOB], False, (2, 0, 0, 2, 0, 0)),
    ([ROBERT, {**BOB, "phone": "650-253-0009"}], False, (2, 0, 1, 1, 0, 0)),
    ([ROBERT], False, (1, 0, 0, 1, 0, 0)),
    ([ROBERT], True, (1, 0, 0, 1, 1, 0)),
    ([ROBERT, ROBERT, BOB], True, (3, 0, 0, 3, 0, 0)),
    ([ROBERT, {**ROBERT, "given": "Rob"}, BOB], True, (3, 0, 0, 2, 0, 1)),
    ([ROBERT, {**BOB, "kind": "?"}], False, (2, 0, 0, 1, 0, 1)),
    ([STRANGER], True, (1, 1, 0, 0, 2, 0)),
]


@pytest.mark.parametrize(("rows", "snapshot", "expected"), DELIVERIES)
def test_second_delivery(installation, rows, snapshot, expected):
    assert counts(installation.load("crm", [ROBERT, BOB])) == (2, 2, 0, 0, 0, 0)
    assert counts(installation.load("crm", rows, snapshot=snapshot)) == expected


def test_unchanged_rows_write_nothing(installation):
    installation.load("crm", [ROBERT, BOB])
    before = (list(CleanRecord.objects.values_list("revision")), SourceVersion.objects.count())
    installation.load("crm", [ROBERT, BOB])
    assert (list(CleanRecord.objects.values_list("revision")), SourceVersion.objects.count()) == before


def test_a_closed_record_leaves_and_its_customer_retires(installation):
    installation.load("crm", [ROBERT, STRANGER])
    installation.nightly()
    gone = Membership.objects.get(record__key="4", until=None).entity_id
    installation.load("crm", [ROBERT], snapshot=True)
    assert not BlockingKey.objects.filter(record__key="4").exists()
    installation.nightly()
    assert Entity.objects.get(pk=gone).state == "retired"
    assert not GoldenRecord.objects.filter(pk=gone).exists()
    assert SourceVersion.objects.filter(record__key="4").count() == 1
    installation.load("crm", [ROBERT, STRANGER], snapshot=True)
    installation.nightly()
    assert Membership.objects.get(record__key="4", until=None).entity_id == gone


def test_a_reject_is_kept_whole_and_resolved_by_the_mended_row(installation):
    batch = installation.load("crm", [ROBERT, {**BOB, "kind": "?"}])
    reject = Reject.objects.get(batch=batch)
    assert (reject.column, reject.problem, reject.key, reject.row["family"]) == ("kind", "unknown_kind", "2", "Miller")
    assert reject.remedy
    installation.load("crm", [BOB])
    reject.refresh_from_db()
    assert reject.state == "resolved"


def test_a_bad_file_writes_nothing(installation, tmp_path):
    path = tmp_path / "broken.json"
    path.write_text('[{"id": "1", ')
    with pytest.raises(FileRefusedError):
        load_file("crm", path)
    path.write_text(json.dumps([{**ROBERT, "surprise": "x"}]))
    with pytest.raises(MappingError, match="surprise"):
        load_file("crm", path)
    assert (Batch.objects.count(), SourceRecord.objects.count()) == (0, 0)


def test_a_load_that_was_stopped_goes_on(installation, monkeypatch):
    rows = [{**ROBERT, "id": str(number)} for number in range(7)]
    monkeypatch.setattr("mdm.pipeline.intake.taking.CHUNK", 2)

    def stop(done, _all):
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        installation.load("crm", rows, on_progress=stop)
    stopped = Batch.objects.get()
    assert (stopped.state, stopped.new) == ("failed", 4)
    assert "again" in stopped.problem
    assert counts(installation.load("crm", rows)) == (7, 3, 0, 4, 0, 0)


def test_a_new_mapping_cleanses_the_records_it_concerns_again(installation):
    installation.load("crm", [ROBERT])
    installation.load("shop", [STRANGER])
    installation.nightly()
    other = CleanRecord.objects.get(record__source__code="shop").revision
    entries = [one for one in MAPPING["entries"] if one["column"] != "phone"]
    register_source({"code": "crm", "label": "CRM"}, {**MAPPING, "entries": entries, "ignore": ["phone"]})
    job = installation.nightly()
    assert job.result["cleanse"]["cleansed_again"] == 1
    assert CleanRecord.objects.get(record__source__code="crm").phones == ""
    assert CleanRecord.objects.get(record__source__code="shop").revision == other
    attributes = {one["attribute"] for one in GoldenRecord.objects.get(name="Robert Miller").document["values"]}
    assert "phone" not in attributes


def test_an_attribute_is_added_without_code(installation):
    birth_place = Attribute(code="birth_place", kind=AttributeKind.TEXT, label="Birth place", is_matched=True)
    declared.define_attribute(birth_place, actor=None)
    mapping = {**MAPPING, "entries": [*MAPPING["entries"], {"column": "place", "attribute": "birth_place"}]}
    register_source({"code": "crm", "label": "CRM"}, mapping)
    installation.load("crm", [{**ROBERT, "place": "Ulm"}])
    installation.nightly()
    values = {one["attribute"]: one["display"] for one in GoldenRecord.objects.get().document["values"]}
    assert values["birth_place"] == "Ulm"
    assert CleanRecord.objects.get().extras == "birth_place=ulm"


def test_a_second_night_changes_nothing(installation):
    installation.load("crm", [ROBERT, STRANGER])
    installation.load("shop", [BOB])
    installation.nightly()
    before = list(GoldenRecord.objects.order_by("pk").values_list("pk", "number", "since"))
    job = installation.nightly()
    assert job.result["survey"]["due"] == 0
    assert list(GoldenRecord.objects.order_by("pk").values_list("pk", "number", "since")) == before
