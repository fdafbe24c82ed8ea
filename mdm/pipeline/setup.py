"""What a new installation starts with: catalogue, policy, match model, rules, roles. A second run changes nothing.

A run after an upgrade brings in rules that are new, and leaves alone what people have made of the others.
"""

from __future__ import annotations

from collections.abc import Callable

from mdm.access.actions import ensure_roles
from mdm.catalogue import actions as catalogue_actions
from mdm.catalogue import queries as catalogue_queries
from mdm.catalogue.defaults import default_catalogue
from mdm.errors import NotFoundError
from mdm.match import actions as match_actions
from mdm.match import queries as match
from mdm.match.defaults import DEFAULT_MODEL
from mdm.pipeline.facts import terms
from mdm.pipeline.quality.shipping import bring_in_shipped
from mdm.pipeline.serving import views
from mdm.pipeline.stewardship.approvals import bring_in_rules
from mdm.pipeline.transactions import unit_of_work
from mdm.survive import actions as survive_actions
from mdm.survive import queries as survive
from mdm.survive.defaults import DEFAULT_POLICY


@unit_of_work
def set_up() -> list[str]:
    """Bring in what is missing; returns what that was."""
    ensure_roles()
    made = []
    if not catalogue_queries.is_stored():
        catalogue_actions.define(default_catalogue().attributes.values(), author_id=None, note="As shipped")
        made.append("attribute catalogue")
    if _is_missing(survive.active_policy):
        policy = survive_actions.add_policy(DEFAULT_POLICY, note="As shipped")
        survive_actions.activate_policy(policy.version)
        made.append("survivorship policy")
    if _is_missing(match.active_version):
        model = match_actions.add_model(DEFAULT_MODEL.as_json(), report={}, note="As shipped, not estimated")
        match_actions.activate_model(model.version)
        made.append("match model")
    is_new = bool(made)
    if rules := bring_in_shipped():
        made.append("quality rules" if is_new else f"quality rules: {rules}")
    if views.bring_in_views():
        made.append("profile views")
    if notes := bring_in_rules():
        made.append("second person rules" if is_new else f"second person rules: {' '.join(notes)}")
    if terms.bring_in():
        made.append("channels, purposes and types of relationship")
    return made


def _is_missing(look: Callable[[], object]) -> bool:
    try:
        look()
    except NotFoundError:
        return True
    return False
