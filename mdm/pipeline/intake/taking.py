"""The rows of a file taken in chunk by chunk, from mapping to clean record; each chunk is one unit of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from mdm.acquire import actions, queries
from mdm.acquire.arrivals import Arrival, arrive, duplicate
from mdm.acquire.landing import Landing
from mdm.acquire.loading import actions as loading
from mdm.acquire.preflight import Preflight
from mdm.acquire.rows import BadRow, Row
from mdm.cleanse import actions as clean_actions
from mdm.match import actions as match_actions
from mdm.pipeline.intake.cleansing import cleanse
from mdm.pipeline.intake.preparers import Prepare, Task
from mdm.pipeline.intake.preparing import Ground, Prepared, Ready, Seen, prepare
from mdm.pipeline.transactions import unit_of_work

CHUNK = 2_000

OnProgress = Callable[[int, int], None]
"""Called with the rows done and the rows there are."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file being loaded."""

    source: int
    batch: int
    ground: Ground
    today: date
    prepare: Prepare
    taken: int = 0
    """Rows that were taken before the load was cut off."""
    seen: Seen = field(default_factory=dict)
    """Rows that were prepared when the delivery was looked at, by place in the file."""

    @property
    def key_column(self) -> str:
        """The column to name in what is said about keys."""
        return next(iter(self.ground.mapping.declaration.key), "")


def take_rows(delivery: Delivery, file: Preflight, on_progress: OnProgress) -> None:
    total, done, rows = file.rows + file.bad_rows, delivery.taken, iter(file)
    _pass_over(delivery, islice(rows, delivery.taken))
    for chunk in delivery.prepare(_tasks(delivery, rows)):
        _take_chunk(delivery, chunk)
        done += len(chunk)
        on_progress(done, total)


def _pass_over(delivery: Delivery, rows: Iterator[Row | BadRow]) -> None:
    """Only the keys of these rows are noted: they were taken before, and later rows may repeat them."""
    while chunk := list(islice(rows, CHUNK)):
        arrivals = (arrive(row, delivery.ground.mapping, delivery.ground.context) for row in chunk)
        _first_of_each_key(delivery, [one for one in arrivals if isinstance(one, Arrival)])


def _tasks(delivery: Delivery, rows: Iterator[Row | BadRow]) -> Iterator[Task]:
    """The file's rows with the content under which their keys are known, so that only news is prepared."""
    key_of, seen, first = delivery.ground.mapping.key_of, delivery.seen, delivery.taken
    while chunk := list(islice(rows, CHUNK)):
        of_chunk = {place: seen[first + place] for place in range(len(chunk)) if first + place in seen}
        yield Task(chunk, queries.known_content(delivery.source, [key_of(row.fields) for row in chunk]), of_chunk)
        first += len(chunk)


@unit_of_work
def _take_chunk(delivery: Delivery, rows: Sequence[Ready | BadRow]) -> None:
    arrivals = [row.arrival for row in rows if isinstance(row, Ready)]
    fresh, repeated = _first_of_each_key(delivery, arrivals)
    bad = [row for row in rows if isinstance(row, BadRow)] + repeated
    landed = actions.land(delivery.source, [landing_of(one) for one in fresh], batch_id=delivery.batch)
    # Of rows with one key the first one landed.
    prepared = {row.arrival.said.key: row.prepared for row in reversed(rows) if isinstance(row, Ready)}
    news = (*landed.new, *landed.changed)
    cleanse(delivery.ground, [(one, prepared[one.key] or _late(delivery, one)) for one in news])
    forget(landed.closed)
    loading.reject(delivery.batch, bad)
    settled = [one.settles for one in fresh if one.settles]
    loading.resolve_rejects(delivery.source, [one.said.key for one in fresh], ids=settled, but_batch=delivery.batch)
    loading.add_counts(
        delivery.batch,
        {
            "read": len(rows),
            "new": len(landed.new),
            "changed": len(landed.changed),
            "unchanged": landed.unchanged + len(arrivals) - len(fresh) - len(repeated),
            "closed": len(landed.closed),
            "rejected": len(bad),
        },
    )


def _late(delivery: Delivery, version: queries.Version) -> Prepared:
    """The prepared form of a record that stood there unchanged when its row was read, and no longer when it landed."""
    ground = delivery.ground
    return prepare(ground.mapping.read(version.payload, ground.context), ground, delivery.today)


def _first_of_each_key(delivery: Delivery, arrivals: Sequence[Arrival]) -> tuple[list[Arrival], list[BadRow]]:
    """The first row of every key, and later rows of it that say something else. Repetitions drop out."""
    first: dict[str, Arrival] = {}
    for one in arrivals:
        first.setdefault(one.said.key, one)
    before = loading.note_keys([landing_of(one) for one in first.values()])
    fresh, repeated = [], []
    for one in arrivals:
        earlier = first[one.said.key]
        line, digest = before.get(one.said.key, (earlier.line, earlier.content_hash))
        if one is earlier and one.said.key not in before:
            fresh.append(one)
        elif digest != one.content_hash:
            repeated.append(duplicate(one, line, delivery.key_column))
    return fresh, repeated


def landing_of(one: Arrival) -> Landing:
    return Landing(
        line=one.line,
        key=one.said.key,
        payload=one.fields,
        content_hash=one.content_hash,
        stated_created_at=one.said.created_at,
        stated_updated_at=one.said.updated_at,
        is_deleted=one.said.is_deleted,
    )


def close_missing(delivery: Delivery) -> None:
    while _close_some(delivery):
        pass


@unit_of_work
def _close_some(delivery: Delivery) -> int:
    missing = loading.missing_records(delivery.source, delivery.batch, CHUNK)
    actions.close(missing)
    forget(missing)
    loading.add_counts(delivery.batch, {"closed": len(missing)})
    return len(missing)


def forget(records: Sequence[int]) -> None:
    """A closed record has no clean form, keys or links; its customer follows with the next regrouping."""
    if records:
        match_actions.remove(records)
        clean_actions.remove(records)
