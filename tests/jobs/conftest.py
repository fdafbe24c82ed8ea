from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mdm.models import Job
from mdm.pipeline import starting
from mdm.pipeline.jobs import running, working
from mdm.pipeline.stages import Stage


class Trial:
    """A kind of job whose chunks only note that they ran. `before` is called with (stage, number) as a chunk runs."""

    KIND = "trial"

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {"first": 3, "second": 2}
        self.before: Callable[[str, int], None] = lambda *_: None
        self.ran: Counter[tuple[str, int]] = Counter()
        self.planned: Counter[str] = Counter()
        self._lock = threading.Lock()

    def stages(self) -> tuple[Stage, ...]:
        return tuple(self._stage(name, size) for name, size in self.sizes.items())

    def started(self, **sizes: int) -> Job:
        """A job of these stages, the first one planned."""
        self.sizes = sizes or {"only": 1}
        job = running.start(self.KIND)
        working.work_one("planner")
        return job

    def _stage(self, name: str, size: int) -> Stage:
        def plan(job: Any) -> list[dict[str, int]]:
            with self._lock:
                self.planned[name] += 1
            return [{"number": number} for number in range(1, size + 1)]

        def run(job: Any, payload: Any) -> dict[str, Any]:
            self.before(name, payload["number"])
            with self._lock:
                self.ran[name, payload["number"]] += 1
            return {"records": 10, "by_kind": {"person": payload["number"]}}

        return Stage(name=name, label=f"The {name} stage", plan=plan, run=run)

    def every_chunk(self) -> set[tuple[str, int]]:
        return {(name, number) for name, size in self.sizes.items() for number in range(1, size + 1)}


@pytest.fixture
def knocks(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """No broker here: what was knocked for."""
    heard: list[int | None] = []
    for module in (starting, running):
        monkeypatch.setattr(module, "knock", lambda wanted=None: heard.append(wanted))
    return heard


@pytest.fixture
def trial(knocks: list[int | None], monkeypatch: pytest.MonkeyPatch) -> Iterator[Trial]:
    kind = Trial()
    monkeypatch.setitem(running.KINDS, Trial.KIND, kind.stages)
    return kind
