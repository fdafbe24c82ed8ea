"""Telling followers of consents and relations, in the transaction that changes them.

Interactions are read, not followed: there are many, and each is seen in the customer's very next profile.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from mdm.pipeline.feed.origins import origin
from mdm.pipeline.feed.syndication import knock
from mdm.records import ChangeKind
from mdm.survive.queries import last_numbers
from mdm.syndicate import actions
from mdm.syndicate.actions import Announcement
from mdm.syndicate.profiles import Place
from mdm.understand.facts import FactKind

TOLD: Mapping[FactKind, ChangeKind] = {
    FactKind.CONSENT: ChangeKind.CONSENT,
    FactKind.RELATIONSHIP: ChangeKind.RELATION,
}


def announce(
    kind: FactKind, sender: Place, places: Collection[Place], customers: Collection[UUID], detail: Mapping[str, Any]
) -> None:
    """Append a change for each of the customers. Who does not see every source that the fact names hears nothing."""
    if kind not in TOLD or not customers:
        return
    concerned = sorted(set(customers))
    numbers = last_numbers(concerned)
    sources = tuple(sorted({sender.source, *(place.source for place in places)}))
    told = {**sender.as_json(), **detail}
    actions.announce(
        [Announcement(one, numbers.get(one, 0), TOLD[kind], detail=told, fact_sources=sources) for one in concerned],
        origin(),
    )
    transaction.on_commit(knock, robust=True)
