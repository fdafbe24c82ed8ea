"""Links of the schema: what an answer gives that other requests need. They are for readers and for stateful tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ID = "$response.body#/id"
_CUSTOMER = "$response.body#/customer_id"
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
    "customers_read": {
        "200": {f"customers_{one}": {"customer_id": _ID} for one in ("lineage", "history", "explanation")}
    },
}
# A proposal needs a customer that there is.
_PROPOSED = {
    "kind": "correction", "customer_id": _ID, "attribute": "email", "value": {"value": "anna@new.example"},
    "reason": "She wrote from there.",
}  # fmt: skip


def add_links(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of the schema: the links of the table, where they belong."""
    for path in result["paths"].values():
        for operation in path.values():
            for status, taken in _LINKS.get(operation["operationId"], {}).items():
                operation["responses"][status]["links"] = {
                    name: {"operationId": name, "parameters": dict(parameters)} for name, parameters in taken.items()
                }
            if operation["operationId"] == "customers_read":
                link = {"operationId": "proposals_make", "requestBody": dict(_PROPOSED)}
                operation["responses"]["200"]["links"]["proposals_make"] = link
    return result
