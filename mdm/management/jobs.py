"""Jobs as lines of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mdm.jobs import queries
from mdm.management.watching import duration

LISTED = "{:>6}  {:<10} {:<10} {:>6}  {:<17} {:<14} {}"
# Every stage has these; they stand at the end of its line.
COMMON_COUNTS = ("chunks", "seconds")
# Told by manage.py models report.
UNTOLD = ("figures",)


def list_lines(limit: int) -> list[str]:
    """A heading and a line for each of the latest jobs."""
    lines = [LISTED.format("job", "kind", "state", "done", "started (UTC)", "took", "problem")]
    for job in queries.latest_jobs(limit):
        now = queries.progress(job.pk)
        began, took = f"{job.started_at:%Y-%m-%d %H:%M}", duration(now.elapsed)
        lines.append(LISTED.format(job.pk, job.kind, job.state, f"{now.share:.0%}", began, took, job.problem))
    return [line.rstrip() for line in lines]


def job_lines(job_id: int) -> list[str]:
    """All that is known of one job."""
    now = queries.progress(job_id)
    lines = [f"Job {now.job} ({now.kind}): {now.state}, {now.share:.0%} after {duration(now.elapsed)}"]
    if now.remaining is not None:
        lines[0] += f", about {duration(now.remaining)} left"
    if now.problem:
        lines.append(f"Problem: {now.problem}")
    lines += [f"  {stage.label}: {stage.done} of {stage.total} chunks" for stage in now.stages if stage.total]
    return lines + result_lines(job_id)


def result_lines(job_id: int) -> list[str]:
    """What an ended job counted, a line for each stage that had work."""
    job = queries.job(job_id)
    return [
        f"  {stage['label']}: {_counts(job.result[stage['name']])}"
        for stage in job.stages
        if stage["name"] in job.result
    ]


def _counts(of_stage: Mapping[str, Any]) -> str:
    own = [
        f"{name.replace('_', ' ')} {_shown(value)}"
        for name, value in of_stage.items()
        if name not in (*COMMON_COUNTS, *UNTOLD)
    ]
    return ", ".join([*own, f"{of_stage.get('seconds', 0):.1f} s"])


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "(" + ", ".join(f"{name} {_shown(inner)}" for name, inner in value.items()) + ")"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
