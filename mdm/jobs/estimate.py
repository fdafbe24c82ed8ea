"""How far a job is and how long it will still take, and what its chunks add up to. Time is an argument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Under this share the extrapolation says more about the first chunk than about the job.
LEAST_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class StageProgress:
    """One stage of a job: chunks done of those planned, and the seconds that workers spent on the done ones."""

    name: str
    label: str
    weight: float
    is_past: bool
    done: int = 0
    total: int = 0
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """From 0 to 1. A stage that was passed without a chunk is whole."""
        if self.is_past:
            return 1.0
        return self.done / self.total if self.total else 0.0


def overall_share(stages: Sequence[StageProgress]) -> float:
    """The weighted share of the whole, from 0 to 1."""
    weight = sum(stage.weight for stage in stages)
    return sum(stage.weight * stage.share for stage in stages) / weight if weight else 0.0


def remaining_seconds(stages: Sequence[StageProgress], *, workers: int) -> float | None:
    """What is left, at the pace of what was done, shared by as many workers as are at it. None while too early.

    It counts work, not the clock: a job that lay still for a night is not slower for it.
    """
    share = overall_share(stages)
    spent = sum(stage.seconds for stage in stages)
    if share < LEAST_SHARE or not spent:
        return None
    return spent * (1 - share) / share / max(1, workers)


def weights_from(results: Iterable[Mapping[str, Any]], declared: Mapping[str, float]) -> dict[str, float]:
    """The stages' weights: the seconds they took in the busiest of these finished jobs, else the declared ones.

    None falls under LEAST_SHARE: what took no time when nothing was new may be the bulk of the next run.
    """
    past = [{name: float(result.get(name, {}).get("seconds", 0)) for name in declared} for result in results]
    busiest = max(past, key=lambda seconds: sum(seconds.values()), default={})
    least = sum(busiest.values()) * LEAST_SHARE
    return {name: max(spent, least) for name, spent in busiest.items()} if least else dict(declared)


def summed(results: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Chunks' results as one: numbers add up, mappings by key, of anything else the last one stays."""
    total: dict[str, Any] = {}
    for result in results:
        for name, value in result.items():
            total[name] = _added(total[name], value) if name in total else value
    return total


def _added(one: Any, other: Any) -> Any:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return summed((one, other))
    if _is_number(one) and _is_number(other):
        return one + other
    return other


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
