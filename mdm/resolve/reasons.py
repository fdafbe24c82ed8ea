"""Why a record belongs to its customer: the strongest link to another member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from mdm.records import Verdict


class Link(NamedTuple):
    """A scored pair with the model that scored it. Weight in bits."""

    low: int
    high: int
    probability: float
    weight: float
    veto: int
    model: int


def joins(
    clusters: Sequence[Sequence[int]], links: Iterable[Link], judgements: Iterable[tuple[int, int, str]]
) -> dict[int, Mapping[str, Any]]:
    """Per record what brought it to its cluster: a person's judgement, else its strongest link to a fellow member.

    A record alone, or held by the sum of weak evidence only, has neither and says so.
    """
    place = {record: number for number, records in enumerate(clusters) for record in records}
    how: dict[int, Mapping[str, Any]] = {
        record: {"by": "alone" if len(records) == 1 else "group"} for records in clusters for record in records
    }
    for link in sorted(links, key=lambda one: (one.weight, one.low, one.high)):
        if place.get(link.low, -1) == place.get(link.high, -2):
            for record, other in ((link.low, link.high), (link.high, link.low)):
                how[record] = {
                    "by": "match",
                    "record": other,
                    "weight": round(link.weight, 3),
                    "probability": round(link.probability, 6),
                    "model": link.model,
                }
    for low, high, verdict in judgements:
        if verdict == Verdict.MATCH and place.get(low, -1) == place.get(high, -2):
            how[low], how[high] = {"by": "judgement", "record": high}, {"by": "judgement", "record": low}
    return how
