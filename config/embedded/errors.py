"""What can go wrong with an embedded server."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SHOWN_LINES = 8


class EmbeddedServerError(ImproperlyConfigured):
    """An embedded server is missing or does not start. The message ends with the remedy."""


def log_tail(log: Path) -> str:
    """The log's last lines; the servers are told to write no statements and no values into it."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(f"  {line}" for line in lines[-SHOWN_LINES:])
