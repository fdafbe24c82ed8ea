"""Looking before deciding: an act is done, looked at and rolled back; the same act is then done for good.

The preview's token holds the act and how things stood. It opens nothing to anybody: rights are checked when it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core import signing

from mdm.catalogue.queries import hidden_attributes
from mdm.errors import ConflictError, InvalidInputError
from mdm.pipeline.identity.regrouping import Regrouped
from mdm.pipeline.stewardship import acts
from mdm.pipeline.stewardship.alone import changes_since, claimed, standing_for
from mdm.pipeline.stewardship.approvals import check_alone, why_not_alone
from mdm.pipeline.stewardship.effects import Effect, effect, picture
from mdm.pipeline.stewardship.standings import Standing, standing_from
from mdm.pipeline.transactions import rolled_back, unit_of_work
from mdm.steward.acts import Act, ActKind, act_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_SALT = "mdm.preview"


@dataclass(frozen=True, slots=True)
class Preview:
    """What the act would change, how things stand, the token with which to do it, and why one may not do it alone."""

    act: Act
    effect: Effect
    standing: Standing
    token: str
    why_not_alone: tuple[str, ...] = ()


@unit_of_work
def preview(act: Act, *, actor: User, sees_sensitive: bool) -> Preview:
    """What the act would change; nothing is written. Raises what doing it would raise."""
    standing, records = standing_for(act), claimed(acts.about(act))
    with rolled_back():
        before = picture(records)
        done = acts.look(act, actor=actor)
        after = picture({*records, *done.customers}, before.facts)
        found = effect(before, after, hidden_attributes(sees_sensitive=sees_sensitive))
    token = signing.dumps({"act": act.as_json(), "standing": standing.as_json()}, salt=_SALT, compress=True)
    return Preview(act, found, standing, token, tuple(why_not_alone(act, standing, actor)))


@unit_of_work
def confirm(token: str, *, actor: User, reason: str) -> Regrouped:
    """Do what was previewed. Raises ConflictError, saying what has changed, where things have moved on since."""
    act, standing = read(token)
    return do_if_unchanged(act, standing, actor=actor, reason=reason)


def read(token: str) -> tuple[Act, Standing]:
    """The act of a preview and how things stood. Raises InvalidInputError for a token that no preview made."""
    try:
        told = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise InvalidInputError("This preview can't be read.", remedy="Look at the preview again.") from None
    return act_of(told["act"]), standing_from(told["standing"])


@unit_of_work
def do_if_unchanged(act: Act, standing: Standing, *, actor: User, reason: str) -> Regrouped:
    """Do the act where all is as it stood then. Raises ConflictError, saying what has changed.

    Raises NotAllowedError where it needs a second person.

    Raises InvalidInputError without a reason, but for answers to questions, which speak for themselves.
    """
    if not reason and act.kind is not ActKind.ANSWER:
        raise InvalidInputError("An act like this needs a reason.", remedy="Say why, for whoever comes after you.")
    check_unchanged(act, standing)
    check_alone(act, standing, actor)
    return acts.do(act, actor=actor, reason=reason)


def check_unchanged(act: Act, standing: Standing) -> None:
    """Hold all that the standing tells of until the transaction ends. Raises ConflictError where it has moved on."""
    changed = changes_since(act, standing)
    if changed:
        raise ConflictError(
            f"Things have changed since you looked. {' '.join(changed)}",
            remedy="Look at the preview again.",
            data={"changed": changed},
        )
