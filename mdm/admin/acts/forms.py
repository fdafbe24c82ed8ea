"""From what a page sends to an act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mdm.errors import InvalidInputError
from mdm.records import Verdict
from mdm.steward.acts import Act, ActKind, needs_to_propose

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User
    from django.http import QueryDict


def may(user: User | AnonymousUser, kind: ActKind) -> bool:
    """Whether the user's role allows acts of that kind, or to propose them."""
    return user.has_perm(needs_to_propose(kind))


def act_from(sent: QueryDict) -> Act:
    """The act that a page's fields tell of. Raises InvalidInputError for fields that tell of none."""
    try:
        kind = ActKind(sent.get("kind", ""))
        reading = _READING[kind]
    except (ValueError, KeyError):
        raise InvalidInputError("There is no such act.", remedy="Begin at the customer's page.") from None
    try:
        return Act(kind, reading(sent))
    except ValueError:
        raise InvalidInputError("Nothing, or nothing that exists, is chosen.", remedy="Choose from the list.") from None


def _id(text: str) -> str:
    return str(UUID(text.strip()))


def _ids(sent: QueryDict, name: str) -> list[int]:
    return sorted(set(map(int, sent.getlist(name))))


def _merge(sent: QueryDict) -> dict[str, Any]:
    customers = sorted({_id(one) for one in sent.getlist("customer") if one.strip()})
    survivor = sent.get("survivor", "")
    return {"customers": customers, "survivor": _id(survivor) if survivor in customers else None}


def _unmerge(sent: QueryDict) -> dict[str, Any]:
    return {
        "customer": _id(sent.get("customer", "")),
        "records": _ids(sent, "record"),
        "apart": "evidence_decides" not in sent,
    }


def _dissolve(sent: QueryDict) -> dict[str, Any]:
    return {"customer": _id(sent.get("customer", "")), "apart": "evidence_decides" not in sent}


def _move(sent: QueryDict) -> dict[str, Any]:
    return {"records": _ids(sent, "record"), "to": _id(sent.get("to", ""))}


def _answer(sent: QueryDict) -> dict[str, Any]:
    return {"items": _ids(sent, "item"), "verdict": str(Verdict(sent.get("verdict", "")))}


_READING: Mapping[ActKind, Callable[[QueryDict], dict[str, Any]]] = {
    ActKind.MERGE: _merge,
    ActKind.UNMERGE: _unmerge,
    ActKind.DISSOLVE: _dissolve,
    ActKind.MOVE: _move,
    ActKind.ANSWER: _answer,
    ActKind.UNPIN: lambda sent: {"pin": int(sent.get("pin", ""))},
    ActKind.UNDO: lambda sent: {"entry": int(sent.get("entry", ""))},
    ActKind.ACTIVATE: lambda sent: {"version": int(sent.get("version", "")), "run": int(sent.get("run", ""))},
    ActKind.UNDO_MODEL: lambda sent: {"version": int(sent.get("version", ""))},
}
