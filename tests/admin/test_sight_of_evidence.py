"""Who may not see an attribute does not learn from any page whether records agree in it: agreeing or not, all is told
alike.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import zip_longest

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from mdm.models import CleanRecord, Comparison, GoldenRecord, GoldenVersion, ReviewItem, SourceVersion
from mdm.resolve.held import Held, HeldKind
from mdm.steward.worklist.triage import triage
from tests.world import World

ANNA = {"full_name": "Anna Schmidt", "mail": "anna@schmidt-berlin.de"}
SAME, OTHER = "1980-05-17", "1981-01-01"
# What differs from one showing to the next by itself: tokens, times, versions of golden records.
PASSING = re.compile(
    r'csrfmiddlewaretoken" value="[^"]+"|"x-csrftoken": "[^"]+"|nonce="[^"]+"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d[^"<]*'
    r"|version \d+|\d+ (min|h)\b"
)


class Pair:
    """Two records of one customer, and one of another who is near, whose hidden values agree or do not."""

    def __init__(self, world):
        self.world = world
        one, other, near = (world.record("crm", key, **ANNA, born=SAME) for key in "123")
        self.records = (one, other, near)
        made = {born: world.record("crm", f"made {born}", **ANNA, born=born) for born in (SAME, OTHER)}
        self.clean = {
            born: CleanRecord.objects.values("values", "birth_date").get(record=record) for born, record in made.items()
        }
        self.customer, self.other = world.customer(one, other), world.customer(near)
        for left, right in ((one, other), (one, near)):
            world.compared(left, right)
        self.item = ReviewItem.objects.create(
            kind="possible_match", signature="1", records=[one.pk, other.pk, near.pk],
            facts={"left": one.pk, "right": near.pk}, sentence="", opened_at=timezone.now(),
        )  # fmt: skip

    def tell(self, born, kind, probability, veto):
        """All that the pipeline would have left behind had the near ones been born then."""
        _, *others = self.records
        for record in others:
            CleanRecord.objects.filter(record=record).update(**self.clean[born])
            SourceVersion.objects.filter(record=record).update(payload={"id": record.key, **ANNA, "born": born})
        for entity in (self.customer, self.other):
            self.world.golden(entity)
        GoldenRecord.objects.update(number=1)
        GoldenVersion.objects.all().delete()
        zone = "certain" if probability > 0.99 else "possible"
        Comparison.objects.update(probability=probability, weight=20 * probability, zone=zone, veto=veto)
        self._ask(kind, probability, veto)
        cache.clear()

    def _ask(self, kind, probability, veto):
        records = tuple(self.item.records)
        held = Held(
            kind=HeldKind(kind), left=records[0], right=records[2], records=records, size=3, probability=probability,
            weight=9.0, veto=veto,
        )  # fmt: skip
        told = triage(held)
        self.item.kind, self.item.priority, self.item.sentence = kind, told.priority, told.sentence
        self.item.probability = probability
        self.item.due_at = timezone.now() + timedelta(days=-1 if veto else told.priority)
        self.item.save()


@pytest.fixture
def pair(db):
    return Pair(World())


def addresses(pair):
    yield reverse("admin:index")
    yield reverse("admin:mdm_goldenrecord_changelist") + "?q=Schmidt"
    yield from (reverse("admin:mdm_goldenrecord_change", args=[one.pk]) for one in (pair.customer, pair.other))
    yield from (reverse("admin:mdm_sourcerecord_change", args=[one.pk]) for one in pair.records)
    yield reverse("admin:mdm_reviewitem_changelist")
    for narrowed in ("kind=vetoed_match", "priority=2", "view=overdue", "score=99"):
        yield f"{reverse('admin:mdm_reviewitem_changelist')}?{narrowed}"
    yield reverse("admin:mdm_reviewitem_change", args=[pair.item.pk])
    yield reverse("admin:mdm_reviewitem_weights", args=[pair.item.pk])
    both = ",".join(map(str, pair.item.records[:2]))
    yield f"{reverse('admin:mdm_reviewitem_preview', args=[pair.item.pk])}?A={both}"


def told(browser, pair):
    found = {}
    for address in addresses(pair):
        page = browser.get(address, follow=True)
        if page.status_code == 200:
            found[address] = PASSING.sub("", page.content.decode())
    return found


AGREES, VETOED, WEAKER, TORN = (
    (SAME, "possible_match", 0.97, 0), (OTHER, "vetoed_match", 0.999, 3), (OTHER, "possible_match", 0.55, 0),
    (OTHER, "over_merge", 0.995, 4),
)  # fmt: skip


@pytest.mark.parametrize(
    ("role", "otherwise"), [("viewer", VETOED), ("auditor", VETOED), ("auditor", WEAKER), ("auditor", TORN)]
)
def test_no_page_tells_whether_hidden_attributes_agree(sign_in, pair, role, otherwise):
    browser = sign_in(role)
    pair.tell(*AGREES)
    agreeing = told(browser, pair)
    pair.tell(*otherwise)
    differing = told(browser, pair)
    assert agreeing.keys() == differing.keys()
    found = {address: list(_lines(text, differing[address])) for address, text in agreeing.items()}
    assert {address: lines for address, lines in found.items() if lines} == {}


def _lines(one, other):
    """The lines that differ."""
    pairs = zip_longest(one.splitlines(), other.splitlines(), fillvalue="")
    return (f"{left.strip()} | {right.strip()}" for left, right in pairs if left != right)


def test_who_may_see_is_told_all_of_it(sign_in, pair):
    browser = sign_in("steward")
    pair.tell(*AGREES)
    agreeing = told(browser, pair)
    pair.tell(*VETOED)
    differing = told(browser, pair)
    same = [address for address, text in agreeing.items() if text == differing.get(address)]
    assert [one for one in same if "reviewitem" in one or ("goldenrecord" in one and "?q" not in one)] == []
