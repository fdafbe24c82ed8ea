"""What landed rows do to records, versions and rejects."""

import pytest

from mdm.acquire import actions, queries
from mdm.acquire.landing import Landing
from mdm.acquire.loading import actions as loading
from mdm.acquire.payload import content_hash
from mdm.acquire.rows import BadRow
from mdm.errors import InvalidInputError, NotFoundError
from mdm.models import Batch, Reject, SourceMapping, SourceRecord, SourceSystem, SourceVersion

pytestmark = pytest.mark.django_db

DECLARATION = {"key": "id", "kind": "person", "entries": [{"column": "name", "attribute": "name"}]}


@pytest.fixture
def source():
    found, is_new = actions.register_source("crm", {"label": "CRM", "time_zone": "Europe/Berlin"})
    assert is_new
    actions.declare_mapping(found.pk, DECLARATION)
    return found


def row(key, line=2, *, deleted=False, **fields):
    payload = {"id": key, **fields}
    return Landing(line, key, payload, content_hash(payload), is_deleted=deleted)


def land(source, *rows, batch=None):
    landed = actions.land(source.pk, list(rows), batch_id=batch)
    return len(landed.new), len(landed.changed), len(landed.closed), landed.unchanged


def batch_of(source, **facts):
    return loading.open_batch(source.pk, queries.active_mapping(source.pk).pk, reader_report={}, **facts)


def stored(key):
    record = SourceRecord.objects.get(key=key)
    versions = SourceVersion.objects.filter(record=record).order_by("number").values_list("payload", flat=True)
    return record.state, [version.get("name") for version in versions]


@pytest.mark.parametrize(
    ("before", "after", "counts", "expected"),
    [
        ([], [row("1", name="Ann")], (1, 0, 0, 0), ("open", ["Ann"])),
        ([row("1", name="Ann")], [row("1", name="Ann")], (0, 0, 0, 1), ("open", ["Ann"])),
        ([row("1", name="Ann")], [row("1", name="Bo")], (0, 1, 0, 0), ("open", ["Ann", "Bo"])),
        ([row("1", name="Ann"), row("2")], [row("1", deleted=True)], (0, 0, 1, 0), ("closed", ["Ann"])),
        ([row("1", name="Ann")], [row("1", deleted=True), row("9", deleted=True)], (0, 0, 1, 1), ("closed", ["Ann"])),
    ],
)
def test_a_row_lands_as_what_it_means(source, before, after, counts, expected):
    land(source, *before)
    assert land(source, *after) == counts
    assert stored("1") == expected


def test_unchanged_rows_write_nothing(source, django_assert_num_queries):
    land(source, row("1", name="Ann"), row("2", name="Bo"))
    before = list(SourceRecord.objects.order_by("id").values())
    assert land(source, row("2", name="Bo"), row("1", name="Ann")) == (0, 0, 0, 2)
    assert list(SourceRecord.objects.order_by("id").values()) == before


def test_a_record_that_comes_back_is_open_again(source):
    land(source, row("1", name="Ann"))
    land(source, row("1", deleted=True))
    assert land(source, row("1", name="Ann")) == (0, 1, 0, 0)
    record = SourceRecord.objects.get(key="1")
    assert (record.state, record.closed_at) == ("open", None)


def test_landed_versions_are_what_is_stored(source):
    landed = actions.land(source.pk, [row("1", account=12345678901234567890123, name="Zoë")], batch_id=None)
    (version,) = queries.current_versions([landed.new[0].record])
    assert version == landed.new[0]
    assert version.payload["account"] == 12345678901234567890123


def test_keys_are_remembered_over_the_chunks_of_a_file(source):
    loading.begin_keys()
    assert loading.note_keys([row("1", line=2), row("2", line=3)]) == {}
    before = loading.note_keys([row("2", line=4, name="x"), row("3", line=5)])
    assert before == {"2": (3, content_hash({"id": "2"}))}
    loading.end_keys()


@pytest.mark.parametrize(("refused_keys", "missing"), [([], ["3", "4"]), (["3"], ["4"]), (["", "3"], [])])
def test_what_a_snapshot_lacks_is_missing_unless_it_was_refused(source, refused_keys, missing):
    batch = batch_of(source, is_snapshot=True)
    land(source, *(row(key) for key in "1234"))
    loading.begin_keys()
    loading.note_keys([row("1"), row("2")])
    loading.reject(batch.pk, [BadRow(9, "missing_key", "…", "…", key=key) for key in refused_keys])
    found = loading.missing_records(source.pk, batch.pk, 10)
    loading.end_keys()
    assert list(SourceRecord.objects.filter(pk__in=found).order_by("key").values_list("key", flat=True)) == missing


def test_counts_add_up_and_a_batch_ends(source):
    batch = batch_of(source)
    loading.add_counts(batch.pk, {"read": 3, "new": 2})
    loading.add_counts(batch.pk, {"read": 4, "rejected": 1})
    ended = loading.end_batch(batch.pk)
    assert (ended.state, ended.read, ended.new, ended.rejected, ended.problem) == ("done", 7, 2, 1, "")
    assert ended.ended_at is not None


def test_a_load_that_was_cut_off_is_marked_when_the_next_begins(source):
    dead = batch_of(source)
    batch_of(source)
    assert Batch.objects.get(pk=dead.pk).state == Batch.State.FAILED


@pytest.mark.parametrize(
    ("facts", "states"),
    [
        ({"file_digest": "same"}, ["resolved", "open"]),
        ({"file_digest": "other"}, ["open", "open"]),
        ({"file_digest": "other", "is_snapshot": True}, ["resolved", "resolved"]),
    ],
)
def test_rejects_that_will_come_again_are_settled_first(source, facts, states):
    for digest in ("same", ""):
        loading.reject(batch_of(source, file_digest=digest).pk, [BadRow(3, "missing_key", "…", "…")])
    batch_of(source, **facts)
    assert list(Reject.objects.order_by("id").values_list("state", flat=True)) == states


def test_rejects_are_settled_by_key_or_by_id(source):
    first = batch_of(source)
    loading.reject(
        first.pk, [BadRow(line, "x", "…", "…", key=key) for line, key in enumerate(["1", "2", "", ""], start=2)]
    )
    by_line = {one.line: one.pk for one in Reject.objects.all()}
    second = batch_of(source)
    loading.resolve_rejects(source.pk, ["1", ""], but_batch=second.pk, ids=[by_line[4]])
    assert [one.line for one in queries.open_rejects(source.pk)] == [3, 5]
    assert [one.line for one in queries.open_rejects(source.pk, batch_id=second.pk)] == []


def test_a_mapping_is_a_new_version_only_when_it_says_something_new(source):
    assert actions.declare_mapping(source.pk, dict(DECLARATION)).version == 1
    assert actions.declare_mapping(source.pk, {**DECLARATION, "ignore_rest": True}).version == 2
    assert queries.active_mapping(source.pk).version == 2
    assert queries.mapping_versions() == {source.pk: 2}
    assert SourceMapping.objects.filter(is_active=True).count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"trust": 101}, "trust"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"date_formats": ["%Q"]}, "date_formats"),
        ({"kind": "robot"}, "kind"),
        ({"colour": "red"}, "colour"),
        ({"label": ""}, "label"),
    ],
)
def test_a_wrong_source_is_refused_by_field(fields, field):
    with pytest.raises(InvalidInputError) as refusal:
        actions.register_source("crm", {"label": "CRM", **fields})
    assert refusal.value.data == {"field": field}
    assert refusal.value.remedy
    assert not SourceSystem.objects.exists()


def test_a_source_is_brought_up_to_date(source):
    again, is_new = actions.register_source("crm", {"trust": 90, "default_country": "DE"})
    assert (again.pk, again.label, is_new) == (source.pk, "CRM", False)
    context = queries.context_of(source.pk)
    assert (context.code, context.country, context.trust, context.time_zone) == ("crm", "DE", 90, "Europe/Berlin")


@pytest.mark.parametrize(
    "ask",
    [
        lambda _: queries.source("nobody"),
        lambda _: queries.batch(0),
        lambda _: queries.active_mapping(0),
    ],
)
def test_what_is_not_there_is_said_to_be_not_there(source, ask):
    with pytest.raises(NotFoundError):
        ask(source)
