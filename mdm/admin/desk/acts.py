"""What is done to items from the list and from an item's page: each a form, each answered with what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from mdm.admin.acts.pages import refusal
from mdm.admin.base import acting_user, address, list_address
from mdm.errors import InvalidInputError, MdmError
from mdm.pipeline.stewardship import bulk, requests, worklist
from mdm.steward.review.standing import read_stamp
from mdm.steward.worklist.deeds import Moved, Pick

DECIDES = "mdm.change_reviewitem"
# As many as a page of the list shows; a form with more was not made by it.
_MOST_PICKED = 200
_TOLD = 5


def _checked(request: HttpRequest) -> User:
    if not request.user.has_perm(DECIDES):
        raise PermissionDenied
    return acting_user(request)


def picks(request: HttpRequest) -> list[Pick]:
    """The items that the form names, as id:version. Raises InvalidInputError where there are none."""
    found = []
    for text in request.POST.getlist("pick")[:_MOST_PICKED]:
        item, _, version = text.partition(":")
        if item.isdecimal() and len(item) < 19:
            known = int(version) if version.isdecimal() and len(version) < 10 else None
            seen = request.POST.get(f"seen-{item}")
            found.append(Pick(int(item), known, read_stamp(seen) if seen else None))
    if not found:
        raise InvalidInputError("No item is chosen.", remedy="Tick items first, or press x on them.")
    return found


def day(text: str) -> datetime:
    """The begin of that day here. Raises InvalidInputError."""
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise InvalidInputError("No day is given.", remedy="Choose a day.")
    return timezone.make_aware(datetime.combine(found, time()))


def _claim(request: HttpRequest, actor: User, reason: str) -> tuple[Moved, str]:
    return worklist.claim(picks(request), actor=actor, reason=reason), "claimed"


def _release(request: HttpRequest, actor: User, reason: str) -> tuple[Moved, str]:
    return worklist.release(picks(request), actor=actor, reason=reason), "released"


def _assign(request: HttpRequest, actor: User, reason: str) -> tuple[Moved, str]:
    to = request.POST.get("to", "")
    return worklist.assign(picks(request), int(to) if to.isdecimal() else 0, actor=actor, reason=reason), "assigned"


def _escalate(request: HttpRequest, actor: User, reason: str) -> tuple[Moved, str]:
    return worklist.escalate(picks(request), actor=actor, reason=reason), "escalated"


def _defer(request: HttpRequest, actor: User, reason: str) -> tuple[Moved, str]:
    until = day(request.POST.get("until", ""))
    return worklist.defer(picks(request), until, actor=actor, reason=reason), "deferred"


def _resume(request: HttpRequest, actor: User, reason: str) -> tuple[Moved, str]:
    return worklist.defer(picks(request), None, actor=actor, reason=reason), "taken up again"


def _reopen(request: HttpRequest, actor: User, reason: str) -> tuple[Moved, str]:
    (pick,) = picks(request)[:1]
    return worklist.reopen(pick, actor=actor, reason=reason), "reopened"


_ACTS: Mapping[str, Callable[[HttpRequest, User, str], tuple[Moved, str]]] = {
    "claim": _claim,
    "release": _release,
    "assign": _assign,
    "escalate": _escalate,
    "defer": _defer,
    "resume": _resume,
    "reopen": _reopen,
}


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do one thing to the chosen items."""
    actor, wanted = _checked(request), request.POST.get("act", "")
    if wanted == "decide":
        return _preview(request)
    try:
        if wanted not in _ACTS:
            raise InvalidInputError("Nothing of that name can be done to items.", remedy="Use the page's buttons.")
        moved, told = _ACTS[wanted](request, actor, request.POST.get("reason", "").strip())
    except MdmError as error:
        messages.error(request, str(error))
    else:
        _tell(request, moved, told)
    return back(request)


def _tell(request: HttpRequest, moved: Moved, told: str) -> None:
    count = len(moved.done)
    if count:
        messages.success(request, f"{count} item{'' if count == 1 else 's'} {told}.")
    for error in moved.refused[:_TOLD]:
        messages.error(request, str(error))
    if len(moved.refused) > _TOLD:
        messages.error(request, f"{len(moved.refused) - _TOLD} more items were refused in the same way.")


def back(request: HttpRequest) -> HttpResponse:
    """To the page that the form came from."""
    target = request.POST.get("back", "")
    is_own = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return redirect(target if target and is_own else list_address("reviewitem"))


def _preview(request: HttpRequest) -> HttpResponse:
    """What the answer to the chosen items would change; nothing is written."""
    said = request.POST.get("verdict", "")
    try:
        found = bulk.effect(picks(request), said, actor=acting_user(request))
    except MdmError as error:
        messages.error(request, str(error))
        return back(request)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Answer several at once",
        "effect": found,
        "verdict": said,
        "reason": request.POST.get("reason", ""),
        "back": request.POST.get("back", ""),
    }
    return TemplateResponse(request, "mdm/desk/effect.html", context)


@require_POST
def answer_each(request: HttpRequest) -> HttpResponse:
    """Give the chosen items the answer whose effect was shown."""
    actor = _checked(request)
    try:
        said, reason = request.POST.get("verdict", ""), request.POST.get("reason", "").strip()
        if "propose" in request.POST:
            made = requests.propose_answer(picks(request), said, actor=actor, reason=reason)
            messages.success(request, f"Proposed as change request {made.pk}.")
            return redirect(address("changerequest", made.pk))
        moved = bulk.answer_each(picks(request), said, actor=actor, reason=reason)
    except MdmError as error:
        messages.error(request, refusal(error))
    else:
        _tell(request, moved, f"answered “{said.replace('_', ' ')}”")
    return back(request)


@require_POST
def comment(request: HttpRequest, item_id: int) -> HttpResponse:
    """Say something about an item."""
    actor = _checked(request)
    try:
        worklist.comment(item_id, request.POST.get("text", "").strip(), actor=actor)
    except MdmError as error:
        messages.error(request, str(error))
    return redirect(address("reviewitem", item_id) + "#handling")


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """On to the next item: mine first, then the most pressing one that nobody has."""
    passed = [int(one) for one in request.POST.getlist("passed") if one.isdecimal() and len(one) < 19]
    found = worklist.take_next(actor=_checked(request), passed=passed[:_MOST_PICKED])
    if found is None:
        messages.success(request, "Nothing waits for you.")
        return redirect(list_address("reviewitem"))
    return redirect(address("reviewitem", found))
