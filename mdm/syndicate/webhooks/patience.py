"""How long a delivery is tried, and a subscription borne with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

# Before the second, third … attempt; after the last the delivery is a dead letter.
PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 30, 120, 600, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
# Apart by up to a fifth, so that what failed together does not come back together.
_JITTER = 0.2

# A subscription that fails rests as a whole; one failure or two may be the message's own fault.
_RESTS_FROM = 3
_LONGEST_REST = timedelta(minutes=5)
# It is disabled when it failed so often and for so long without one success.
_MOST_FAILURES = 10
_LONGEST_OUTAGE = timedelta(hours=24)


def next_attempt(
    attempts: int, now: datetime, *, chance: float, pauses: Sequence[timedelta] = PAUSES
) -> datetime | None:
    """When to try again after so many attempts, None for never. `chance` is in 0…1."""
    if attempts > len(pauses):
        return None
    return now + pauses[attempts - 1] * (1 + _JITTER * (2 * chance - 1))


def rest(failures: int, now: datetime, *, pauses: Sequence[timedelta] = PAUSES) -> datetime | None:
    """Until when a subscription rests after so many failures in a row."""
    if failures < _RESTS_FROM:
        return None
    return now + min(pauses[min(failures - _RESTS_FROM, len(pauses) - 1)], _LONGEST_REST)


def is_hopeless(failures: int, failing_since: datetime | None, now: datetime) -> bool:
    """Whether to stop trying until a person looks."""
    return failing_since is not None and failures >= _MOST_FAILURES and now - failing_since >= _LONGEST_OUTAGE
