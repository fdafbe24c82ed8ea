"""Batches of records that clients send: each record by itself, and one delivery that keeps what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from mdm.acquire import queries
from mdm.acquire.loading import actions as loading
from mdm.acquire.rows import BadRow
from mdm.errors import InvalidInputError, MdmError
from mdm.pipeline.serving.online import Happening
from mdm.pipeline.serving.sending import Expected, Fields, Sent, close, put


@dataclass(frozen=True, slots=True)
class Item:
    """One record of a batch."""

    key: str
    fields: Fields | None
    """None closes the record."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record of a batch: one of the two."""

    sent: Sent | None = None
    error: MdmError | None = None


def take_batch(source: str, items: Sequence[Item], *, client: int) -> list[Outcome]:
    """Take in each record by itself; a refusal concerns its record alone and is kept as a reject of one delivery."""
    found = queries.source(source)
    seen: set[str] = set()
    outcomes: list[Outcome] = []
    for item in items:
        outcomes.append(_outcome(source, item, client=client, is_repeated=item.key in seen))
        seen.add(item.key)
    _note_batch(found.pk, items, outcomes)
    return outcomes


def _outcome(source: str, item: Item, *, client: int, is_repeated: bool) -> Outcome:
    try:
        if is_repeated:
            remedy = "Send each key once a batch; the first one was taken."
            raise InvalidInputError("The batch states this key before.", remedy=remedy, data={"column": "key"})
        if item.fields is None:
            return Outcome(close(source, item.key, client=client, expected=Expected(anything=True)))
        return Outcome(put(source, item.key, item.fields, client=client))
    except MdmError as error:
        return Outcome(error=error)


@transaction.atomic
def _note_batch(source: int, items: Sequence[Item], outcomes: Sequence[Outcome]) -> None:
    # Not open_batch: that would end a file of the same source that is being loaded now.
    batch = loading.hold_batch(source, queries.active_mapping(source).pk).pk
    refused = [
        _bad_row(line, item, one.error)
        for line, (item, one) in enumerate(zip(items, outcomes, strict=True), 1)
        if one.error
    ]
    loading.reject(batch, refused)
    loading.add_counts(batch, _counts(outcomes))
    loading.end_batch(batch)


def _bad_row(line: int, item: Item, error: MdmError) -> BadRow:
    column, fields = str(error.data.get("column", "")), item.fields or {}
    return BadRow(line, error.code[:40], error.message, error.remedy, column=column, fields=fields, key=item.key)


def _counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    sent = [one.sent for one in outcomes if one.sent]
    closed = sum(one.happening is Happening.CLOSED for one in sent)
    unchanged = sum(one.happening is Happening.UNCHANGED for one in sent)
    new = sum(one.is_new for one in sent)
    return {
        "read": len(outcomes),
        "new": new,
        "changed": len(sent) - new - closed - unchanged,
        "unchanged": unchanged,
        "closed": closed,
        "rejected": len(outcomes) - len(sent),
    }
