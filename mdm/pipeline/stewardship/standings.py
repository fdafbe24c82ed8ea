"""How things stood when somebody looked, so that an act is refused where they have moved on since, and says how."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mdm.catalogue.queries import catalogue
from mdm.cleanse import queries as clean
from mdm.match import queries as match
from mdm.resolve import queries as resolve
from mdm.resolve.judging import queries as judging
from mdm.steward.pins import queries as pins
from mdm.survive import queries as survive


@dataclass(frozen=True, slots=True)
class Standing:
    """What an act on these records depends on.

    `customers`: per customer its golden version and its members. `revisions`: of the records' clean forms.
    `judgements`, `pins`: ids of the live ones. `rules`: versions of match model, policy and catalogue. `mass`: of what
    is too much to list, the fingerprint.
    """

    customers: Mapping[str, tuple[int, tuple[int, ...]]]
    revisions: Mapping[str, int]
    judgements: tuple[int, ...]
    pins: tuple[int, ...]
    rules: tuple[int, ...]
    mass: str = ""

    @property
    def entities(self) -> list[UUID]:
        """The customers."""
        return [UUID(one) for one in self.customers]

    @property
    def records(self) -> set[int]:
        """The records of these customers."""
        return {record for _, members in self.customers.values() for record in members}

    def as_json(self) -> dict[str, Any]:
        """The stored form."""
        return {
            "customers": {entity: [number, list(members)] for entity, (number, members) in self.customers.items()},
            "revisions": dict(self.revisions),
            "judgements": list(self.judgements),
            "pins": list(self.pins),
            "rules": list(self.rules),
            "mass": self.mass,
        }


def standing_from(stored: Mapping[str, Any]) -> Standing:
    """Inverse of `Standing.as_json`."""
    return Standing(
        customers={entity: (number, tuple(members)) for entity, (number, members) in stored["customers"].items()},
        revisions=dict(stored["revisions"]),
        judgements=tuple(stored["judgements"]),
        pins=tuple(stored["pins"]),
        rules=tuple(stored["rules"]),
        mass=stored.get("mass", ""),
    )


def standing_of(records: Collection[int]) -> Standing:
    """How things stand with these records and their customers now."""
    members = resolve.members(set(resolve.memberships(records).values()))
    numbers = survive.present_numbers(list(members))
    return Standing(
        customers={str(one): (numbers.get(one, 0), tuple(members[one])) for one in sorted(members)},
        revisions={str(record): revision for record, revision in clean.revisions(records).items()},
        judgements=tuple(judging.live_ids(records)),
        pins=tuple(pin.pk for pin in pins.live_pins(records)),
        rules=rules_now(),
    )


def rules_now() -> tuple[int, ...]:
    """The versions of match model, survivorship policy and catalogue in force."""
    return (match.active_version(), survive.active_policy().version, catalogue().version)


def moved_on(before: Standing, now: Standing) -> list[str]:
    """What is not as it was, in sentences; none where all is."""
    found = [
        _customer(entity, before.customers.get(entity), now.customers.get(entity))
        for entity in sorted(before.customers.keys() | now.customers.keys())
        if before.customers.get(entity) != now.customers.get(entity)
    ]
    pairs = (
        (before.revisions, now.revisions, "A source record has new values."),
        (before.judgements, now.judgements, "Somebody judged records of these customers."),
        (before.pins, now.pins, "A pin was set, taken back or ended."),
        (before.rules, now.rules, "The match model, the survivorship policy or the catalogue has a new version."),
        (before.mass, now.mass, "Records that it is about have moved on, or their customers have changed."),
    )
    return [*found, *(sentence for one, other, sentence in pairs if one != other)]


def _customer(entity: str, before: tuple[int, tuple[int, ...]] | None, now: tuple[int, tuple[int, ...]] | None) -> str:
    if before is None:
        return f"Customer {entity} belongs to it now."
    if now is None:
        return f"Customer {entity} is no more, or belongs to it no more."
    if before[1] != now[1]:
        return f"Customer {entity} has {len(now[1])} source records; it had {len(before[1])}, or others."
    return f"Customer {entity} has golden version {now[0]}; it had {before[0]}."
