"""Reading what clients suggest."""

from __future__ import annotations

from mdm.errors import NotFoundError
from mdm.steward.proposals.models import Proposal


def proposal(proposal_id: int, *, client: int) -> Proposal:
    """That client's proposal. Raises NotFoundError, for those of other clients too."""
    found = Proposal.objects.filter(pk=proposal_id, client=client).first()
    if found is None:
        raise NotFoundError("This client made no such proposal.", remedy="See the list of its proposals.")
    return found


def proposals(client: int, *, state: str = "", before: int | None = None, limit: int = 50) -> list[Proposal]:
    """The client's proposals, the latest first."""
    rows = Proposal.objects.filter(client=client, **({"state": state} if state else {}))
    return list((rows.filter(pk__lt=before) if before else rows)[:limit])
