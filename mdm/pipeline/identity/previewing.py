"""What would be said of a customer if some records were one. Nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.utils import timezone

from mdm.access.sight import seen_document
from mdm.catalogue.queries import catalogue, hidden_attributes
from mdm.steward.pins.queries import pins_on
from mdm.survive import queries
from mdm.survive.documents import golden_document
from mdm.survive.survivorship import survive


def golden_if(groups: Sequence[Collection[int]], *, sees_sensitive: bool) -> list[dict[str, Any] | None]:
    """The golden document that each group of records would have, as the reader may see it.

    None for a group without a clean record. Pins that hang on the records count.
    """
    hidden, known, policy, now = (
        hidden_attributes(sees_sensitive=sees_sensitive), catalogue(), queries.active_policy(), timezone.now(),
    )  # fmt: skip
    pins = pins_on([record for group in groups for record in group])
    documents: list[dict[str, Any] | None] = []
    for standing in queries.standings_if(groups):
        if standing is None:
            documents.append(None)
            continue
        fixed = [one for one in pins if one.record in standing.records]
        golden = survive(standing.kind, standing.candidates, fixed, policy, known, now=now)
        documents.append(seen_document(golden_document(golden), hidden))
    return documents
