"""Working the list: who takes what, until when it waits, what is said of it, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from mdm.access.roles import APPROVES, ASSIGNS
from mdm.errors import InvalidInputError, NotFoundError
from mdm.ledger.actions import enter, enter_each
from mdm.pipeline.transactions import unit_of_work
from mdm.resolve import queries as resolve
from mdm.steward.handling import actions as handling
from mdm.steward.handling.actions import Person
from mdm.steward.listing.queries import assignable
from mdm.steward.requests.queries import answers_proposed, requests_of
from mdm.steward.worklist import actions, queries
from mdm.steward.worklist.deeds import Deed, Moved, Pick
from mdm.steward.worklist.rules import PRIVACY_DAYS

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, User

    from mdm.steward.worklist.models import ItemComment, ReviewItem

Picks = Sequence[Pick]
# What a person may ask of us about their data (GDPR, articles 15 to 18, 20 and 21).
PRIVACY_REQUESTS = ("access", "rectification", "erasure", "restriction", "portability", "objection")


@unit_of_work
def claim(picks: Picks, *, actor: User, reason: str = "") -> Moved:
    """Make items mine. Each that is somebody else's, closed or changed since is refused with what happened."""
    return _noted(handling.claim(picks, by=_person(actor)), Deed.CLAIMED, actor, reason)


@unit_of_work
def release(picks: Picks, *, actor: User, reason: str = "") -> Moved:
    """Give items back to everybody."""
    return _noted(handling.release(picks, by=_person(actor)), Deed.RELEASED, actor, reason)


@unit_of_work
def assign(picks: Picks, to: int, *, actor: User, reason: str = "") -> Moved:
    """Make items somebody's. Stewards give what is theirs or nobody's, senior stewards anything."""
    if to not in {one.pk for one in assignable()}:
        raise InvalidInputError("Nobody of that name answers items.", remedy="Choose a steward.", data={"field": "to"})
    moved = handling.assign(picks, to=to, by=_person(actor))
    return _noted(moved, Deed.ASSIGNED, actor, reason, {"to": to})


@unit_of_work
def escalate(picks: Picks, *, actor: User, reason: str) -> Moved:
    """Put items before the senior stewards."""
    if not reason:
        raise InvalidInputError("An escalation needs a reason.", remedy="Say what a senior steward should know.")
    moved = handling.escalate(picks, by=_person(actor), now=timezone.now())
    return _noted(moved, Deed.ESCALATED, actor, reason)


@unit_of_work
def defer(picks: Picks, until: datetime | None, *, actor: User, reason: str = "") -> Moved:
    """Let items wait until then; None takes them up again."""
    moved = handling.defer(picks, until, by=_person(actor), now=timezone.now())
    details = {"until": until.isoformat() if until else None}
    return _noted(moved, Deed.DEFERRED if until else Deed.RESUMED, actor, reason, details)


@unit_of_work
def reopen(pick: Pick, *, actor: User, reason: str) -> Moved:
    """Ask a closed item again."""
    if not reason:
        raise InvalidInputError("Reopening needs a reason.", remedy="Say what speaks for asking again.")
    return _noted(handling.reopen(pick, by=_person(actor)), Deed.REOPENED, actor, reason)


@unit_of_work
def comment(item: int, text: str, *, actor: User) -> ItemComment:
    """Say something about an item; the ledger says that, not what."""
    if not text:
        raise InvalidInputError("The comment is empty.", remedy="Write something.")
    said = handling.comment(item, text, author_id=actor.pk)
    enter(Deed.COMMENTED, f"review:{item}", actor_id=actor.pk, details={"comment": said.pk})
    return said


@unit_of_work
def take_next(*, actor: User, passed: Sequence[int] = ()) -> int | None:
    """The item to work on now, kept from others' queues for a while; None where nothing waits.

    What somebody has proposed an answer to waits for the second person, and nobody is given a request of their own.
    """
    left = [*passed, *answers_proposed(), *queries.items_about(requests_of(actor.pk))]
    return handling.take_next(_person(actor), now=timezone.now(), length=queries.desk_rules().lease, passed=left)


@unit_of_work
def look_at(item: int, *, actor: AbstractBaseUser) -> bool:
    """Note that somebody has an item before their eyes; False where somebody else has."""
    return handling.lease(item, person=actor.pk, now=timezone.now(), length=queries.desk_rules().lease)


@unit_of_work
def request_privacy(customer: UUID, wanted: str, *, actor: User, reason: str, asked_on: datetime) -> ReviewItem:
    """Put a customer's request about their data on the list; it is due a month after it was made.

    Raises NotFoundError for an unknown customer, InvalidInputError for what nobody can ask.
    """
    if wanted not in PRIVACY_REQUESTS:
        raise InvalidInputError("There is no such request.", remedy=f"Choose one of {', '.join(PRIVACY_REQUESTS)}.")
    if asked_on > timezone.now():
        raise InvalidInputError("The request was made in the future.", remedy="Give the day on which it came in.")
    entity = resolve.resolve_id(customer)
    if entity is None:
        raise NotFoundError("No customer has this id.", remedy="Look the customer up again.")
    item = actions.open_item(
        actions.Question(
            signature=blake2b(f"privacy|{entity.pk}|{wanted}".encode(), digest_size=16).hexdigest(),
            kind="privacy",
            records=tuple(resolve.members([entity.pk]).get(entity.pk, ())),
            sentence=f"The customer asks for {wanted} of their data.",
            priority=1,
            due_at=asked_on + timedelta(days=PRIVACY_DAYS),
            facts={"request": wanted, "asked_on": asked_on.date().isoformat()},
            customer=entity.pk,
        )
    )
    details = {"customer": str(entity.pk), "request": wanted}
    enter("privacy_requested", f"review:{item.pk}", actor_id=actor.pk, reason=reason, details=details)
    return item


def _person(actor: User) -> Person:
    return Person(actor.pk, may_assign=actor.has_perm(ASSIGNS), may_approve=actor.has_perm(APPROVES))


def _noted(
    moved: Moved, deed: Deed, actor: User, reason: str = "", details: Mapping[str, object] | None = None
) -> Moved:
    subjects = [f"review:{one}" for one in moved.done]
    enter_each(deed, subjects, actor_id=actor.pk, reason=reason, details=details)
    return moved
