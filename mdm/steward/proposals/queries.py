"""Reading what clients suggest."""

from __future__ import annotations

from collections.abc import Collection

from mdm import prepared
from mdm.errors import NotFoundError
from mdm.steward.proposals.models import Proposal


def proposal(proposal_id: int, *, client: int) -> Proposal:
    """That client's proposal. Raises NotFoundError, for those of other clients too."""
    found = Proposal.objects.filter(pk=proposal_id, client=client).first()
    if found is None:
        raise NotFoundError("This client made no such proposal.", remedy="See the list of its proposals.")
    return found


def concerned(proposal_id: int) -> tuple[list[int], str]:
    """The records that the proposal is about, and the attribute where it corrects one. Raises NotFoundError."""
    found = Proposal.objects.filter(pk=proposal_id).first()
    if found is None:
        raise NotFoundError(f"There is no proposal {proposal_id}.", remedy="Open the list again.")
    return [found.record_id, *([found.other_id] if found.other_id else [])], found.attribute


_OPEN_ABOUT = """
SELECT id FROM mdm_proposal WHERE state = 'open' AND record_id = ANY(%s)
UNION SELECT id FROM mdm_proposal WHERE state = 'open' AND other_id = ANY(%s) ORDER BY id
"""


def open_about(records: Collection[int]) -> list[Proposal]:
    """The open proposals about any of these records, the first first."""
    found = [pk for (pk,) in prepared.rows(_OPEN_ABOUT, [list(records)] * 2)]
    return list(Proposal.objects.filter(pk__in=found).order_by("pk")) if found else []


def proposals(client: int, *, state: str = "", before: int | None = None, limit: int = 50) -> list[Proposal]:
    """The client's proposals, the latest first."""
    rows = Proposal.objects.filter(client=client, **({"state": state} if state else {}))
    return list((rows.filter(pk__lt=before) if before else rows)[:limit])
