"""Why two records are one customer, and how a customer came together, weighed again under the present model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mdm.catalogue.queries import catalogue, hidden_attributes
from mdm.match import queries as match
from mdm.match.concealment import concealed
from mdm.match.explanation import Explanation, explain
from mdm.resolve import queries as resolve


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties a record to its customer. `other` and `explanation` are there where it matched a record."""

    record: int
    by: str
    other: int | None
    explanation: Explanation | None


def ties(records: Sequence[int]) -> list[Tie]:
    """What ties each of these members to their customer, in their order."""
    found = resolve.ties_of(records)
    others = {other for _, other in found.values() if other is not None}
    stored = match.columns_of(sorted({*records, *others})).columns
    rows = {int(one): position for position, one in enumerate(stored.ids)}
    model = match.active_model()

    def explained(record: int, other: int | None) -> Explanation | None:
        if other is None or record not in rows or other not in rows:
            return None
        return explain(model, stored.row(rows[record]), stored.row(rows[other]))

    return [
        Tie(record, by, other, explained(record, other))
        for record, (by, other) in ((one, found[one]) for one in records if one in found)
    ]


def weighed(left: int, right: int, *, sees_sensitive: bool) -> Explanation | None:
    """Why these two are, might be, or are not one customer, as the reader may see it; None without a clean form."""
    stored = match.columns_of([left, right]).columns
    if len(stored) < 2:
        return None
    rows = dict(zip(stored.ids.tolist(), range(2), strict=True))
    found = explain(match.active_model(), stored.row(rows[left]), stored.row(rows[right]))
    known = catalogue().attributes
    hidden = hidden_attributes(sees_sensitive=sees_sensitive)
    return concealed(found, {known[code].kind for code in hidden if known[code].is_matched})
