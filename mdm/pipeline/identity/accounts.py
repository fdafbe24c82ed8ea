"""Accounts of who is who, for people: how a customer came together, why two records are one, and why they are not."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from mdm.acquire import queries as acquire
from mdm.errors import NotFoundError
from mdm.match import queries as match
from mdm.match.explanation import Explanation
from mdm.pipeline.identity.explaining import ties, weighed
from mdm.records import Verdict, Zone
from mdm.resolve import queries as resolve
from mdm.syndicate import queries as syndicate
from mdm.syndicate.profiles import Place


@dataclass(frozen=True, slots=True)
class Member:
    """A source record of a customer, what ties it there, and the record it matched, if it matched one."""

    place: Place
    by: str
    other: Place | None
    explanation: Explanation | None


@dataclass(frozen=True, slots=True)
class History:
    """How a customer came together. `asked` is the id asked for, which a merge may have led to `customer`."""

    asked: UUID
    customer: UUID
    model_version: int
    members: tuple[Member, ...]

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "asked": str(self.asked),
            "customer": str(self.customer),
            "model_version": self.model_version,
            "members": [
                {**asdict(one), "explanation": one.explanation.as_json() if one.explanation else None}
                for one in self.members
            ],
        }


@dataclass(frozen=True, slots=True)
class Between:
    """Two source records: the customer of each, what weighs between them, and what decided, in sentences."""

    left: Place
    right: Place
    customers: tuple[UUID | None, UUID | None]
    explanation: Explanation
    reasons: tuple[str, ...]

    @property
    def is_one(self) -> bool:
        """Whether they are one customer today."""
        return self.customers[0] is not None and self.customers[0] == self.customers[1]

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "left": self.left,
            "right": self.right,
            "customers": [str(one) if one else None for one in self.customers],
            "is_one": self.is_one,
            "reasons": self.reasons,
            "explanation": self.explanation.as_json(),
        }


def history(asked: UUID) -> History:
    """How the customer came together, as it is today. Raises NotFoundError."""
    entity = resolve.resolve_id(asked)
    records = resolve.members([entity.id]).get(entity.id, []) if entity else []
    if entity is None or not records:
        raise NotFoundError("No customer answers to this id.", remedy="Look the customer up by a source and its key.")
    found = ties(records)
    places = syndicate.places_of({*records, *(one.other for one in found if one.other is not None)})
    members = tuple(
        Member(places[one.record], one.by, places.get(one.other) if one.other else None, one.explanation)
        for one in found
    )
    return History(asked, entity.id, match.active_version(), members)


def between(left: Place, right: Place) -> Between:
    """Why these two source records are, or are not, one customer. Raises NotFoundError."""
    one, other = _record(left), _record(right)
    explanation = weighed(one, other, sees_sensitive=True)
    if explanation is None:
        raise NotFoundError(
            "One of the records can't be compared: it is closed, or it could not be cleansed.",
            remedy="Look at the record in its source, or give two different records.",
        )
    homes = resolve.memberships([one, other])
    customers = homes.get(one), homes.get(other)
    verdicts = [verdict for low, high, verdict in resolve.live_judgements([one]) if {low, high} == {one, other}]
    is_one = customers[0] is not None and customers[0] == customers[1]
    return Between(left, right, customers, explanation, tuple(_reasons(explanation, verdicts, is_one=is_one)))


def _record(place: Place) -> int:
    found = acquire.find_record(place.source, place.key)
    if found is None:
        raise NotFoundError(f"Source system '{place.source}' knows no record under that key.", data=place._asdict())
    return found


_APART = {
    Zone.NONE: "The probability is below possible, so nobody is asked about them either.",
    Zone.POSSIBLE: "The probability is possible, not certain: a person is asked, and until then they stay apart.",
    Zone.CERTAIN: "Between the two alone it would be certain. All pairs between their groups together speak against "
    "it, or the group would grow beyond what joins by itself, or the nightly job has not seen them yet.",
}
_TOGETHER = {
    Zone.NONE: "Between the two alone nothing ties them: other records of the customer tie both.",
    Zone.POSSIBLE: "Between the two alone it would be a question: other records of the customer tie both.",
    Zone.CERTAIN: "Between the two alone it is certain.",
}


def _reasons(found: Explanation, verdicts: list[str], *, is_one: bool) -> list[str]:
    """What decided, the strongest first."""
    if Verdict.MATCH in verdicts:
        return ["A judgement says that they are one customer; it outranks every score."]
    if Verdict.NO_MATCH in verdicts:
        return ["A judgement says that they are two customers; it outranks every score."]
    reasons = [(_TOGETHER if is_one else _APART)[found.zone]]
    if not is_one and found.veto_sentence:
        reasons.append(f"Held back whatever else agrees: {found.veto_sentence}")
    if not is_one and not found.shared_keys:
        reasons.append("They share no blocking key, so the nightly job never compares them.")
    return reasons
