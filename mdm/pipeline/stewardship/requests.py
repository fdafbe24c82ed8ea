"""Asking a second person: an act is proposed as it was previewed, and done as it stood then when another one approves.

Who proposes never approves. Where the customer has changed since, the request is overtaken, and nothing is done.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from mdm.access.roles import APPROVES
from mdm.errors import ConflictError, InvalidInputError, NotAllowedError
from mdm.ledger.actions import enter
from mdm.pipeline.stewardship import acts, answering, judging, previews
from mdm.pipeline.stewardship.alone import changes_since
from mdm.pipeline.stewardship.approvals import is_in_role, why_not_alone
from mdm.pipeline.stewardship.standings import Standing, standing_from
from mdm.pipeline.transactions import unit_of_work
from mdm.steward.acts import Act, ActKind, act_of, needs_to_propose
from mdm.steward.requests import actions
from mdm.steward.requests.queries import answers_proposed, request
from mdm.steward.worklist import actions as worklist
from mdm.steward.worklist import queries as items
from mdm.steward.worklist.deeds import Pick

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from mdm.steward.requests.models import ChangeRequest, RequestComment


@unit_of_work
def propose(token: str, *, actor: User, reason: str) -> ChangeRequest:
    """Propose what was previewed. Raises ConflictError where things have changed since it was looked at."""
    act, standing = previews.read(token)
    if not reason:
        raise InvalidInputError("A request needs a reason.", remedy="Say why, for whoever is to approve it.")
    previews.check_unchanged(act, standing)
    why = why_not_alone(act, standing, actor)
    found = actions.open_request(
        act, standing.as_json(), customers=standing.entities, why=why, reason=reason, author_id=actor.pk
    )
    _put_on_list(found, act, standing)
    enter("request_made", _subject(found), actor_id=actor.pk, reason=reason, details={"act": str(act.kind)})
    return found


@unit_of_work
def propose_answer(
    picks: Sequence[Pick], said: str, *, actor: User, reason: str, groups: Collection[Collection[int]] = ()
) -> ChangeRequest:
    """Propose an answer to these items, as they were picked. Raises what answering them would, ConflictError naming the
    request where an answer is proposed already, and InvalidInputError for an answer that needs nobody else.
    """
    for one in picks:
        judging.check_as_picked(one)
    _check_unproposed(picks)
    act = answering.act_of([items.review_item(one.item) for one in picks], said, groups)
    if act is None:
        raise InvalidInputError("This answer needs no second person.", remedy="Give it yourself.")
    return propose(previews.preview(act, actor=actor, sees_sensitive=False).token, actor=actor, reason=reason)


def _check_unproposed(picks: Sequence[Pick]) -> None:
    waiting = answers_proposed()
    found = next((waiting[one.item] for one in picks if one.item in waiting), None)
    if found is not None:
        raise ConflictError(
            f"{found.author} proposes an answer already: change request {found.pk}.",
            remedy="Approve, reject or comment it.",
            data={"request": found.pk},
        )


@unit_of_work
def approve(request_id: int, *, actor: User, answer: str = "") -> ChangeRequest:
    """Approve and do it. The request comes back overtaken, with nothing done, where things have changed since."""
    found = actions.claim_request(request_id)
    _check_second(found, actor)
    act, standing = as_proposed(found)
    if not is_in_role(act.kind, actor):
        raise NotAllowedError("Your role does not do what is proposed.", remedy="Ask somebody whose role does.")
    if not found.author.is_active or not found.author.has_perm(needs_to_propose(act.kind)):
        raise ConflictError("Who proposed this may not do it any more.", remedy="Reject it, or propose it yourself.")
    if changes_since(act, standing):
        return _settled(found, "stale", actor, answer)
    done = acts.do(act, actor=found.author, reason=found.reason)
    return _settled(found, "approved", actor, answer, entry=done.entry)


@unit_of_work
def reject(request_id: int, *, actor: User, answer: str) -> ChangeRequest:
    """Leave things as they are. Raises InvalidInputError without a reason for who proposed it."""
    found = actions.claim_request(request_id)
    _check_second(found, actor)
    if not answer:
        raise InvalidInputError("A rejection needs a reason.", remedy="Say why; who proposed it reads it.")
    return _settled(found, "rejected", actor, answer)


@unit_of_work
def reopen(request_id: int, *, actor: User, answer: str) -> ChangeRequest:
    """Take a rejection back: the request waits for a second person again. Raises InvalidInputError without a reason."""
    _check_second(request(request_id), actor)
    if not answer:
        raise InvalidInputError("Reopening needs a reason.", remedy="Say what speaks for asking again.")
    found = actions.reopen_request(request_id)
    _put_on_list(found, *as_proposed(found))
    enter("request_reopened", _subject(found), actor_id=actor.pk, reason=answer)
    return found


@unit_of_work
def withdraw(request_id: int, *, actor: User, answer: str = "") -> ChangeRequest:
    """Take a request of one's own back."""
    found = actions.claim_request(request_id)
    if found.author_id != actor.pk:
        raise NotAllowedError("Only who proposed it withdraws it.", remedy="Reject it, where your role allows.")
    return _settled(found, "withdrawn", actor, answer)


@unit_of_work
def comment(request_id: int, text: str, *, actor: User) -> RequestComment:
    """Remark on it."""
    if not text:
        raise InvalidInputError("The comment is empty.", remedy="Write something.")
    enter("request_commented", f"change_request:{request_id}", actor_id=actor.pk)
    return actions.comment(request_id, text, author_id=actor.pk)


def as_proposed(found: ChangeRequest) -> tuple[Act, Standing]:
    """The act of a request, and how things stood when it was proposed."""
    return act_of({"kind": found.kind, "arguments": found.arguments}), standing_from(found.standing)


def changed_since(request_id: int) -> list[str]:
    """What has changed since it was proposed, in sentences."""
    return changes_since(*as_proposed(request(request_id)))


def may_approve(found: ChangeRequest, user: User) -> bool:
    """Whether this person is the second one."""
    is_able = is_in_role(ActKind(found.kind), user)
    return found.author_id != user.pk and user.has_perm(APPROVES) and is_able


def may_reopen(found: ChangeRequest, user: User) -> bool:
    """Whether this person may take the rejection of the request back."""
    return found.state == "rejected" and may_approve(found, user)


def _check_second(found: ChangeRequest, actor: User) -> None:
    if found.author_id == actor.pk:
        raise NotAllowedError("Nobody decides about a request of their own.", remedy="Ask a colleague, or withdraw it.")
    if not actor.has_perm(APPROVES):
        raise NotAllowedError("Your role does not approve requests.", remedy="Ask a senior steward.")


def _settled(found: ChangeRequest, state: str, actor: User, answer: str, *, entry: int | None = None) -> ChangeRequest:
    worklist.close_signature(_subject(found), outcome=state, closed_by_id=actor.pk)
    details = {"entry": entry} if entry else {}
    enter(f"request_{state}", _subject(found), actor_id=actor.pk, reason=answer, details=details)
    return actions.settle_request(found, state, decided_by_id=actor.pk, answer=answer, entry=entry)


def _put_on_list(found: ChangeRequest, act: Act, standing: Standing) -> None:
    worklist.open_item(
        worklist.Question(
            signature=_subject(found),
            kind="change_request",
            records=tuple(sorted(standing.records))[:1000],
            sentence=f"{act.label}: a colleague asks for a second person.",
            priority=2,
            facts={"act": str(act.kind)},
            subject=_subject(found),
            customer=standing.entities[0] if standing.entities else None,
        )
    )


def _subject(found: ChangeRequest) -> str:
    return f"change_request:{found.pk}"
