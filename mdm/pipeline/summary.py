"""What stands in the installation, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mdm.acquire import queries as acquire
from mdm.match.measures import Measures, measure
from mdm.resolve import queries as resolve
from mdm.steward.worklist import queries as worklist


@dataclass(frozen=True, slots=True)
class SourceCount:
    """A source system with its open records, and rejects that nobody has mended."""

    code: str
    label: str
    records: int
    rejects: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The installation's counts. `merged` is how many records fewer customers there are than records."""

    sources: tuple[SourceCount, ...]
    customers: int
    records_in_customers: int
    open_reviews: int

    @property
    def records(self) -> int:
        """Open records of all sources."""
        return sum(source.records for source in self.sources)

    @property
    def rejects(self) -> int:
        """Open rejects of all sources."""
        return sum(source.rejects for source in self.sources)

    @property
    def merged(self) -> int:
        """Records that found a customer already there."""
        return self.records_in_customers - self.customers


def summary() -> Summary:
    """Count sources, customers and open questions."""
    rejects = acquire.rejects_per_source()
    counted = [
        SourceCount(code, label, records, rejects.get(code, 0)) for code, label, records in acquire.records_per_source()
    ]
    customers, records = resolve.customer_count()
    return Summary(tuple(counted), customers, records, worklist.open_count())


def accuracy(truth: Mapping[tuple[str, str], str]) -> Measures:
    """The stored customers against the truth: (source code, key) → true customer. Only records in both count."""
    found = {place: entity for place, entity in resolve.customer_by_key().items() if place in truth}
    return measure([str(entity) for entity in found.values()], [truth[place] for place in found])
