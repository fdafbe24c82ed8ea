"""Judgements that contradict each other: a chain of matches whose ends were judged apart.

Nothing in the data says which of them is wrong, so all matches along the way lose their force, the records fall
back on what their own evidence says, the no-match stands, and a person is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mdm.resolve.pairs import Ints, components

Steps = dict[int, set[int]]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two nodes judged apart, and the shortest chain of matches between them, both ends included."""

    left: int
    right: int
    path: tuple[int, ...]


def _distances(steps: Steps, start: int) -> dict[int, int]:
    distance, frontier = {start: 0}, [start]
    while frontier:
        reached = []
        for node in frontier:
            for other in steps[node]:
                if other not in distance:
                    distance[other] = distance[node] + 1
                    reached.append(other)
        frontier = reached
    return distance


def _shortest(steps: Steps, to_end: dict[int, int], start: int, tiebreak: Ints) -> tuple[int, ...]:
    path = [start]
    while to_end[path[-1]]:
        nearer = [one for one in steps[path[-1]] if to_end[one] == to_end[path[-1]] - 1]
        path.append(min(nearer, key=lambda one: int(tiebreak[one])))
    return tuple(path)


def _edges_between(steps: Steps, start: int, end: int) -> set[tuple[int, int]]:
    """The edges to drop until no path is left: those of all shortest paths, then of the next shortest, and so on."""
    steps = {node: set(others) for node, others in steps.items()}
    dropped: set[tuple[int, int]] = set()
    while end in (from_start := _distances(steps, start)):
        to_end = _distances(steps, end)
        length = from_start[end]
        on_path = [
            (node, other)
            for node in from_start
            for other in steps[node]
            if from_start[node] + 1 + to_end[other] == length
        ]
        for node, other in on_path:
            steps[node].discard(other)
            steps[other].discard(node)
            dropped.add((min(node, other), max(node, other)))
    return dropped


def _steps(low: Ints, high: Ints) -> Steps:
    steps: Steps = {}
    for one, other in zip(low.tolist(), high.tolist(), strict=True):
        steps.setdefault(one, set()).add(other)
        steps.setdefault(other, set()).add(one)
    return steps


def settle(
    match: tuple[Ints, Ints], no_match: tuple[Ints, Ints], tiebreak: Ints
) -> tuple[tuple[Ints, Ints], tuple[Contradiction, ...]]:
    """The matches that keep their force, and the contradictions found. Each pair stands low before high."""
    label = components(len(tiebreak), *match)
    broken = label[no_match[0]] == label[no_match[1]]
    if not broken.any():
        return match, ()
    concerned = np.isin(label[match[0]], label[no_match[0][broken]])
    steps = _steps(match[0][concerned], match[1][concerned])
    found, dropped = [], set[tuple[int, int]]()
    for pair in zip(no_match[0][broken].tolist(), no_match[1][broken].tolist(), strict=True):
        start, end = sorted(pair, key=lambda one: int(tiebreak[one]))
        found.append(Contradiction(*pair, _shortest(steps, _distances(steps, end), start, tiebreak)))
        dropped |= _edges_between(steps, start, end)
    kept = np.array(
        [pair not in dropped for pair in zip(match[0].tolist(), match[1].tolist(), strict=True)], dtype=bool
    )
    return (match[0][kept], match[1][kept]), tuple(found)
