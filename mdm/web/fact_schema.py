"""How the schema describes facts: what may be sent is told from the forms by which it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from drf_spectacular.utils import OpenApiExample

from mdm.understand.facts import FORMS, FactKind, Holds, Member
from mdm.web.acting_schema import (
    EXPECTING,
    IDEMPOTENCY,
    IF_MATCH,
    IF_MATCH_NEEDED,
    IF_NONE_MATCH,
    KEY,
    MISSING,
    MOVED_ON,
    SOURCE,
    UNEXPECTED,
    WITH_BODY,
    acting,
)
from mdm.web.fact_shapes import (
    ConsentPage,
    FactBatchResult,
    InteractionPage,
    MayContact,
    RelationPage,
    SentFact,
    TakenConsent,
    TakenInteraction,
    TakenRelationship,
)
from mdm.web.openapi import CUSTOMER_ID, described
from mdm.web.parameters import InteractionParameters, MayContactParameters, PageParameters

MOST_FACTS = 500

Json = dict[str, Any]


def _of_member(member: Member) -> Json:
    text: Json = {"type": "string", "maxLength": member.limit}
    shapes: Mapping[Holds, Json] = {
        Holds.KEY: text | {"minLength": 1},
        Holds.CODE: text | {"pattern": "^[a-z0-9_]+$"},
        Holds.CHOICE: {"type": "string", "enum": list(member.of)},
        Holds.MOMENT: {"type": "string", "format": "date-time"},
        Holds.DAY: {"type": "string", "format": "date"},
        Holds.NUMBER: {"type": "number", "minimum": 0, "maximum": member.limit},
    }
    shape = shapes.get(member.holds, text)
    if member.is_required:
        return {**shape, "description": member.about}
    return {"anyOf": [shape, {"type": "null"}], "description": member.about}


def _object(members: Mapping[str, Json], required: list[str]) -> Json:
    return {"type": "object", "properties": dict(members), "required": required, "additionalProperties": False}


def form_schema(kind: FactKind) -> Json:
    """The JSON schema of what a sender states."""
    properties: dict[str, Json] = {}
    nested: dict[str, dict[str, Json]] = {}
    for member in FORMS[kind]:
        outer, _, inner = member.name.partition(".")
        if inner:
            nested.setdefault(outer, {})[inner] = _of_member(member)
            properties[outer] = {}
        else:
            properties[outer] = _of_member(member)
    for outer, inside in nested.items():
        properties[outer] = _object(inside, ["key"])
    required = dict.fromkeys(member.name.partition(".")[0] for member in FORMS[kind] if member.is_required)
    return _object(properties, list(required))


def _batch_schema(kind: FactKind) -> Json:
    key = {"type": "string", "minLength": 1, "maxLength": 255}
    item = {
        "oneOf": [
            _object({"key": key, str(kind): form_schema(kind)}, ["key", str(kind)]),
            _object({"key": key, "remove": {"type": "boolean", "enum": [True]}}, ["key", "remove"]),
        ]
    }
    return _object({"items": {"type": "array", "items": item, "minItems": 1, "maxItems": MOST_FACTS}}, ["items"])


_EXAMPLES: Mapping[FactKind, Json] = {
    FactKind.INTERACTION: {
        "record": {"key": "C-1001"}, "at": "2026-03-01T12:04:00Z", "channel": "service", "direction": "in",
        "subject": "Delivery came damaged", "reason": "complaint", "state": "open",
    },
    FactKind.CONSENT: {
        "record": {"key": "C-1001"}, "purpose": "newsletter", "channel": "email", "state": "granted",
        "stated_at": "2026-03-01T12:00:00Z", "proof": "Double opt-in, form 12",
    },
    FactKind.RELATIONSHIP: {
        "record": {"key": "C-1001"}, "type": "decision_maker_for", "to": {"key": "K-77"}, "since": "2024-01-01",
    },
}  # fmt: skip
_TAKEN = {
    FactKind.INTERACTION: TakenInteraction,
    FactKind.CONSENT: TakenConsent,
    FactKind.RELATIONSHIP: TakenRelationship,
}
Decorator = Callable[..., Any]


class Described(NamedTuple):
    """The descriptions of one kind's addresses."""

    read: Decorator
    put: Decorator
    remove: Decorator
    batch: Decorator


def _described(kind: FactKind) -> Described:
    name, example = f"{kind}s", _EXAMPLES[kind]
    batch = {"items": [{"key": "4711", str(kind): example}, {"key": "4710", "remove": True}]}
    return Described(
        read=described(f"{name}_read", f"The {kind} as its source stated it", _TAKEN[kind], parameters=(SOURCE, KEY)),
        put=acting(
            f"{name}_put",
            f"Take in the whole {kind}; the answer says whose it is",
            request={"application/json": form_schema(kind)},
            answers={200: SentFact, 201: SentFact},
            problems=WITH_BODY | MISSING | MOVED_ON | UNEXPECTED,
            parameters=(SOURCE, KEY, IF_MATCH, IF_NONE_MATCH),
            examples=(OpenApiExample(str(kind), value=example, request_only=True),),
        ),
        remove=acting(
            f"{name}_remove",
            f"Take the {kind} back: it stays, and counts no more",
            request=None,
            answers={200: SentFact},
            problems=MISSING | MOVED_ON | EXPECTING,
            parameters=(SOURCE, KEY, IF_MATCH_NEEDED),
        ),
        batch=acting(
            f"{name}_batch",
            f"Take in many {name}, each by itself, with a result for each",
            request={"application/json": _batch_schema(kind)},
            answers={200: FactBatchResult},
            problems=WITH_BODY | MISSING | MOVED_ON,
            parameters=(SOURCE, IDEMPOTENCY),
            examples=(OpenApiExample("batch", value=batch, request_only=True),),
        ),
    )


DESCRIBED: Mapping[FactKind, Described] = {kind: _described(kind) for kind in FactKind}

INTERACTIONS = described(
    "customers_interactions", "A customer's interactions, the latest first", InteractionPage,
    parameters=(CUSTOMER_ID, InteractionParameters),
)  # fmt: skip
RELATIONS = described(
    "customers_relations", "How a customer stands to others, past relations too", RelationPage,
    parameters=(CUSTOMER_ID, PageParameters),
)  # fmt: skip
CONSENTS = described(
    "customers_consents", "What is said of a customer's consent, and what it comes to", ConsentPage,
    parameters=(CUSTOMER_ID,),
)  # fmt: skip
MAY_CONTACT = described(
    "customers_may_contact", "May I contact this customer about this purpose by that channel?", MayContact,
    parameters=(CUSTOMER_ID, MayContactParameters),
)  # fmt: skip
