"""The rules of the desk, as a table that is read aloud: due dates, second reviews, limits, what is at stake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

AUTOMATIC = "automatic"
# What is asked to measure a match model.
SAMPLE = "sample"
# What, of what, how much. An installation's own lines stand before these.
DEFAULTS: tuple[tuple[str, str, float], ...] = (
    ("due_days", "1", 2),
    ("due_days", "2", 5),
    ("due_days", "3", 10),
    ("due_days", "4", 30),
    ("lease_minutes", "", 15),
    ("second_share", "possible_match", 0.05),
    ("second_share", "vetoed_match", 0.1),
    ("second_share", "over_merge", 0.1),
    ("second_most", "possible_match", 10),
    ("second_most", "vetoed_match", 10),
    ("second_most", "over_merge", 10),
    ("second_most", AUTOMATIC, 5),
    ("identifier_limit", "national", 1),
    ("identifier_limit", "register", 1),
    ("identifier_limit", "tax", 2),
    ("identifier_limit", "vat", 2),
    ("identifier_limit", "passport", 3),
    ("value_attribute", "employee_count", 2),
)
# By law a request about personal data is answered within a month (GDPR, article 12 (3)); no rule moves that.
PRIVACY_DAYS = 30
_LAST_PRIORITY_DAYS = 30.0


@dataclass(frozen=True, slots=True)
class Worth:
    """What a customer is worth by, told as [kind:]attribute[=value]: a number's tenfolds, or that it has that value.

    Such as employee_count, organisation:turnover, segment=A, person:segment=gold.
    """

    kind: str
    attribute: str
    value: str

    @classmethod
    def of(cls, line: str) -> Worth:
        """The parts of the line, without blanks around them."""
        kind, colon, rest = line.rpartition(":")
        attribute, _, value = rest.partition("=")
        return cls(kind.strip() if colon else "", attribute.strip(), value.strip().casefold())


@dataclass(frozen=True, slots=True)
class DeskRules:
    """The lines in force, by what and of what."""

    lines: Mapping[tuple[str, str], float]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, float]]) -> DeskRules:
        """The rows of an installation, before the shipped ones. Of values at stake only the rows' count, if any."""
        own = {(what, of): amount for what, of, amount in rows}
        named = {what for what, _ in own if what == "value_attribute"}
        shipped = {(what, of): amount for what, of, amount in DEFAULTS if what not in named}
        return cls(MappingProxyType(shipped | own))

    def due_days(self, priority: int) -> float:
        return self.lines.get(("due_days", str(priority)), _LAST_PRIORITY_DAYS)

    @property
    def lease(self) -> timedelta:
        return timedelta(minutes=self.lines["lease_minutes", ""])

    def second_share(self, kind: str) -> float:
        """Which share of a kind's decisions is reviewed again, 0 to 1."""
        return self.lines.get(("second_share", kind), 0.0)

    def second_most(self, kind: str) -> int:
        return int(self.lines.get(("second_most", kind), 0))

    def _all(self, wanted: str) -> dict[str, float]:
        return {of: amount for (what, of), amount in self.lines.items() if what == wanted and amount > 0}

    @property
    def shares(self) -> dict[str, float]:
        """By kind, where there is a share."""
        return self._all("second_share")

    @property
    def identifier_limits(self) -> dict[str, int]:
        """By authority, how many different live values a customer may have."""
        return {of: int(amount) for of, amount in self._all("identifier_limit").items()}

    @property
    def values(self) -> dict[str, float]:
        """Points at stake by line: for each tenfold of a number, or for a value. `Worth` reads the line."""
        return self._all("value_attribute")
