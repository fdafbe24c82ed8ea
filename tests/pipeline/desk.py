"""Questions on the work list, and what tests do with them."""

from __future__ import annotations

from django.utils import timezone

from mdm.steward.listing.filters import Wanted
from mdm.steward.listing.queries import page
from mdm.steward.worklist import actions
from mdm.steward.worklist.deeds import Pick


def question(number=1, **fields):
    given = {
        "signature": f"q{number}", "kind": "possible_match", "records": (number,), "sentence": "One?", "priority": 3,
        "facts": {"left": number, "right": number},
    }  # fmt: skip
    return actions.open_item(actions.Question(**(given | fields)))


def pick(item):
    return Pick(item.pk, item.version)


def fresh(item):
    item.refresh_from_db()
    return item


def only(moved):
    """The one thing that came of it."""
    assert len(moved.done) + len(moved.refused) == 1
    return moved.refused[0] if moved.refused else moved.done[0]


def shown(person, **wanted):
    return page(Wanted(**wanted), person=person.pk, now=timezone.now()).rows


def waiting(person):
    return [one.pk for one in shown(person)]
