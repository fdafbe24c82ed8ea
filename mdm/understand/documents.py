"""Facts as readers get them: plain documents, free text masked where it may not be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mdm.access.sight import MASK
from mdm.understand.consent import Answer, Reason, Statement
from mdm.understand.facts import FORMS, FREE_TEXTS, FactKind, Terms
from mdm.understand.relations import Relation

if TYPE_CHECKING:
    from mdm.syndicate.queries import Customer

Json = dict[str, Any]


def nested(kind: FactKind, values: Mapping[str, Any]) -> Json:
    """The members as a sender states them, from their columns; what is not stated is null."""
    found: Json = {}
    for member in FORMS[kind]:
        outer, _, inner = member.name.partition(".")
        value = values[member.column]
        value = None if value == "" else value
        if inner:
            found.setdefault(outer, {})[inner] = value
        else:
            found[outer] = value
    return found


def seen_texts(kind: FactKind, document: Mapping[str, Any], *, sees_texts: bool) -> Json:
    """The fact without what people wrote, for who may not read it."""
    if sees_texts:
        return dict(document)
    return {name: MASK if value and name in FREE_TEXTS[kind] else value for name, value in document.items()}


def answered(answer: Answer) -> Json:
    """An answer about consent, with what decided."""
    decisive = answer.reasons[0].statement if answer.reasons and answer.standing == answer.reasons[0].standing else None
    return {
        "purpose": answer.purpose,
        "channel": answer.channel,
        "may_contact": answer.is_allowed,
        "standing": str(answer.standing),
        "why": answer.why,
        "stated_at": decisive.stated_at if decisive else None,
        "valid_until": decisive.valid_until if decisive else None,
        "said_by": decisive.said_by.as_json() if decisive else None,
    }


def reason(one: Reason) -> Json:
    """A statement that has a say in an answer."""
    return statement(one.statement) | {"standing": str(one.standing)}


def statement(one: Statement) -> Json:
    """A statement about consent."""
    return {
        **one.said_by.as_json(),
        "record": one.record.as_json(),
        "purpose": one.purpose,
        "channel": one.channel,
        "state": one.state,
        "stated_at": one.stated_at,
        "valid_until": one.valid_until,
    }


def named(customer: Customer) -> Json:
    """What a relation tells of the customer at its other end."""
    return {"name": customer.document["name"] if customer.document else "", "kind": customer.kind}


def relation(one: Relation, customer: Mapping[str, Any], terms: Terms) -> Json:
    """A relation to another customer, of whom `customer` tells name and kind."""
    term = terms.types[one.type]
    return {
        "type": one.type,
        "label": term.inverse if one.is_inverse else term.label,
        "is_inverse": one.is_inverse,
        "customer_id": one.customer,
        "name": customer["name"],
        "kind": customer["kind"],
        "since": one.since,
        "until": one.until,
        "said_by": [place.as_json() for place in one.said_by],
    }
