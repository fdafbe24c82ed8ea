"""Many facts at once: each by itself, with what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mdm.acquire.queries import source_id
from mdm.errors import InvalidInputError, MdmError
from mdm.pipeline.facts.sending import Fields, Sender, SentFact, put, remove
from mdm.pipeline.serving.sending import Expected
from mdm.understand.facts import FactKind


@dataclass(frozen=True, slots=True)
class Item:
    """One fact of a batch. Without fields it is taken back."""

    kind: FactKind
    key: str
    fields: Fields | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fact of a batch: one of the two."""

    sent: SentFact | None = None
    error: MdmError | None = None


def take_batch(source: str, items: Sequence[Item], *, sender: Sender) -> list[Outcome]:
    """Take in each fact by itself; a refusal concerns its fact alone. Raises NotFoundError for an unknown source."""
    source_id(source)
    seen: set[str] = set()
    outcomes = []
    for item in items:
        outcomes.append(_outcome(source, item, sender, is_repeated=item.key in seen))
        seen.add(item.key)
    return outcomes


def _outcome(source: str, item: Item, sender: Sender, *, is_repeated: bool) -> Outcome:
    try:
        if is_repeated:
            remedy = "Send each key once a batch; the first one was taken."
            raise InvalidInputError("The batch states this key before.", remedy=remedy, data={"column": "key"})
        if item.fields is None:
            return Outcome(remove(item.kind, source, item.key, sender=sender, expected=Expected(anything=True)))
        return Outcome(put(item.kind, source, item.key, item.fields, sender=sender))
    except MdmError as error:
        return Outcome(error=error)
