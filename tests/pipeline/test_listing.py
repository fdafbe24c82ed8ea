"""The list: filters, counts, pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mdm.models import ReviewItem
from mdm.pipeline.stewardship import worklist
from mdm.steward.listing.filters import View, Wanted
from mdm.steward.listing.queries import counts, page
from tests.pipeline.desk import pick, question, shown, waiting
from tests.world import World

pytestmark = pytest.mark.django_db
ANNA = {"full_name": "Anna Schmidt", "mail": "anna@schmidt-berlin.de"}


class TestListing:
    @pytest.fixture
    def items(self, ada, bea):
        world = World()
        crm, shop = world.record("crm", "1", **ANNA), world.record("shop", "2", **ANNA)
        found = [
            question(1, records=(crm.pk,), probability=0.95),
            question(2, records=(shop.pk,), probability=0.6, kind="vetoed_match"),
            question(3, records=(crm.pk, shop.pk), kind="quality", priority=1),
            question(4, kind="over_size"),
        ]
        ReviewItem.objects.filter(pk=found[3].pk).update(opened_at=timezone.now() - timedelta(days=9))
        worklist.claim([pick(found[1])], actor=bea)
        return {"crm": crm.source_id, "shop": shop.source_id, "ada": ada, "bea": bea, "items": found}

    @pytest.mark.parametrize(
        ("wanted", "numbers"),
        [
            ({}, {1, 2, 3, 4}),
            ({"kind": "quality"}, {3}),
            ({"source": "crm"}, {1, 3}),
            ({"source": "shop"}, {2, 3}),
            ({"score": 90}, {1}),
            ({"score": 50, "score_to": 90}, {2}),
            ({"days": 7}, {4}),
            ({"priority": 1}, {3}),
            ({"assignee": "bea"}, {2}),
            ({"view": View.FREE}, {1, 3, 4}),
            ({"view": View.MINE}, set()),
            ({"source": "crm", "kind": "quality", "priority": 1}, {3}),
        ],
    )
    def test_filters_and_their_counts(self, items, wanted, numbers):
        asked = {name: items.get(value, value) if isinstance(value, str) else value for name, value in wanted.items()}
        asked = {name: getattr(value, "pk", value) for name, value in asked.items()}
        if "kind" in wanted:
            asked["kind"] = wanted["kind"]
        found = {items["items"].index(one) + 1 for one in shown(items["ada"], **asked)}
        assert found == numbers
        counted = counts({"it": Wanted(**asked)}, person=items["ada"].pk, now=timezone.now())
        assert counted["it"].count == len(numbers)

    @pytest.mark.parametrize("size", [1, 2, 3, 7])
    def test_pages_show_each_row_once_there_and_back(self, ada, size):
        items = [question(one) for one in range(1, 8)]
        # Ties of rank are told apart by id.
        ReviewItem.objects.filter(pk__in=[one.pk for one in items[2:5]]).update(rank=items[2].rank)
        whole = waiting(ada)
        forward, at, pages = [], "", []
        while True:
            part = page(Wanted(after=at), person=ada.pk, now=timezone.now(), size=size)
            pages.append([one.pk for one in part.rows])
            forward += pages[-1]
            if part.after is None:
                break
            at = str(part.after)
        assert forward == whole
        back = []
        while part.before is not None:
            part = page(Wanted(before=str(part.before)), person=ada.pk, now=timezone.now(), size=size)
            back.insert(0, [one.pk for one in part.rows])
        assert back == pages[:-1]

    def test_counts_are_bounded(self, ada, monkeypatch):
        monkeypatch.setattr("mdm.steward.listing.queries.MOST_COUNTED", 2)
        for one in range(4):
            question(one)
        found = counts({"all": Wanted(), "none": Wanted(kind="privacy")}, person=ada.pk, now=timezone.now())
        assert (str(found["all"]), found["all"].count, str(found["none"])) == ("2+", 3, "0")
