"""Grouping as pure reading: what stands around some records, the clusters it makes, and which customer each is.

Regrouping writes what comes of it; a shadow run of a model that is not in force only counts it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from mdm.match import queries as match
from mdm.match.model import MatchModel
from mdm.match.queries import LinkRows
from mdm.pipeline.identity.evidence import evidence
from mdm.records import new_customer_id
from mdm.resolve import queries
from mdm.resolve.clusters import Partition, partition
from mdm.resolve.identity import NO_WISH, Assignment, Wish, assign_identities
from mdm.resolve.links import Judgements, Links
from mdm.resolve.queries import RecordFacts
from mdm.resolve.reasons import Link

SIZE_LIMIT = 50

ReadLinks = Callable[[Sequence[int]], LinkRows]


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that regrouping looks at: records with their sources, links that hold, live judgements."""

    records: frozenset[int]
    open_records: tuple[RecordFacts, ...]
    links: tuple[Link, ...]
    judgements: tuple[tuple[int, int, str], ...]
    current: Mapping[int, UUID]
    sources: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who is who from now on: clusters of records, the id of each, and the customer of every record.

    `born` are ids that never stood before.
    """

    clusters: Sequence[Sequence[int]]
    entities: Sequence[UUID]
    assignment: Assignment
    born: frozenset[UUID]
    customers: Mapping[int, UUID]


def standing_of(records: frozenset[int], read_links: ReadLinks = match.links_touching) -> Standing:
    """What is known of these records; the links are those that hold, or those that another reader gives."""
    facts = queries.record_facts(records)
    open_records = tuple(one for one in facts if one.kind is not None)
    found = read_links([one.record for one in open_records])
    columns = (found.low, found.high, found.probability, found.weight, found.veto, found.model_version)
    return Standing(
        records=records,
        open_records=open_records,
        links=tuple(Link(*row) for row in zip(*(column.tolist() for column in columns), strict=True)),
        judgements=tuple(queries.live_judgements(records)),
        current={one.record: one.customer for one in facts if one.customer is not None},
        sources={one.record: one.source for one in facts},
    )


def partition_of(standing: Standing, model: MatchModel) -> Partition:
    """The clusters of the records, and what people must decide."""
    within = {one.record for one in standing.open_records}
    links = Links.of(
        (one.low, one.high, one.probability, one.weight, one.veto)
        for one in standing.links
        if one.low in within and one.high in within
    )
    judged = ((low, high, verdict) for low, high, verdict in standing.judgements if low in within and high in within)
    return partition(
        np.array([one.record for one in standing.open_records], dtype=np.int64),
        links,
        Judgements.of(judged),
        tiebreak=np.array([one.stable for one in standing.open_records], dtype=np.int64),
        certain=model.certain,
        possible=model.possible,
        size_limit=SIZE_LIMIT,
        evidence=evidence(model),
    )


def outcome_of(standing: Standing, clusters: Sequence[Sequence[int]], wish: Wish = NO_WISH) -> Outcome:
    """Which customer each cluster is; an id is made up for those that are new."""
    former = {one.record: one.former for one in standing.open_records if one.former}
    known = {*standing.current.values(), *(entity for entities in former.values() for entity in entities)}
    stable = {one.record: one.stable for one in standing.open_records}
    facts = queries.entity_facts(known)
    assignment = assign_identities(clusters, standing.current, facts, stable=stable, former=former, wish=wish)
    entities = tuple(one or new_customer_id() for one in assignment.entities)
    named = list(zip(entities, assignment.entities, clusters, strict=True))
    return Outcome(
        clusters=clusters,
        entities=entities,
        assignment=assignment,
        born=frozenset(entity for entity, known, _ in named if known is None),
        customers={record: entity for entity, _, cluster in named for record in cluster},
    )
