"""Audit: every act and every change of a row, by whatever way: found, shown before and after, taken out as a file."""

from __future__ import annotations

import csv
import io

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from mdm.checks import rights_of, too_wide_rights
from mdm.ledger.actions import enter
from mdm.ledger.models import WATCHED
from mdm.ledger.queries import acts, changes_under, entries_under
from mdm.models import History, Judgement, LedgerEntry, Pin, ReviewItem, SourceSystem
from mdm.pipeline.stewardship import answering, decisions
from mdm.records import AttributeKind, CleanValue, PinKind, Verdict
from mdm.steward.worklist.deeds import Pick

LIST = "admin:mdm_ledgerentry_changelist"
EXPORT = "admin:mdm_ledgerentry_export"


@pytest.fixture
def records(world):
    return [world.record("crm", key, full_name=name) for key, name in (("1", "Anna Schmidt"), ("2", "Bernd Vogel"))]


@pytest.fixture
def steward(db):
    return User.objects.create_user("steward")


def judge(records, steward, verdict=Verdict.UNSURE):
    return decisions.judge([(records[0].pk, records[1].pk)], verdict, actor=steward, reason="Who knows.")


def test_every_table_in_which_people_decide_is_watched(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT event_object_table FROM information_schema.triggers "
                       "WHERE trigger_name = 'keep_history'")  # fmt: skip
        assert {row[0] for row in cursor.fetchall()} == WATCHED


def test_an_act_s_changes_are_found_from_the_act_and_back(records, steward):
    entry = LedgerEntry.objects.get(pk=judge(records, steward).entry)
    changes = changes_under(entry.transaction)
    (made,) = [one for one in changes if one.relation == "mdm_judgement"]
    assert (made.operation, made.after["verdict"], made.after["entry_id"]) == ("INSERT", "unsure", entry.pk)
    assert entry in entries_under(made.transaction)


def test_changes_by_sql_and_in_bulk_are_kept(records):
    before = History.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mdm_sourcesystem SET trust = 99")
    kept = History.objects.order_by("id")[before:]
    assert [(one.operation, one.changed, one.before, one.after) for one in kept] == [
        ("UPDATE", ["trust"], {"trust": 50}, {"trust": 99})
    ] * SourceSystem.objects.count()


def test_neither_secrets_nor_customers_values_are_kept(records, steward):
    value = CleanValue("email", AttributeKind.EMAIL, {}, {"value": "secret@x.example"}, "secret@x.example")
    decisions.pin(records[0].pk, PinKind.FIX, value, actor=steward, reason="told us")
    Pin.objects.update(value={"display": "altered@x.example"})
    steward.set_password("correct horse battery")
    steward.save()
    told = str(list(History.objects.values()))
    assert "x.example" not in told
    assert "pbkdf2" not in told
    changed = [one.changed for one in History.objects.filter(operation="UPDATE", relation="mdm_pin")]
    assert ["value"] in changed


def test_signing_in_is_no_change(client, steward):
    before = History.objects.count()
    client.force_login(steward)
    assert History.objects.count() == before


def test_roles_given_are_told(steward):
    steward.groups.set([Group.objects.get(name="auditor")])
    assert History.objects.filter(relation="auth_user_groups", operation="INSERT").exists()


@pytest.mark.parametrize("statement", ["UPDATE mdm_history SET db_user = ''", "DELETE FROM mdm_history"])
def test_history_is_append_only(records, statement):
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


class TestPages:
    @pytest.fixture
    def entry(self, records, steward):
        return LedgerEntry.objects.get(pk=judge(records, steward).entry)

    @pytest.mark.parametrize(
        ("query", "finds"),
        [
            ({"act": "judged"}, True),
            ({"act": "merged"}, False),
            ({"actor": "{actor}"}, True),
            ({"actor": "0"}, False),
            ({"q": "records"}, True),
            ({"q": "record"}, False),
            ({"at_to_0": "2020-12-31", "at_to_1": "23:59:59"}, False),
            ({"at_from_0": "2020-01-01", "at_from_1": "00:00:00"}, True),
            ({"at_from_0": "2020-01-01"}, True),
            ({"at_to_0": "2020-01-01"}, False),
        ],
    )
    def test_search_by_who_what_when_and_subject(self, sign_in, entry, query, finds):
        query = {name: text.format(actor=entry.actor_id) for name, text in query.items()}
        found = sign_in("auditor").get(reverse(LIST), query).context["cl"].queryset
        assert found.filter(pk=entry.pk).exists() is finds

    def test_before_and_after_and_the_way_to_undo(self, sign_in, entry):
        address = reverse("admin:mdm_ledgerentry_change", args=[entry.pk])
        page = sign_in("steward").get(address).content.decode()
        assert "mdm_judgement" in page
        assert f"kind=undo&amp;entry={entry.pk}" in page
        assert "kind=undo" not in sign_in("auditor").get(address).content.decode()

    def test_an_accepted_item_is_reopened_on_its_page(self, sign_in, records, steward):
        item = ReviewItem.objects.create(kind="quality", signature="q", records=[records[0].pk], sentence="Odd.")
        answering.answer(Pick(item.pk), "accepted", actor=steward)
        entry = LedgerEntry.objects.get(act="quality_accepted")
        address = reverse("admin:mdm_ledgerentry_change", args=[entry.pk])
        there = reverse("admin:mdm_reviewitem_change", args=[item.pk]) + "#handling"
        assert sign_in("steward").get(address).context["undo_url"] == there
        assert sign_in("auditor").get(address).context["undo_url"] == ""

    def test_a_change_without_an_act_is_marked(self, sign_in, entry):
        alone = History.objects.create(
            at=entry.at, transaction=1, relation="mdm_pin", row="1", operation="UPDATE", changed=["attribute"],
            before={"attribute": "email"}, after={"attribute": "phone"}, db_user="somebody",
        )  # fmt: skip
        page = sign_in("auditor").get(reverse("admin:mdm_history_change", args=[alone.pk])).content.decode()
        assert "made in the database itself" in page
        made = History.objects.get(relation="mdm_judgement")
        address = reverse("admin:mdm_history_change", args=[made.pk])
        assert "Who knows." in sign_in("administrator").get(address).content.decode()
        auditor = sign_in("auditor")
        assert "Who knows." in auditor.get(address).content.decode()
        role = Group.objects.get(name="auditor")
        role.permissions.remove(role.permissions.get(codename="view_reasons"))
        assert "Who knows." not in auditor.get(address).content.decode()
        assert sign_in("auditor").get(reverse("admin:mdm_history_changelist")).status_code == 200

    def test_export_is_what_is_listed_and_is_an_act(self, sign_in, entry):
        answer = sign_in("auditor").get(reverse(EXPORT), {"act": "judged"})
        rows = list(csv.reader(io.StringIO(answer.getvalue().decode())))
        assert [row[0] for row in rows[1:]] == [str(entry.pk)]
        assert LedgerEntry.objects.get(act="exported").actor.username == "test auditor"
        assert sign_in("viewer").get(reverse(EXPORT)).status_code == 403


def test_acts_are_listed_by_the_index(db):
    for act in ("b", "a", "b"):
        enter(act, "x:1")
    assert [one for one in acts() if one in "ab"] == ["a", "b"]


def test_a_user_of_its_own_adds_but_does_not_alter(records, steward):
    judge(records, steward)
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE mdm_test_service")
    call_command("rights", "mdm_test_service", "--apply", stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE mdm_test_service")
        for table in ("mdm_ledgerentry", "mdm_history"):
            for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    cursor.execute(statement)
        enter("tried", "x:1")
        judge(records, steward, Verdict.NO_MATCH)
        cursor.execute("RESET ROLE")
    assert Judgement.objects.filter(superseded_at=None, verdict="no_match").exists()


def test_the_owner_s_rights_are_found_too_wide(db):
    user, tables = rights_of("default")
    assert user
    assert set(tables) == {"mdm_ledgerentry", "mdm_history"}


@pytest.mark.parametrize(("tables", "ids"), [((), []), (("mdm_history",), ["mdm.W002"])])
def test_too_wide_rights_are_told(tables, ids):
    assert [one.id for one in too_wide_rights("mdm", tables)] == ids
