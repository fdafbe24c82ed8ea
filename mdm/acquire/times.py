"""When a source says that it created or changed a record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

# Outside these years a time is a placeholder or a slip; year 1 and year 9999 also overflow once a zone is applied.
FIRST_YEAR = 1900
LAST_YEAR = 2200

ISO = "iso"
EPOCH_SECONDS = "epoch_seconds"
EPOCH_MILLISECONDS = "epoch_milliseconds"
NAMED_FORMATS = (ISO, EPOCH_SECONDS, EPOCH_MILLISECONDS)

_TIMES_REMEMBERED = 50_000


@lru_cache(256)
def time_reader(formats: tuple[str, ...], zone: str) -> Callable[[str], datetime | None]:
    """Reads a text under the first format that fits; None when none does. A text without a zone is local to `zone`."""
    local = ZoneInfo(zone)
    readers = tuple(_reader(one) for one in formats)

    @lru_cache(_TIMES_REMEMBERED)
    def read(text: str) -> datetime | None:
        for reader in readers:
            try:
                said = reader(text)
            except (ValueError, OverflowError, OSError):
                continue
            if FIRST_YEAR <= said.year < LAST_YEAR:
                return said if said.tzinfo else said.replace(tzinfo=local)
        return None

    return read


def _reader(one: str) -> Callable[[str], datetime]:
    if one == ISO:
        return datetime.fromisoformat
    if one == EPOCH_SECONDS:
        return lambda text: datetime.fromtimestamp(float(text), UTC)
    if one == EPOCH_MILLISECONDS:
        return lambda text: datetime.fromtimestamp(float(text) / 1000, UTC)
    return lambda text: datetime.strptime(text, one)  # noqa: DTZ007 - the zone is the source's, applied by the caller
