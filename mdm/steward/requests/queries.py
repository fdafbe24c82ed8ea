"""Reading change requests and the rules that call for them."""

from __future__ import annotations

from mdm.errors import NotFoundError
from mdm.steward.acts import ActKind
from mdm.steward.requests.models import ApprovalRule, ChangeRequest
from mdm.steward.requests.rules import SecondPersonRule
from mdm.steward.worklist.models import ReviewItem


def request(request_id: int) -> ChangeRequest:
    """That request. Raises NotFoundError."""
    found = ChangeRequest.objects.select_related("author", "decided_by").filter(pk=request_id).first()
    if found is None:
        raise NotFoundError(f"There is no change request {request_id}.", remedy="Open the list again.")
    return found


def answers_proposed() -> dict[int, ChangeRequest]:
    """The open requests that propose an answer, by the review item that they would answer."""
    rows = ChangeRequest.objects.filter(state=ChangeRequest.State.OPEN, kind__in=(ActKind.ANSWER, ActKind.ACCEPT))
    found = list(rows.select_related("author"))
    answers = {item: one for one in found if one.kind == ActKind.ANSWER for item in one.arguments["items"]}
    asked = {f"proposal:{one.arguments['proposal']}": one for one in found if one.kind == ActKind.ACCEPT}
    if not asked:
        return answers
    about = ReviewItem.objects.filter(state=ReviewItem.State.OPEN, signature__in=list(asked))
    return answers | {pk: asked[signature] for pk, signature in about.values_list("pk", "signature")}


def requests_of(author: int) -> list[str]:
    """The subjects (kind:id) of that person's open requests."""
    mine = ChangeRequest.objects.filter(state=ChangeRequest.State.OPEN, author=author)
    return [f"change_request:{pk}" for pk in mine.values_list("pk", flat=True)]


def rules() -> list[SecondPersonRule]:
    """The rules in force."""
    return [
        SecondPersonRule(
            act=one.act,
            sensitivity=one.sensitivity,
            records=one.at_least_records,
            customers=one.at_least_customers,
            attribute=one.attribute,
            values=frozenset(one.values),
            exempt=frozenset(one.exempt),
            note=one.note,
        )
        for one in ApprovalRule.objects.filter(is_active=True)
    ]
