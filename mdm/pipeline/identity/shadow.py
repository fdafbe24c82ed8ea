"""Trying a model beside the one in force: the same keys, scores and groups, counted and not written.

It reads records, judgements and memberships as they stand, and writes tables of its own, which go when the job ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from mdm.cleanse.queries import last_revision
from mdm.ledger.actions import enter
from mdm.match import queries as match
from mdm.match.columns import Ids, positions_of
from mdm.match.drawing import draw, strata_of, weight_counts
from mdm.match.evaluation import Keyed
from mdm.match.model import MatchModel
from mdm.match.queries import Block
from mdm.match.runs import actions as runs_written
from mdm.match.scoring import probability_of, score_pairs
from mdm.match.shadow import actions as match_written
from mdm.match.shadow import queries as links
from mdm.match.yields import brought_by_rule, captures, fragile, sizes_by_rule
from mdm.pipeline.identity.grouping import Outcome, Standing, outcome_of, partition_of, standing_of
from mdm.pipeline.identity.matching import candidates
from mdm.pipeline.identity.questions import BETWEEN, WITHIN, between
from mdm.resolve import actions as resolve_written
from mdm.resolve import queries as resolve
from mdm.resolve.difference import Finding, difference, shown
from mdm.resolve.shadow import actions as shadow_written
from mdm.resolve.shadow import queries as shadow
from mdm.resolve.slices import same_customer, slices_of
from mdm.resolve.ties import sizes, weakest_ties

# A tie under this probability is weak.
WEAK = 0.99
SHOWN = 20
Counts = dict[str, Any]


def pair(job: int, model: MatchModel, chunk: Mapping[str, Any]) -> Counts:
    """Find the candidate pairs of a range of keys, rule by rule, so that it is known what each rule brings."""
    keyed = links.whole_blocks(chunk["first"], chunk["last"], sorted(model.rules_off))
    found = [_pairs_of_rule(keyed, rule, model) for rule in np.unique(keyed.rules).tolist()]
    empty = np.zeros(0, dtype=np.int64)
    low, high, masks = (
        np.concatenate([empty, *column]) for column in (zip(*found, strict=True) if found else ((), (), ()))
    )
    match_written.write_pairs(job, chunk["number"], chunk["buckets"], (low, high, masks))
    return {"found": len(low), "figures": {"rules": sizes_by_rule(keyed)}}


def _pairs_of_rule(keyed: Keyed, rule: int, model: MatchModel) -> tuple[Ids, Ids, Ids]:
    own = keyed.rules == rule
    block = Block(keyed.keys[own], keyed.records[own], np.ones(int(own.sum()), dtype=np.bool_))
    low, high, _ = candidates(block, model)
    return low, high, np.full(len(low), 1 << rule, dtype=np.int64)


def compare(job: int, model: MatchModel, bucket: int) -> Counts:
    """Score the pairs of a bucket, keep links and a random draw, and count everything else."""
    low, high, masks = links.pairs(job, bucket)
    columns = match.columns_of(np.union1d(low, high)).columns
    known = np.isin(low, columns.ids) & np.isin(high, columns.ids)
    low, high, masks = low[known], high[known], masks[known]
    scored = score_pairs(model, columns, positions_of(columns.ids, low), positions_of(columns.ids, high))
    is_certain = (scored.probability >= model.certain) & (scored.veto == 0)
    is_possible = scored.probability >= model.possible
    match_written.write_links(job, bucket, scored.take(is_possible), model.certain)
    stratum = strata_of(scored.probability, is_possible & (scored.veto != 0))
    runs_written.write_drawn(job, bucket, draw(scored, stratum, is_certain))
    strata = Counter(stratum.tolist())
    figures = {
        "pairs": {
            "compared": len(low), "possible": int((is_possible & ~is_certain).sum()),
            "certain": int(is_certain.sum()), "held_back": int((is_possible & (scored.veto != 0)).sum()),
        },
        "weights": weight_counts(scored.weight),
        "strata": {str(one): count for one, count in sorted(strata.items())},
        "rules": brought_by_rule(masks, is_certain),
        "captures": captures(masks, is_certain),
        "fragile": fragile(masks, is_certain),
    }  # fmt: skip
    return {"compared": len(low), "links": int(is_possible.sum()), "figures": figures}


def cut(job: int, size: int) -> int:
    """Cut all records into slices that no tie under the model crosses; returns how many slices."""
    match_written.analyse()
    if not resolve.slices(job):
        members, customers = resolve.all_memberships()
        ties = [links.certain_links(job), resolve.all_judged_matches(), same_customer(members, customers)]
        seeds = np.unique(np.concatenate((match.clean_records(), members)))
        resolve_written.write_slices(job, *slices_of(seeds, ties, size))
    return len(resolve.slices(job))


def regroup(job: int, version: int, number: int) -> Counts:
    """Group a slice as the model would, hold that against the present customers, and count what differs."""
    model = match.model_of(version)
    standing = standing_of(frozenset(resolve.slice_records(job, number)), partial(links.links_touching, job, version))
    found = partition_of(standing, model)
    outcome = outcome_of(standing, [cluster.tolist() for cluster in found.clusters()])
    differs = difference(standing.current, outcome.clusters, outcome.assignment, standing.links)
    ties = weakest_ties(outcome.clusters, standing.links)
    weak = _weak(outcome, standing, ties)
    shadow_written.write_members(job, outcome.customers)
    shadow_written.write_questions(job, [one for one in found.held if one.kind in WITHIN])
    shadow_written.write_findings(job, number, shown([*differs.findings, *weak]))
    figures = {
        "clusters": sizes(outcome.clusters),
        "ties": weight_counts(np.array(list(ties.values()))),
        "weak_ties": len(weak),
    }
    return {**differs.counts(), "figures": figures}


def _weak(outcome: Outcome, standing: Standing, ties: Mapping[int, float]) -> list[Finding]:
    """Clusters of three and more that hang together by a weak tie, the weakest first."""
    places = sorted((weight, place) for place, weight in ties.items() if len(outcome.clusters[place]) > 2)
    found = []
    for weight, place in places:
        probability = float(probability_of(np.array([weight]))[0])
        if probability < WEAK:
            cluster: Sequence[int] = outcome.clusters[place]
            present = sorted({str(standing.current[one]) for one in cluster if one in standing.current})
            detail = {"customers": present, "parts": [sorted(cluster)[:50]], "probability": probability}
            found.append(Finding("tie", weight, detail))
    return found


def ask(job: int, version: int, number: int) -> None:
    """Note what would be asked about the slice's customers and others, once it is known who would be who."""
    model, book = match.model_of(version), shadow.Book(job)
    records = frozenset(resolve.slice_records(job, number))
    standing = standing_of(records, partial(links.links_touching, job, version))
    customers = book.memberships(records)
    ends = shadow.asked_within(job, records, WITHIN)
    asked = {frozenset(customers[one] for one in pair) for pair in ends if customers.keys() >= pair}
    questions = between(standing, customers, asked, model.certain, book)
    shadow_written.write_questions(job, questions)


def close(job: int, version: int, counted: Mapping[str, Mapping[str, Any]]) -> Counts:
    """Keep the run's figures and examples with the model, and drop what the job kept for its own use."""
    opened, closed = shadow.against_open(job, sorted(BETWEEN | WITHIN))
    figures: Counts = {}
    for stage in ("pair", "compare", "regroup"):
        for name, value in counted.get(stage, {}).get("figures", {}).items():
            figures[name] = _with(figures[name], value) if name in figures else value
    names = ("merged", "split", "changed", "created", "retired")
    regrouped = counted.get("regroup", {})
    changes = {name: regrouped.get(name, 0) for name in names} | {"reviews_opened": opened, "reviews_closed": closed}
    figures |= {
        "changes": changes,
        "examples": {kind: shadow.findings(job, kind, SHOWN) for kind in ("merge", "split", "tie")},
        "beside": match.active_version(), "records": match.clean_count(), "waiting": match.unmatched_count(),
        "revision": last_revision(),
    }  # fmt: skip
    runs_written.keep(job, version, "shadow", figures)
    runs_written.thin_drawn(job)
    enter("model_tried", f"model:{version}", rule=f"model {version}", details={"job": job, **changes})
    clear(job)
    return changes


def _with(one: Mapping[str, Any], other: Mapping[str, Any]) -> Counts:
    """Counts of the same rules from two stages."""
    return {name: {**one.get(name, {}), **other.get(name, {})} for name in one.keys() | other.keys()}


def clear(job: int) -> None:
    """Drop what the job kept for its own use."""
    match_written.clear(job)
    shadow_written.clear(job)
    resolve_written.clear_slices(job)
