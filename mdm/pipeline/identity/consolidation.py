"""What a regrouping adds to the counts of scorecards: members and customers of each source, and of all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from mdm.grade.cards import ALL, Consolidation
from mdm.pipeline.identity.grouping import Outcome, Standing


def consolidated(standing: Standing, outcome: Outcome) -> dict[int, Consolidation]:
    """By source what there is more now than before; sources for which that is nothing are left out.

    All members of every customer concerned are among the records.
    """
    before, now = _counted(standing.current, standing.sources), _counted(outcome.customers, standing.sources)
    added = {
        source: tuple(one - other for one, other in zip(now[source], before[source], strict=True))
        for source in before.keys() | now.keys()
    }
    return {source: Consolidation(*counts) for source, counts in added.items() if any(counts)}


def _counted(customers: Mapping[int, UUID], sources: Mapping[int, int]) -> defaultdict[int, tuple[int, int, int]]:
    """By source, and under ALL, how many members, customers, and customers that another source knows too."""
    of_customer: defaultdict[UUID, list[int]] = defaultdict(list)
    for record, customer in customers.items():
        of_customer[customer].append(sources[record])
    found: defaultdict[int, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for members in of_customer.values():
        own = set(members)
        for source in own | {ALL}:
            records, count, elsewhere = found[source]
            more = len(members) if source == ALL else members.count(source)
            found[source] = records + more, count + 1, elsewhere + (len(own) > 1)
    return found
