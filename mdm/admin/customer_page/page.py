"""What the page of one customer shows, as it is now or as it was at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from mdm.access.sight import seen_values
from mdm.admin.base import address, may_see, sees_sensitive
from mdm.admin.customer_page.facts import facts
from mdm.admin.customer_page.graph import MOST_NODES, graph
from mdm.admin.lineage import lines
from mdm.catalogue.queries import catalogue, hidden_attributes
from mdm.grade.queries import golden_grade, grades_of
from mdm.models import Entity
from mdm.pipeline.stewardship.lives import history, story
from mdm.resolve.life.queries import Belonging, Neighbour, judgements_on, members_at, members_now, neighbours
from mdm.steward.pins.queries import pins_on
from mdm.steward.queries import comparisons_between
from mdm.steward.worklist.queries import open_items
from mdm.syndicate import queries
from mdm.syndicate.views import WHOLE

_MEMBERS_SHOWN = 50
_STEPS_SHOWN = 20
_EVENTS_SHOWN = 25
_NEAR_SHOWN = 5
# What reads all members, reads so many of them.
_MOST_MEMBERS = 400


def context(request: HttpRequest, entity: Entity) -> Mapping[str, Any]:
    """The page of the customer; `?at=` shows it as it was then."""
    at = _moment(request.GET.get("at", ""))
    shown = _as_it_was(request, entity, at) if at else _as_it_is(request, entity)
    return {
        "entity": entity,
        "at": at,
        "at_text": f"{timezone.localtime(at or timezone.now()):%Y-%m-%dT%H:%M}",
        "survivor_url": address("goldenrecord", entity.merged_into_id) if entity.merged_into_id else "",
        "was": _was(request, entity),
        **shown,
        **_history(request, entity, shown["records"]),
    }


def _moment(text: str) -> datetime | None:
    """The moment stated in an address; None for what is no moment."""
    try:
        at = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    if at is None or not 1900 < at.year < 9000:
        return None
    return timezone.make_aware(at) if timezone.is_naive(at) else at


def _was(request: HttpRequest, entity: Entity) -> Entity | None:
    """The merged id that led here."""
    try:
        former = UUID(request.GET.get("was", ""))
    except ValueError:
        return None
    return Entity.objects.filter(pk=former, merged_into=entity).first()


def _as_it_is(request: HttpRequest, entity: Entity) -> dict[str, Any]:
    sight = sees_sensitive(request)
    customer = queries.customer(entity.pk, sees_sensitive=sight)
    document = customer.document or {"values": [], "name": ""}
    records = [one.record for one in customer.members][:_MOST_MEMBERS]
    first = _start(request.GET, len(customer.members))
    members = members_now(entity.pk, start=first, limit=_MEMBERS_SHOWN)
    return {
        "customer": customer,
        "name": document["name"],
        "number": customer.number,
        "since": customer.since,
        "lines": list(lines(document, catalogue(), customer.places, grades_of(_winners(document)))),
        "grade": golden_grade(entity.pk, hidden_attributes(sees_sensitive=sight)),
        "members": members,
        "member_count": len(customer.members),
        "member_pages": _pages(len(customer.members), first),
        "records": records,
        "pins": _pins(records, sees_sensitive=sight),
        "items": open_items(records) if may_see(request, "reviewitem") else [],
        "facts": facts(request, entity.pk),
        **_ties(records, members, len(customer.members), sees_sensitive=sight),
    }


def _as_it_was(request: HttpRequest, entity: Entity, at: datetime) -> dict[str, Any]:
    """The golden record and the members at that moment."""
    view = WHOLE.masking(hidden_attributes(sees_sensitive=sees_sensitive(request)))
    version = queries.version_at(entity.pk, at, view=view)
    document = version.document if version else {"values": [], "name": ""}
    members = members_at(entity.pk, at, limit=_MEMBERS_SHOWN)
    return {
        "name": document["name"],
        "number": version.number if version else None,
        "since": version.since if version else None,
        "version": version,
        "lines": list(lines(document, catalogue(), queries.places_in([document]))),
        "members": members,
        "member_count": len(members),
        "records": [one.record for one in members],
    }


def _ties(records: list[int], members: list[Belonging], total: int, *, sees_sensitive: bool) -> dict[str, Any]:
    """What holds the members together, and who stands near without being one of them."""
    now = timezone.now()
    said = judgements_on(records, before=now, limit=200)
    among = members if len(members) == total else members[:MOST_NODES]
    links = comparisons_between([one.record for one in among], limit=400)
    known = set(records)
    return {
        "graph": graph(among, links, said, total=total, weights=sees_sensitive) if total > 1 else None,
        "steps": story(members[:_STEPS_SHOWN], before=now, sees_sensitive=sees_sensitive),
        "apart": [(one, *_other(one, known)) for one in said if one.is_live and not {one.low, one.high} <= known][:10],
        "near": [
            (one, address("goldenrecord", one.customer) if one.customer else "")
            for one in _near(records, sees_sensitive=sees_sensitive)
        ],
    }


def _near(records: list[int], *, sees_sensitive: bool) -> list[Neighbour]:
    """Whom else records were compared with, the likeliest first, but for a reader who must not learn who that is."""
    found = neighbours(records, limit=_NEAR_SHOWN)
    return found if sees_sensitive else sorted(found, key=lambda one: one.place)


def _other(one: Any, known: set[int]) -> tuple[str, str]:
    """The record outside and the page of its customer."""
    place, customer = (one.high_place, one.high_customer) if one.low in known else (one.low_place, one.low_customer)
    return place, address("goldenrecord", customer) if customer else ""


def _history(request: HttpRequest, entity: Entity, records: list[int]) -> dict[str, Any]:
    before = _moment(request.GET.get("before", "")) or timezone.now()
    events = history(
        entity.pk, records, before=before, limit=_EVENTS_SHOWN + 1, sees_ledger=may_see(request, "ledgerentry")
    )
    shown = events[:_EVENTS_SHOWN]
    return {
        "events": [(one, [(str(other), address("goldenrecord", other)) for other in one.customers]) for one in shown],
        "earlier": shown[-1].at.isoformat() if len(events) > _EVENTS_SHOWN else "",
    }


def _pins(records: list[int], *, sees_sensitive: bool) -> list[dict[str, Any]]:
    hidden, known = hidden_attributes(sees_sensitive=sees_sensitive), catalogue().attributes
    found = pins_on(records)
    values = seen_values([one.value.as_json() for one in found], hidden)
    return [
        {
            "pin": one,
            "label": known[one.attribute].label if one.attribute in known else one.attribute,
            "display": value["display"],
            "is_masked": value.get("is_masked", False),
        }
        for one, value in zip(found, values, strict=True)
    ]


def _winners(document: Mapping[str, Any]) -> list[int]:
    return [one["record"] for one in document["values"] if one.get("record") is not None]


def _start(query: QueryDict, total: int) -> int:
    asked = query.get("members", "")
    place = int(asked) if asked.isdecimal() and len(asked) < 7 else 0
    return min(place, max(total - 1, 0)) // _MEMBERS_SHOWN * _MEMBERS_SHOWN


def _pages(total: int, first: int) -> list[tuple[int, int, int, bool]]:
    """Start, first and last number of each page of members, and whether it is this one; none where one holds all."""
    if total <= _MEMBERS_SHOWN:
        return []
    starts = range(0, total, _MEMBERS_SHOWN)
    return [(one, one + 1, min(one + _MEMBERS_SHOWN, total), one == first) for one in starts]
