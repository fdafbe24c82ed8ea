"""What a sender is told of its facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mdm.errors import MdmError
from mdm.pipeline.facts.batches import Item, Outcome
from mdm.pipeline.facts.sending import SentFact
from mdm.syndicate.views import View
from mdm.web.problems import places_of, pointer_to

Json = dict[str, Any]


def sent(one: SentFact, view: View) -> Json:
    """What became of a fact. Whose it is can be told of a source's own record, and of those in sight."""
    is_told = one.record.source == one.source or view.sees_source(one.record.source)
    return {
        "source": one.source,
        "key": one.key,
        "version": one.number,
        "happening": str(one.happening),
        "record": one.record.as_json(),
        "customer_id": one.customer if is_told else None,
    }


def batch(source: str, items: Sequence[Item], outcomes: Sequence[Outcome], view: View) -> Json:
    """What became of each fact of a batch, in its order."""
    told = [
        _item(place, item, outcome, view) for place, (item, outcome) in enumerate(zip(items, outcomes, strict=True))
    ]
    taken = sum(outcome.sent is not None for outcome in outcomes)
    return {"source": source, "taken": taken, "refused": len(outcomes) - taken, "items": told}


def _item(place: int, item: Item, outcome: Outcome, view: View) -> Json:
    if outcome.sent:
        status = 201 if outcome.sent.is_new else 200
        return {"key": item.key, "status": status, "result": sent(outcome.sent, view), "problem": None}
    error = outcome.error
    assert error is not None  # noqa: S101 - an outcome has one of the two
    return {"key": item.key, "status": error.status, "result": None, "problem": _problem(place, item, error)}


def _problem(place: int, item: Item, error: MdmError) -> Json:
    above = pointer_to("items", place, *([str(item.kind)] if error.data.get("column") not in {None, "key"} else []))
    return {"code": error.code, "detail": error.message, "remedy": error.remedy, **places_of(error, above)}
