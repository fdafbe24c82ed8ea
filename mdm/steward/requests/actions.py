"""The only writers of change requests and of the rules that call for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from mdm.errors import ConflictError
from mdm.steward.acts import Act
from mdm.steward.requests.models import ApprovalRule, ChangeRequest, RequestComment
from mdm.steward.requests.queries import request


def open_request(
    act: Act,
    standing: Mapping[str, Any],
    *,
    customers: Collection[UUID],
    why: Collection[str],
    reason: str,
    author_id: int,
) -> ChangeRequest:
    """Keep what somebody proposes."""
    return ChangeRequest.objects.create(
        kind=act.kind,
        arguments=dict(act.arguments),
        standing=dict(standing),
        customers=list(customers),
        why=list(why),
        reason=reason,
        author_id=author_id,
    )


def claim_request(request_id: int) -> ChangeRequest:
    """The open request, held until the transaction ends. Raises NotFoundError, ConflictError where it is settled."""
    request(request_id)
    found = ChangeRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=request_id)
    if found.state != ChangeRequest.State.OPEN:
        raise ConflictError(
            f"Change request {request_id} is no longer open: {found.get_state_display().lower()}.",
            remedy="Look at it again.",
        )
    return found


def reopen_request(request_id: int) -> ChangeRequest:
    """Ask for the second person again. Raises NotFoundError, ConflictError for a request that was not rejected."""
    request(request_id)
    found = ChangeRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=request_id)
    if found.state != ChangeRequest.State.REJECTED:
        raise ConflictError(
            f"Change request {request_id} is not rejected: {found.get_state_display().lower()}.",
            remedy="Look at it again.",
        )
    found.state, found.decided_by, found.decided_at, found.answer = ChangeRequest.State.OPEN, None, None, ""
    found.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    return found


def settle_request(
    found: ChangeRequest, state: str, *, decided_by_id: int | None, answer: str = "", entry: int | None = None
) -> ChangeRequest:
    """End a request that was claimed."""
    found.state, found.decided_by_id, found.answer, found.entry_id = state, decided_by_id, answer, entry
    found.decided_at = timezone.now()
    found.save(update_fields=["state", "decided_by", "answer", "entry", "decided_at"])
    return found


def comment(request_id: int, text: str, *, author_id: int) -> RequestComment:
    """Add a remark, whatever the state."""
    return RequestComment.objects.create(request=request(request_id), text=text, author_id=author_id)


def write_rule(rule_id: int | None, fields: Mapping[str, Any]) -> ApprovalRule:
    """Make the rule, or change it."""
    rule = ApprovalRule.objects.get(pk=rule_id) if rule_id else ApprovalRule()
    for name, value in fields.items():
        setattr(rule, name, value)
    rule.save()
    return rule
