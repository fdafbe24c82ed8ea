"""What senders of files read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mdm.acquire.sent.queries import COUNTS, Story
from mdm.web.cursors import cursor_after
from mdm.web.documents import refusal

if TYPE_CHECKING:
    from mdm.acquire.models import Reject


def job(story: Story) -> dict[str, Any]:
    """A job and how far it is."""
    return {
        "id": story.id,
        "source": story.source,
        "state": story.state,
        "name": story.name,
        "bytes": story.size,
        "is_snapshot": story.is_snapshot,
        "sent_at": story.sent_at,
        "started_at": story.started_at,
        "ended_at": story.ended_at,
        "progress": {"share": round(story.share, 4), "rows": story.rows, "done": story.counts.get("read", 0)},
        "matching": {"state": story.matching, "share": round(story.matched, 4)} if story.matching else None,
        "counts": {name: story.counts.get(name, 0) for name in COUNTS},
        "read_as": dict(story.report),
        "batch": story.batch,
        "problem": dict(story.problem) or None,
    }


def rejects(rows: Sequence[Reject], size: int, question: Mapping[str, Any]) -> dict[str, Any]:
    """A page of refused rows."""
    following = cursor_after([rows[size - 1].pk], question) if len(rows) > size else None
    return {"items": [{"id": one.pk, "key": one.key, **refusal(one)} for one in rows[:size]], "next_cursor": following}
