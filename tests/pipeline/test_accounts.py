"""manage.py explain: a customer, a pair that is one, and pairs that are not, with what decided."""

import json
import uuid

import pytest
from django.core.management import CommandError, call_command

from mdm.acquire.queries import find_record
from mdm.pipeline.identity.accounts import between, history
from mdm.resolve.queries import memberships
from mdm.syndicate.profiles import Place
from tests.pipeline.people import BOB, MAYBE, ROBERT, STRANGER

CRM_1, SHOP_2, SHOP_3, SHOP_4 = Place("crm", "1"), Place("shop", "2"), Place("shop", "3"), Place("shop", "4")


@pytest.fixture
def taken_in(installation):
    first = installation.take_in("crm", ROBERT)
    for row in (BOB, MAYBE, STRANGER):
        installation.take_in("shop", row)
    return first


def told(capsys, *arguments, **options):
    call_command("explain", *arguments, **options)
    return capsys.readouterr().out


def customer_of(place):
    record = find_record(*place)
    return memberships([record])[record]


@pytest.mark.usefixtures("taken_in")
class TestAccounts:
    def test_a_customer_is_told_record_by_record(self, capsys):
        customer = customer_of(CRM_1)
        found = history(customer)
        assert {one.place for one in found.members} == {CRM_1, SHOP_2}
        text = told(capsys, str(customer))
        assert "== crm 1" in text
        assert "match model 1" in text
        assert "They share a mailbox." in text

    def test_a_pair_that_is_one_says_so_and_adds_up(self, capsys):
        found = between(CRM_1, SHOP_2)
        assert found.is_one
        assert found.reasons == ("Between the two alone it is certain.",)
        steps = found.explanation.steps
        assert steps[-1].total == pytest.approx(sum(one.weight for one in steps), abs=1e-6)
        assert "They are one customer today." in told(capsys, pair=[*CRM_1, *SHOP_2])

    def test_strangers_say_that_they_were_never_compared(self, capsys):
        text = told(capsys, why_not=[*CRM_1, *SHOP_4])
        assert "They are not one customer today." in text
        assert "no blocking key" in text

    def test_a_question_is_told_as_one(self):
        found = between(CRM_1, SHOP_3)
        assert not found.is_one
        assert found.reasons[0].startswith("The probability is")

    def test_machines_get_the_same(self, capsys):
        document = json.loads(told(capsys, pair=[*CRM_1, *SHOP_2], json=True))
        assert document["is_one"] is True
        assert document["explanation"]["model_version"] == 1

    @pytest.mark.parametrize(
        ("arguments", "options", "said"),
        [
            ([str(uuid.uuid4())], {}, "No customer answers"),
            ([], {"pair": ["crm", "1", "crm", "999"]}, "knows no record"),
            ([], {"pair": ["crm", "1", "crm", "1"]}, "two different records"),
        ],
    )
    def test_what_is_not_there_is_refused(self, arguments, options, said):
        with pytest.raises(CommandError, match=said):
            call_command("explain", *arguments, **options)
