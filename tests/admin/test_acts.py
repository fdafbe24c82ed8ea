"""What people do in the admin: decide, cancel, define, issue, revoke, export."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import ClassVar

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from mdm.acquire.rows import REJECT_COLUMNS
from mdm.catalogue.queries import catalogue
from mdm.models import (
    ApiClient,
    AttributeDefinition,
    Batch,
    Chunk,
    Job,
    Judgement,
    LedgerEntry,
    Reject,
    ReviewItem,
    SourceSystem,
)

ANNA = {"full_name": "Anna Schmidt", "born": "1980-05-17", "mail": "anna@schmidt-berlin.de"}


@pytest.fixture
def item(world):
    one, other = world.record("crm", "1", **ANNA), world.record("shop", "2", **{**ANNA, "born": "1981-01-01"})
    world.customer(one), world.customer(other)
    return ReviewItem.objects.create(
        kind="possible_match", signature="1", records=[one.pk, other.pk], sentence="Are they one?", probability=0.9,
        facts={"left": one.pk, "right": other.pk, "size": 2, "veto": 0, "path": []},
    )  # fmt: skip


def _decide(browser, item, **answer):
    return browser.post(reverse("admin:mdm_reviewitem_decide", args=[item.pk]), answer, follow=True)


class TestDeciding:
    def test_records_stand_side_by_side(self, sign_in, item):
        text = sign_in("steward").get(reverse("admin:mdm_reviewitem_change", args=[item.pk])).content.decode()
        assert text.count(">Anna Schmidt<") == 3  # two records, and what they would become
        assert 'value="no_match"' in text
        assert "mdm-differs" in text

    def test_answer_becomes_a_judgement_and_the_next_question_follows(self, sign_in, item):
        waiting = ReviewItem.objects.create(kind="over_size", signature="2", records=[0], sentence="Next?", facts={})
        page = _decide(sign_in("steward"), item, verdict="no_match", reason="Twins.")
        judgement = Judgement.objects.get()
        assert (judgement.verdict, judgement.reason, judgement.author.username) == (
            "no_match",
            "Twins.",
            "test steward",
        )
        assert page.redirect_chain[-1][0] == reverse("admin:mdm_reviewitem_change", args=[waiting.pk])

    def test_second_steward_learns_that_the_first_was_faster(self, sign_in, item):
        _decide(sign_in("steward"), item, verdict="no_match")
        page = _decide(sign_in("senior steward"), item, verdict="match")
        assert "no longer open" in page.content.decode()
        assert Judgement.objects.get().verdict == "no_match"

    def test_answer_must_be_one_of_three(self, sign_in, item):
        assert "It takes: Match" in _decide(sign_in("steward"), item, verdict="perhaps").content.decode()
        assert not Judgement.objects.exists()

    @pytest.mark.parametrize("role", ["viewer", "auditor"])
    def test_who_may_not_decide_has_no_buttons_and_no_way(self, sign_in, item, role):
        browser = sign_in(role)
        assert _decide(browser, item, verdict="match").status_code == 403
        assert b'name="verdict"' not in browser.get(reverse("admin:mdm_reviewitem_change", args=[item.pk])).content

    def test_no_answer_by_a_mere_link(self, sign_in, item):
        assert sign_in("steward").get(reverse("admin:mdm_reviewitem_decide", args=[item.pk])).status_code == 405


class TestJobs:
    @pytest.fixture
    def job(self, db):  # noqa: ARG002
        stages = [{"name": "compare", "label": "Compare pairs", "weight": 1}]
        job = Job.objects.create(kind="nightly", stages=stages, stage="compare")
        ended = timezone.now()
        for number, state in enumerate(("done", "done", "done", "waiting")):
            Chunk.objects.create(
                job=job,
                stage="compare",
                number=number,
                state=state,
                started_at=ended - timedelta(seconds=5),
                ended_at=ended,
            )
        return job

    def test_progress_is_asked_for_again_while_the_job_lives(self, sign_in, job):
        browser = sign_in("steward")
        address = reverse("admin:mdm_job_progress", args=[job.pk])
        live = browser.get(address).content.decode()
        assert f'hx-get="{address}"' in live
        assert 'aria-valuenow="75"' in live
        assert "Cancel" not in live
        Job.objects.update(state="done", ended_at=timezone.now())
        assert "hx-get" not in browser.get(address).content.decode()

    def test_cancel(self, sign_in, job):
        browser = sign_in("administrator")
        assert "Cancel the job" in browser.get(reverse("admin:mdm_job_change", args=[job.pk])).content.decode()
        address = reverse("admin:mdm_job_cancel", args=[job.pk])
        browser.post(address)
        job.refresh_from_db()
        assert job.state == "cancelled"
        assert LedgerEntry.objects.get(subject=f"job:{job.pk}").actor.username == "test administrator"
        assert "not running" in browser.post(address, follow=True).content.decode()

    def test_steward_may_not_cancel(self, sign_in, job):
        assert sign_in("steward").post(reverse("admin:mdm_job_cancel", args=[job.pk])).status_code == 403
        assert Job.objects.get().state == "running"


class TestAttributes:
    FIELDS: ClassVar = {
        "code": "birth_place", "kind": "text", "authority": "", "label": "Birth place", "description": "", "owner": "",
        "for_persons": "on", "sensitivity": "sensitive", "quality_weight": "1", "position": "50",
    }  # fmt: skip

    def test_administrator_adds_one(self, sign_in):
        version = catalogue().version
        browser = sign_in("administrator")
        browser.post(reverse("admin:mdm_attributedefinition_add"), self.FIELDS)
        assert catalogue().version == version + 1
        assert catalogue().attributes["birth_place"].label == "Birth place"
        assert LedgerEntry.objects.filter(act="attribute_defined", subject="attribute:birth_place").exists()

    def test_kind_stays_what_it_is(self, sign_in):
        one = AttributeDefinition.objects.get(code="occupation")
        changed = {**self.FIELDS, "code": "other", "kind": "number", "label": "Job"}
        sign_in("administrator").post(reverse("admin:mdm_attributedefinition_change", args=[one.pk]), changed)
        one.refresh_from_db()
        assert (one.code, one.kind, one.label) == ("occupation", "text", "Job")

    def test_steward_only_reads(self, sign_in):
        browser = sign_in("steward")
        assert browser.post(reverse("admin:mdm_attributedefinition_add"), self.FIELDS).status_code == 403
        assert "birth_place" not in catalogue().attributes


class TestSources:
    MAPPING: ClassVar = {
        "key": "id",
        "kind": "person",
        "entries": [{"column": "who", "attribute": "name", "part": "full"}],
    }
    FIELDS: ClassVar = {
        "code": "sfa", "label": "Field sales", "kind": "sfa", "trust": "60", "default_country": "NL", "language": "nl",
        "date_formats": '["%d-%m-%Y"]', "time_zone": "Europe/Amsterdam", "is_active": "on",
    }  # fmt: skip

    def _save(self, browser, source=None, **changed):
        mapping = json.dumps(changed.pop("mapping", self.MAPPING))
        name, args = ("edit", [source.pk]) if source else ("add", [])
        return browser.post(
            reverse(f"admin:mdm_sourcesystem_{name}", args=args), self.FIELDS | {"mapping": mapping} | changed
        )

    def test_administrator_registers_one_and_changes_it(self, sign_in):
        browser = sign_in("administrator")
        answer = self._save(browser)
        source = SourceSystem.objects.get(code="sfa")
        assert answer["Location"] == reverse("admin:mdm_sourcesystem_change", args=[source.pk])
        self._save(browser, source, trust="70")
        assert SourceSystem.objects.get().trust == 70
        assert [one.version for one in source.mappings.all()] == [1]
        self._save(browser, source, mapping=self.MAPPING | {"ignore_rest": True})
        assert [(one.version, one.is_active) for one in source.mappings.order_by("version")] == [(1, False), (2, True)]
        acts = LedgerEntry.objects.filter(subject="source:sfa").order_by("id").values_list("act", flat=True)
        assert list(acts) == ["source_registered", "source_updated", "source_updated"]

    def test_wrong_mapping_is_refused_with_its_place(self, sign_in):
        wrong = {**self.MAPPING, "entries": [{"column": "who", "attribute": "shoe_size"}]}
        answer = self._save(sign_in("administrator"), mapping=wrong)
        assert "shoe_size" in answer.context["adminform"].form.errors["mapping"][0]
        assert not SourceSystem.objects.exists()

    def test_steward_only_reads(self, sign_in, world):
        source, browser = world.source(), sign_in("steward")
        assert self._save(browser).status_code == 403
        assert self._save(browser, source).status_code == 403
        assert "Edit the source" not in browser.get(f"/admin/mdm/sourcesystem/{source.pk}/change/").content.decode()


class TestClients:
    FIELDS: ClassVar = {"name": "CRM", "scopes": ["customers:read", "records:read"]}

    def test_key_is_shown_once_and_works(self, sign_in, client):
        browser = sign_in("administrator")
        answer = browser.post(reverse("admin:mdm_apiclient_add"), self.FIELDS)
        made = ApiClient.objects.get()
        key = answer.content.decode().partition('id="client-key">')[2].partition("<")[0]
        assert key.startswith(made.key_prefix)
        assert "no-store" in answer["Cache-Control"]
        headers = {"authorization": f"Bearer {key}"}
        assert client.get("/api/v1/customers?name=nobody", headers=headers).status_code == 200
        again = browser.get(reverse("admin:mdm_apiclient_change", args=[made.pk])).content.decode()
        assert key not in again
        assert made.created_by.username == "test administrator"

    def test_revoke(self, sign_in):
        browser = sign_in("administrator")
        browser.post(reverse("admin:mdm_apiclient_add"), self.FIELDS)
        made = ApiClient.objects.get()
        page = browser.post(reverse("admin:mdm_apiclient_revoke", args=[made.pk]), {"reason": "Lost."}, follow=True)
        assert not ApiClient.objects.get().is_active
        assert "Revoke for ever" not in page.content.decode()

    def test_auditor_only_reads(self, sign_in):
        browser = sign_in("auditor")
        assert browser.get(reverse("admin:mdm_apiclient_add")).status_code == 403
        assert browser.post(reverse("admin:mdm_apiclient_revoke", args=[1])).status_code == 403


class TestUsers:
    def test_administrator_makes_no_superuser(self, sign_in):
        browser = sign_in("administrator")
        other = User.objects.create_user("other")
        browser.post(
            reverse("admin:auth_user_change", args=[other.pk]),
            {"username": "other", "is_active": "on", "is_superuser": "on", "user_permissions": ["1"]},
        )
        other.refresh_from_db()
        assert not other.is_superuser
        assert not other.user_permissions.exists()

    def test_administrator_does_not_take_over_a_superuser(self, sign_in):
        root = User.objects.create_superuser("root")
        browser = sign_in("administrator")
        browser.post(reverse("admin:auth_user_change", args=[root.pk]), {"username": "mine", "is_active": "on"})
        browser.post(
            reverse("admin:auth_user_password_change", args=[root.pk]),
            {"password1": "correct horse battery", "password2": "correct horse battery", "usable_password": "true"},
        )
        root.refresh_from_db()
        assert root.username == "root"
        assert not root.check_password("correct horse battery")


class TestRejects:
    @pytest.fixture
    def rejects(self, world):
        world.received("crm", "1", **ANNA)
        return [
            Reject.objects.create(
                batch=Batch.objects.first(), line=line, column="born", problem="unreadable", message="No date.",
                remedy="Mend it.", key=f"k{line}", row={"id": f"k{line}", "born": "17th of May", "note": "tall"},
            )
            for line in (7, 9)
        ]  # fmt: skip

    def _export(self, browser, action, rejects):
        answer = browser.post(
            reverse("admin:mdm_reject_changelist"), {"action": action, "_selected_action": [one.pk for one in rejects]}
        )
        return answer, list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))) if answer.streaming else []

    def test_export_with_reasons(self, sign_in, rejects):
        _, rows = self._export(sign_in("steward"), "export_with_reasons", rejects)
        assert rows[0] == [
            "reject_batch", "reject_line", "reject_column", "reject_problem", "reject_message", "reject_remedy",
            "reject_key", "born", "id", "note",
        ]  # fmt: skip
        assert [row[1] for row in rows[1:]] == ["7", "9"]
        assert rows[1][-3:] == ["17th of May", "k7", "tall"]

    def test_export_for_reload_is_that_of_the_command(self, sign_in, rejects):
        _, rows = self._export(sign_in("steward"), "export_for_reload", rejects)
        assert rows[0] == [*REJECT_COLUMNS, "id", "born", "note"]
        assert [(row[0], row[-3:]) for row in rows[1:]] == [
            (str(one.pk), [one.key, "17th of May", "tall"]) for one in rejects
        ]

    def test_auditor_exports_masks(self, sign_in, rejects):
        browser = sign_in("auditor")
        _, rows = self._export(browser, "export_with_reasons", rejects)
        assert rows[1][-3:] == ["•••", "k7", "•••"]
        assert not self._export(browser, "export_for_reload", rejects)[0].streaming
        page = browser.get(reverse("admin:mdm_reject_change", args=[rejects[0].pk])).content.decode()
        assert "17th of May" not in page
