"""One unit of work, one transaction; when two collide, the loser begins again."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

import structlog
from django.db import IntegrityError, OperationalError, connection, transaction

P = ParamSpec("P")
R = TypeVar("R")

log = structlog.get_logger(__name__)

_ATTEMPTS = 6
_PAUSE = 0.05
# serialization_failure, deadlock_detected, lock_not_available; unique_violation: two units opened the same row at once;
# foreign_key_violation: the night dropped a row that nobody had used until now.
_COLLISIONS = frozenset({"40001", "40P01", "55P03", "23505", "23503"})


@contextmanager
def rolled_back() -> Iterator[None]:
    """Try something within the transaction; nothing of it stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def unit_of_work(work: Callable[P, R]) -> Callable[P, R]:
    """Run in a transaction of its own and begin again after a collision with another unit of work.

    Inside a transaction that is already open the work becomes part of it, and collisions are the caller's.
    """

    @functools.wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return work(*args, **kwargs)
        for attempt in range(1, _ATTEMPTS):
            try:
                with transaction.atomic():
                    return work(*args, **kwargs)
            except (OperationalError, IntegrityError) as error:
                if getattr(error.__cause__, "sqlstate", None) not in _COLLISIONS:
                    raise
                log.info("unit_of_work_again", work=work.__name__, attempt=attempt)
                time.sleep(_PAUSE * attempt)
        with transaction.atomic():
            return work(*args, **kwargs)

    return run
