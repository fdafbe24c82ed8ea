"""What clients see of customers: profile views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from mdm.acquire.queries import source_codes
from mdm.catalogue.queries import catalogue
from mdm.errors import InvalidInputError
from mdm.ledger.actions import enter
from mdm.syndicate import actions

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from mdm.syndicate.models import ProfileView

bring_in_views = transaction.atomic(actions.bring_in_views)


@transaction.atomic
def define_view(code: str, fields: Mapping[str, Any], *, actor: AbstractBaseUser | None = None) -> ProfileView:
    """Make the view or change it; requests see it from this commit on. Raises InvalidInputError naming the member."""
    check_view(fields)
    view = actions.define_view(code, fields)
    enter("view_defined", f"view:{view.code}", actor_id=actor.pk if actor else None, details=dict(fields))
    return view


def check_view(fields: Mapping[str, Any]) -> None:
    """Raises InvalidInputError where the view names what does not exist."""
    attributes, sources = set(catalogue().attributes), set(source_codes())
    preferences = fields.get("preferences", {})
    if not isinstance(preferences, Mapping) or not all(isinstance(one, list) for one in preferences.values()):
        raise InvalidInputError(
            "The preferences are no object of lists.", remedy='State them as {"email": ["crm", "shop"]}.',
            data={"field": "preferences"},
        )  # fmt: skip
    preferred = {source for one in preferences.values() for source in one}
    for field, stated, known in (
        ("attributes", fields.get("attributes", ()), attributes),
        ("masked", fields.get("masked", ()), attributes),
        ("preferences", preferences, attributes),
        ("sources", fields.get("sources", ()), sources),
        ("preferences", preferred, sources),
    ):
        unknown = sorted(set(stated) - known)
        if unknown:
            raise InvalidInputError(
                f"The view's {field} name what does not exist: {', '.join(unknown)}.",
                remedy=f"Known are: {', '.join(sorted(known)) or 'none yet'}.",
                data={"field": field},
            )
