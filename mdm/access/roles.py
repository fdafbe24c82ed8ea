"""Who may do what, as a table. A role is a Django group of that name with exactly these permissions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VIEWER = "viewer"
STEWARD = "steward"
SENIOR_STEWARD = "senior steward"
ADMINISTRATOR = "administrator"
AUDITOR = "auditor"

SEES_SENSITIVE = "mdm.view_sensitive"
READS_REASONS = "mdm.view_reasons"
ASSIGNS = "mdm.assign_reviewitem"
APPROVES = "mdm.approve_changerequest"
ENTERS = "mdm.add_sourcerecord"

_SEE_CUSTOMERS = frozenset(
    {
        "mdm.view_goldenrecord",
        "mdm.view_goldenversion",
        "mdm.view_entity",
        "mdm.view_membership",
        "mdm.view_sourcerecord",
        "mdm.view_sourceversion",
        "mdm.view_cleanrecord",
        "mdm.view_qualityresult",
        "mdm.view_comparison",
        "mdm.view_interaction",
        "mdm.view_consent",
        "mdm.view_relationship",
    }
)
_SEE_RULES = frozenset(
    {
        "mdm.view_sourcesystem",
        "mdm.view_sourcemapping",
        "mdm.view_attributedefinition",
        "mdm.view_catalogueversion",
        "mdm.view_matchmodel",
        "mdm.view_survivorshippolicy",
        "mdm.view_qualityrule",
        "mdm.view_referencelist",
        "mdm.view_referenceversion",
        "mdm.view_scorecard",
        "mdm.view_costrate",
        "mdm.view_sourcewatch",
        "mdm.view_deskrule",
        "mdm.view_sharinglimit",
        "mdm.view_channel",
        "mdm.view_purpose",
        "mdm.view_relationshiptype",
    }
)
_SEE_OPERATIONS = frozenset(
    {
        "mdm.view_batch",
        "mdm.view_reject",
        "mdm.view_job",
        "mdm.view_chunk",
        "mdm.view_history",
        "mdm.view_ledgerentry",
        "mdm.view_subscription",
        "mdm.view_delivery",
        "mdm.view_batchquality",
        "mdm.view_sharedvalue",
    }
)
_SEE_DECISIONS = frozenset(
    {
        "mdm.view_proposal",
        "mdm.view_reviewitem",
        "mdm.view_judgement",
        "mdm.view_pin",
        "mdm.view_changerequest",
        "mdm.view_approvalrule",
    }
)
_SEE_ACCOUNTS = frozenset({"mdm.view_apiclient", "mdm.view_profileview", "auth.view_user", "auth.view_group"})

_DECIDE = frozenset(
    {
        "mdm.change_proposal",
        "mdm.change_reviewitem",
        "mdm.add_judgement",
        "mdm.add_pin",
        "mdm.change_pin",
        "mdm.add_changerequest",
        ENTERS,
    }
)
_ADMINISTER = frozenset(
    {
        "mdm.add_approvalrule",
        "mdm.change_approvalrule",
        "mdm.add_sourcesystem",
        "mdm.change_sourcesystem",
        "mdm.add_attributedefinition",
        "mdm.change_attributedefinition",
        "mdm.change_matchmodel",
        "mdm.change_survivorshippolicy",
        "mdm.change_qualityrule",
        "mdm.change_referencelist",
        "mdm.change_batchquality",
        "mdm.change_sharedvalue",
        "mdm.add_costrate",
        "mdm.change_costrate",
        "mdm.add_sourcewatch",
        "mdm.change_sourcewatch",
        "mdm.add_deskrule",
        "mdm.change_deskrule",
        "mdm.add_sharinglimit",
        "mdm.change_sharinglimit",
        "mdm.add_channel",
        "mdm.change_channel",
        "mdm.add_purpose",
        "mdm.change_purpose",
        "mdm.add_relationshiptype",
        "mdm.change_relationshiptype",
        "mdm.change_job",
        "mdm.add_apiclient",
        "mdm.change_apiclient",
        "mdm.add_profileview",
        "mdm.change_profileview",
        "mdm.change_subscription",
        "auth.add_user",
        "auth.change_user",
        "auth.delete_user",
    }
)

_VIEWER = _SEE_CUSTOMERS | _SEE_RULES
_STEWARD = _VIEWER | _SEE_OPERATIONS | _SEE_DECISIONS | _DECIDE | {SEES_SENSITIVE, READS_REASONS}

ROLES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        VIEWER: _VIEWER,
        STEWARD: _STEWARD,
        SENIOR_STEWARD: _STEWARD | {"mdm.change_job", ASSIGNS, APPROVES},
        ADMINISTRATOR: _STEWARD | _SEE_ACCOUNTS | _ADMINISTER | {ASSIGNS, APPROVES},
        AUDITOR: _VIEWER | _SEE_OPERATIONS | _SEE_DECISIONS | _SEE_ACCOUNTS | {READS_REASONS},
    }
)
