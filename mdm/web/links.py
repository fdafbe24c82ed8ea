"""Links of the schema: what an answer gives that other requests need. They are for readers and for stateful tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ID = "$response.body#/id"
_CUSTOMER = "$response.body#/customer_id"
_FIRST_CUSTOMER = "$response.body#/items/0/customer_id"
_RECORD = {"source": "$request.path.source", "key": "$request.path.key"}
_OF_SUBSCRIPTION = {"subscription": _ID}
_OF_JOB = {"job": _ID}

# What gives -> status -> what takes -> its parameters.
_LINKS: Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "subscriptions_add": {
        "201": {
            f"subscriptions_{one}": _OF_SUBSCRIPTION
            for one in ("read", "change", "secret", "rotate", "replay", "dead_letters", "revive", "remove")
        }
    },
    "proposals_make": {"201": {"proposals_read": {"proposal_id": _ID}}},
    "files_send": {"202": {f"jobs_{one}": _OF_JOB for one in ("read", "cancel", "resume", "rejects", "rejects_file")}},
    "records_put": {
        status: {
            **{f"records_{one}": _RECORD for one in ("read", "customer", "patch", "close")},
            "customers_read": {"customer_id": _CUSTOMER},
        }
        for status in ("200", "201")
    },
    "records_patch": {"200": {"records_read": _RECORD, "customers_read": {"customer_id": _CUSTOMER}}},
    "customers_search": {"200": {"customers_read": {"customer_id": "$response.body#/items/0/id"}}},
    "customers_match": {"200": {"customers_read": {"customer_id": "$response.body#/matches/0/customer_id"}}},
    "changes_read": {"200": {"customers_read": {"customer_id": _FIRST_CUSTOMER}}},
    "proposals_list": {
        "200": {
            "proposals_read": {"proposal_id": "$response.body#/items/0/id"},
            "customers_read": {"customer_id": _FIRST_CUSTOMER},
        }
    },
    "customers_read": {
        "200": {f"customers_{one}": {"customer_id": _ID} for one in ("lineage", "history", "explanation")}
    },
}
# What gives -> where in its answer a customer stands about whom something can be proposed.
_PROPOSABLE: Mapping[str, str] = {
    "customers_read": _ID,
    "customers_search": "$response.body#/items/0/id",
    "changes_read": _FIRST_CUSTOMER,
    "proposals_list": _FIRST_CUSTOMER,
}


def add_links(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of the schema: the links of the tables, where they belong."""
    for path in result["paths"].values():
        for operation in path.values():
            name = operation["operationId"]
            for status, taken in _LINKS.get(name, {}).items():
                operation["responses"][status]["links"] = {
                    other: {"operationId": other, "parameters": dict(parameters)} for other, parameters in taken.items()
                }
            if name in _PROPOSABLE:
                operation["responses"]["200"]["links"]["proposals_make"] = _proposing(_PROPOSABLE[name])
    return result


def _proposing(customer: str) -> dict[str, Any]:
    return {
        "operationId": "proposals_make",
        "requestBody": {
            "kind": "correction", "customer_id": customer, "attribute": "email", "value": {"value": "anna@new.example"},
            "reason": "She wrote from there.",
        },
        # A tester that mixes members of its own into the body would propose two things at once.
        "x-schemathesis": {"merge_body": False},
    }  # fmt: skip
