"""What followers of the feed get."""

from __future__ import annotations

from typing import Any

from mdm.syndicate.feed.changes import Stretch
from mdm.syndicate.feed.messages import change
from mdm.syndicate.views import View
from mdm.understand.queries import profiles as profiles_of


def feed(stretch: Stretch, view: View | None) -> dict[str, Any]:
    """A part of the feed; with a view, each change has its customer beside it as it stands now."""
    items = [change(one) for one in stretch.changes]
    if view is not None:
        profiles = profiles_of({one.entity for one in stretch.changes}, view)
        items = [item | {"customer": profiles.get(item["customer_id"])} for item in items]
    return {"items": items, "last": stretch.last, "has_more": stretch.has_more}
