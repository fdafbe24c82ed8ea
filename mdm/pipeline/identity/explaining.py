"""Why two records are one customer, and how a customer came together, weighed again under the present model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mdm.catalogue.queries import catalogue, hidden_attributes
from mdm.match import queries as match
from mdm.match.concealment import concealed
from mdm.match.explanation import Explanation, explain
from mdm.records import AttributeKind
from mdm.resolve import queries as resolve


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties a record to its customer. `other` and `explanation` are there where it matched a record."""

    record: int
    by: str
    other: int | None
    explanation: Explanation | None


def ties(records: Sequence[int], *, sees_sensitive: bool = True) -> list[Tie]:
    """What ties each of these members to their customer, in their order, as the reader may see it."""
    found = resolve.ties_of(records)
    others = {other for _, other in found.values() if other is not None}
    if not others:
        return [Tie(one, found[one][0], None, None) for one in records if one in found]
    stored = match.columns_of(sorted({*records, *others})).columns
    rows = {int(one): position for position, one in enumerate(stored.ids)}
    model, hidden = match.active_model(), _hidden_kinds(sees_sensitive=sees_sensitive)

    def explained(record: int, other: int | None) -> Explanation | None:
        if other is None or record not in rows or other not in rows:
            return None
        return concealed(explain(model, stored.row(rows[record]), stored.row(rows[other])), hidden)

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
    return concealed(found, _hidden_kinds(sees_sensitive=sees_sensitive))


def _hidden_kinds(*, sees_sensitive: bool) -> frozenset[AttributeKind]:
    """The kinds of attribute of which one is compared that the reader may not see."""
    hidden, known = hidden_attributes(sees_sensitive=sees_sensitive), catalogue().attributes
    return frozenset(known[code].kind for code in hidden if known[code].is_matched)
