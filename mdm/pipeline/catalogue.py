"""Changing what is declared: attributes and policies. Existing records follow with the next nightly job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mdm.catalogue import actions
from mdm.catalogue.queries import catalogue
from mdm.ledger.actions import enter
from mdm.pipeline.transactions import unit_of_work
from mdm.records import Attribute
from mdm.survive import actions as survive_actions
from mdm.survive.policy import Policy

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@unit_of_work
def define_attribute(attribute: Attribute, *, actor: AbstractBaseUser | None, note: str = "") -> int:
    """Add or change an attribute; returns the new catalogue version. Raises CatalogueError."""
    stored = actions.define([attribute], author_id=actor.pk if actor else None, note=note)
    enter(
        "attribute_defined",
        f"attribute:{attribute.code}",
        actor_id=actor.pk if actor else None,
        reason=note,
        rule=f"catalogue {stored.version}",
    )
    return stored.version


@unit_of_work
def adopt_policy(declaration: Mapping[str, Any], *, actor: AbstractBaseUser | None, note: str = "") -> int:
    """Check, store and activate a survivorship policy; returns its version. Raises PolicyError."""
    Policy.from_json({**declaration, "version": 1}, catalogue())
    policy = survive_actions.add_policy(declaration, note=note)
    survive_actions.activate_policy(policy.version)
    enter(
        "policy_adopted",
        f"policy:{policy.version}",
        actor_id=actor.pk if actor else None,
        reason=note,
        rule=f"policy {policy.version}",
    )
    return policy.version
