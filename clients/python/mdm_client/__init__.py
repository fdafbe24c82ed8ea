"""Typed client of the customer master data service's REST API."""

from mdm_client.changes import Change, DeadLetter, Feed, Snapshot, Subscription
from mdm_client.client import Client, Criteria
from mdm_client.documents import (
    BatchItem,
    BatchResult,
    FileJob,
    FoundCustomer,
    GoldenVersion,
    LookedUp,
    Match,
    Matches,
    Member,
    Place,
    Profile,
    Proposal,
    Record,
    Refused,
    Sent,
    Validation,
    Value,
)
from mdm_client.problems import ProblemError

__all__ = [
    "BatchItem",
    "BatchResult",
    "Change",
    "Client",
    "Criteria",
    "DeadLetter",
    "Feed",
    "FileJob",
    "FoundCustomer",
    "GoldenVersion",
    "LookedUp",
    "Match",
    "Matches",
    "Member",
    "Place",
    "ProblemError",
    "Profile",
    "Proposal",
    "Record",
    "Refused",
    "Sent",
    "Snapshot",
    "Subscription",
    "Validation",
    "Value",
]
