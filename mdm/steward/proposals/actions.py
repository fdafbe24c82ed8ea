"""Keeping and settling proposals."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from mdm.errors import ConflictError, NotFoundError
from mdm.steward.proposals.models import Proposal


def propose(client: int, kind: str, *, record: int, reason: str, **what: Any) -> Proposal:
    """Keep a client's proposal. The same one, while it is open, is found again."""
    same = {"client_id": client, "kind": kind, "record_id": record, "other_id": what.pop("other", None), **what}
    present = Proposal.objects.select_for_update(no_key=True).filter(state=Proposal.State.OPEN, **same).first()
    return present or Proposal.objects.create(reason=reason, **same)


def settle_proposal(proposal_id: int, state: str, *, actor_id: int | None, answer: str) -> Proposal:
    """End an open proposal. Raises ConflictError when somebody else was faster, NotFoundError when it never was."""
    found = Proposal.objects.select_for_update(no_key=True).filter(pk=proposal_id).first()
    if found is None:
        raise NotFoundError(f"There is no proposal {proposal_id}.")
    if found.state != Proposal.State.OPEN:
        raise ConflictError(f"Proposal {proposal_id} is no longer open.", remedy="Look at it again.")
    found.state, found.answer, found.decided_by_id, found.decided_at = state, answer, actor_id, timezone.now()
    found.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    return found
