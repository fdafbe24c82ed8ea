"""Typed client of the customer master data service's REST API."""

from mdm_client.client import Client
from mdm_client.documents import (
    Change,
    DeadLetter,
    Feed,
    FoundCustomer,
    GoldenVersion,
    Member,
    Profile,
    Record,
    Sent,
    Subscription,
    Value,
)
from mdm_client.problems import ProblemError

__all__ = [
    "Change",
    "Client",
    "DeadLetter",
    "Feed",
    "FoundCustomer",
    "GoldenVersion",
    "Member",
    "ProblemError",
    "Profile",
    "Record",
    "Sent",
    "Subscription",
    "Value",
]
