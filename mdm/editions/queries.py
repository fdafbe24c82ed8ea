"""What a process remembers of what is declared, and the look that tells whether it still holds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from mdm import prepared

V = TypeVar("V")

_MOST_KEPT = 1000


@dataclass(slots=True)
class _Look:
    is_due: bool = True
    edition: UUID | None = None


_look: ContextVar[_Look | None] = ContextVar("look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Within it the edition is looked at once, when it is first needed: a request sees one state of what is declared.

    Whoever waits within it for others looks again afterwards.
    """
    if _look.get() is not None:
        yield
        return
    token = _look.set(_Look())
    try:
        yield
    finally:
        _look.reset(token)


def look_again() -> None:
    """See what was declared meanwhile: after waiting for a lock."""
    look = _look.get()
    if look is not None:
        look.is_due = True


def edition() -> UUID | None:
    """The edition as it stands, or stood at this request's one look; None before anything was declared."""
    look = _look.get()
    if look is None:
        return _stored()
    if look.is_due:
        look.edition, look.is_due = _stored(), False
    return look.edition


def _stored() -> UUID | None:
    found = prepared.rows("SELECT token FROM mdm_edition", ())
    return found[0][0] if found else None


class Memory(Generic[V]):
    """What this process has read under the present edition, by key."""

    def __init__(self) -> None:
        self._kept: tuple[UUID | None, dict[Hashable, V]] = None, {}

    def get(self, key: Hashable, read: Callable[[], V | None]) -> V | None:
        """What is kept under the key, or else what `read` finds. What is not found is not kept: guesses would fill it.

        The edition is looked at before reading, so what is kept is never older than the edition it is kept under.
        """
        present = edition()
        if present is None:
            return read()
        under, kept = self._kept
        if under != present:
            self._kept = present, (kept := {})
        found = kept.get(key)
        if found is None:
            found = read()
            if found is not None:
                if len(kept) >= _MOST_KEPT:
                    kept.clear()
                kept[key] = found
        return found
