"""What caused the changes that a unit of work announces: said once at its door, found where they are written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace

from mdm.syndicate.actions import Origin

_NOTHING = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=_NOTHING)


def origin() -> Origin:
    """What caused what is going on."""
    return _origin.get()


@contextmanager
def caused_by(*, source: str = "", client: int | None = None) -> Iterator[None]:
    """Within it, changes come from that source system, that API client; what is not stated stays as it was."""
    known = _origin.get()
    said = replace(known, source=source or known.source, client=known.client if client is None else client)
    token = _origin.set(said)
    try:
        yield
    finally:
        _origin.reset(token)
