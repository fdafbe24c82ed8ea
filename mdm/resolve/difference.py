"""What another grouping would do to the customers there are: who would merge, split or change, with examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

from mdm.resolve.identity import Assignment
from mdm.resolve.reasons import Link

# Of each kind and slice; of these the lowest places of all slices are shown.
MOST_EXAMPLES, MOST_RECORDS = 10, 50


@dataclass(frozen=True, slots=True)
class Finding:
    """One example. Places are random but the same every time; of weak ties the weakest comes first."""

    kind: str
    place: float
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """How many customers would be absorbed, fall apart, have other records than now, begin, or end."""

    merged: int
    split: int
    changed: int
    created: int
    retired: int
    findings: tuple[Finding, ...]

    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("merged", "split", "changed", "created", "retired")}


def difference(
    current: Mapping[int, UUID], clusters: Sequence[Sequence[int]], assignment: Assignment, links: Sequence[Link]
) -> Difference:
    """Hold clusters, with the customers they would be, against the present customers of the records."""
    lived = set(current.values())
    before: dict[UUID, set[int]] = defaultdict(set)
    for record, customer in current.items():
        before[customer].add(record)
    after = {frozenset(cluster) for cluster in clusters}
    findings = [*_merges(current, clusters, links), *_splits(before, clusters, assignment, links)]
    return Difference(
        merged=len(assignment.redirects.keys() & lived),
        split=len(assignment.split),
        changed=sum(frozenset(records) not in after for records in before.values()),
        created=sum(one not in lived for one in assignment.entities),
        retired=len(assignment.retired),
        findings=tuple(sorted(findings, key=lambda one: (one.kind, one.place))),
    )


def _merges(current: Mapping[int, UUID], clusters: Sequence[Sequence[int]], links: Sequence[Link]) -> Iterator[Finding]:
    for cluster in clusters:
        parts: dict[UUID, list[int]] = defaultdict(list)
        for record in cluster:
            if record in current:
                parts[current[record]].append(record)
        if len(parts) > 1:
            yield Finding("merge", _place(cluster), _detail(parts, links))


def _splits(
    before: Mapping[UUID, set[int]], clusters: Sequence[Sequence[int]], assignment: Assignment, links: Sequence[Link]
) -> Iterator[Finding]:
    if not assignment.split:
        return
    cluster_of = {record: place for place, cluster in enumerate(clusters) for record in cluster}
    for customer in assignment.split:
        parts: dict[int, list[int]] = defaultdict(list)
        for record in sorted(before[customer]):
            if record in cluster_of:
                parts[cluster_of[record]].append(record)
        yield Finding(
            "split", _place(sorted(before[customer])), {**_detail(parts, links), "customers": [str(customer)]}
        )


def _detail(parts: Mapping[Any, Sequence[int]], links: Sequence[Link]) -> dict[str, Any]:
    """The parts with their records, and the strongest link between two of them."""
    part_of = {record: name for name, records in parts.items() for record in records}
    crossing = [one for one in links if part_of.get(one.low, one.low) != part_of.get(one.high, one.high)
                and one.low in part_of and one.high in part_of]  # fmt: skip
    detail: dict[str, Any] = {
        "customers": [str(name) for name in parts],
        "parts": [sorted(records)[:MOST_RECORDS] for records in parts.values()],
    }
    if crossing:
        loudest = max(crossing, key=lambda one: (one.weight, one.low, one.high))
        detail["link"] = {"low": loudest.low, "high": loudest.high, "probability": loudest.probability}
    return detail


def _place(records: Sequence[int]) -> float:
    told = ",".join(str(one) for one in sorted(records)).encode()
    return int.from_bytes(blake2b(told, digest_size=6).digest(), "big") / 2**48


def shown(findings: Sequence[Finding]) -> list[Finding]:
    """The first of each kind."""
    taken: dict[str, int] = defaultdict(int)
    kept = []
    for one in findings:
        taken[one.kind] += 1
        if taken[one.kind] <= MOST_EXAMPLES:
            kept.append(one)
    return kept
