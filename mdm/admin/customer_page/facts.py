"""What a customer's page shows of facts: contacts, consent, relations."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest

from mdm.admin.base import address, may_see, sees_sensitive
from mdm.syndicate.queries import profile_view
from mdm.understand.queries import Page, extras, interactions
from mdm.understand.terms.queries import terms

_CONTACTS_SHOWN = 10


def facts(request: HttpRequest, entity: UUID) -> dict[str, Any]:
    """The customer's facts as the reader may see them; `?contacts=` goes on behind that one."""
    if not may_see(request, "interaction"):
        return {}
    view, known = profile_view(None, sees_sensitive=sees_sensitive(request)), terms()
    found = extras([entity], view).get(entity, {})
    after = _place(request.GET.get("contacts", ""))
    rows = interactions(entity, view, Page(_CONTACTS_SHOWN + 1, after))
    shown = rows[:_CONTACTS_SHOWN]
    last = shown[-1][0] if len(rows) > _CONTACTS_SHOWN else None
    return {
        "contacts": [
            document | {"label": known.channels[document["channel"]].label, "when": at} for (at, _), document in shown
        ],
        "more_contacts": urlencode({"contacts": f"{last[0].isoformat()} {last[1]}"}) if last else "",
        "consents": [
            one
            | {
                "label": known.purposes[one["purpose"]].label,
                "by": known.channels[one["channel"]].label if one["channel"] else "Every channel",
            }
            for one in found["consents"]
        ],
        "relations": [one | {"url": address("goldenrecord", one["customer_id"])} for one in found["relations"]],
    }


def _place(text: str) -> tuple[datetime, int] | None:
    at, _, last = text.rpartition(" ")
    try:
        return (datetime.fromisoformat(at.replace(" ", "+")), int(last)) if at else None
    except ValueError:
        return None
