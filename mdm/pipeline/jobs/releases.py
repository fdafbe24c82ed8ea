"""Releasing held deliveries to the workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdm.grade.drift import RELEASED
from mdm.pipeline import starting
from mdm.pipeline.intake.holding import decide
from mdm.pipeline.jobs import running

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from mdm.jobs.models import Job


def release(batch: int, *, actor: AbstractBaseUser | None, reason: str) -> Job:
    """Have a held delivery loaded by the workers. Raises ConflictError where nothing of it waits."""
    decide(batch, RELEASED, actor, reason)
    return starting.start(running.RELEASE, {"batch": batch}, actor=actor)
