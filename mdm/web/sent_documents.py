"""What a sender is told of its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from mdm.errors import MdmError
from mdm.pipeline.serving.batches import Item, Outcome
from mdm.pipeline.serving.online import Happening
from mdm.pipeline.serving.sending import SENTENCES, Sent
from mdm.syndicate.views import View
from mdm.web.problems import places_of, pointer_to

Json = dict[str, Any]

# To a client that sees some sources only, these would tell of records in the others.
_TELLING = frozenset({Happening.CREATED, Happening.JOINED, Happening.MERGED, Happening.SPLIT})
TAKEN = "taken"
TAKEN_SENTENCE = "The record was taken in."


def sent(one: Sent, view: View) -> Json:
    """What became of a record."""
    is_told = view.sources is None or one.happening not in _TELLING
    return {
        "source": one.source,
        "key": one.key,
        "version": one.number,
        "processing_state": "closed" if one.customer is None else "matched",
        "customer_id": one.customer,
        "happening": str(one.happening) if is_told else TAKEN,
        "why": (one.why if view.sources is None else SENTENCES[one.happening]) if is_told else TAKEN_SENTENCE,
        "is_held": one.is_held and view.sources is None,
        "joined": _joined(one, view),
        "quality": _quality(one),
    }


def _quality(one: Sent) -> Json | None:
    """Of what was sent and nothing else, so it tells the sender of no other record."""
    if one.score is None:
        return None
    return {"score": one.score, "findings": [asdict(finding) for finding in one.findings]}


def _joined(one: Sent, view: View) -> Json | None:
    found = one.joined
    if found is None or found.source is None or view.sources is not None:
        return None
    return {"by": found.by, "source": found.source, "key": found.key, "probability": found.probability}


def batch(source: str, items: Sequence[Item], outcomes: Sequence[Outcome], view: View) -> Json:
    """What became of each record of a batch, in its order."""
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
    return {"key": item.key, "status": error.status, "result": None, "problem": _problem(place, error)}


def _problem(place: int, error: MdmError) -> Mapping[str, Any]:
    above = pointer_to("records", place)
    if error.data.get("column") not in {None, "key"}:
        above += "/record"
    return {"code": error.code, "detail": error.message, "remedy": error.remedy, **places_of(error, above)}
