from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission, User

from mdm.access.roles import READS_REASONS, ROLES, SEES_SENSITIVE
from mdm.errors import ConflictError, InvalidInputError, NotFoundError
from mdm.ledger.queries import entries_of
from mdm.pipeline.access import ensure_roles, ensure_user, issue_client_key, revoke_client


def _granted(role):
    rows = Permission.objects.filter(group__name=role).values_list("content_type__app_label", "codename")
    return {f"{app}.{code}" for app, code in rows}


def test_roles_are_groups_with_exactly_their_permissions(db):
    extra = Permission.objects.get(content_type__app_label="mdm", codename="delete_entity")
    Group.objects.get(name="viewer").permissions.add(extra)
    ensure_roles()
    assert {role: _granted(role) for role in ROLES} == ROLES


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("viewer", "mdm.view_goldenrecord", SEES_SENSITIVE),
        ("viewer", "mdm.view_sourcerecord", "mdm.view_reviewitem"),
        ("steward", "mdm.change_reviewitem", "mdm.change_job"),
        ("steward", SEES_SENSITIVE, "mdm.view_apiclient"),
        ("senior steward", "mdm.change_job", "mdm.change_attributedefinition"),
        ("administrator", "mdm.add_apiclient", "mdm.delete_goldenrecord"),
        ("administrator", "mdm.change_attributedefinition", "mdm.change_goldenrecord"),
        ("auditor", "mdm.view_ledgerentry", "mdm.change_reviewitem"),
        ("auditor", "auth.view_user", SEES_SENSITIVE),
        ("auditor", READS_REASONS, "mdm.add_judgement"),
        ("viewer", "mdm.view_matchmodel", READS_REASONS),
    ],
)
def test_who_may_do_what(db, role, may, may_not):
    user = ensure_user("somebody", role=role, password="correct horse battery")
    assert user.has_perm(may)
    assert not user.has_perm(may_not)


def test_nobody_deletes_what_the_pipeline_owns():
    granted = frozenset().union(*ROLES.values())
    assert {one for one in granted if one.startswith("mdm.delete_")} == set()


def test_user_keeps_the_password_when_made_again(db):
    ensure_user("somebody", role="viewer", password="correct horse battery")
    user = ensure_user("somebody", role="steward", password="another password")
    assert user.check_password("correct horse battery")
    assert {group.name for group in user.groups.all()} == {"viewer", "steward"}


def test_unknown_role_is_refused(db):
    with pytest.raises(InvalidInputError, match="no role"):
        ensure_user("somebody", role="king", password="x")
    assert not User.objects.exists()


def test_client_acts_are_in_the_ledger_without_the_key(db):
    client, key = issue_client_key("crm", ["customers:read"])
    revoke_client(client.pk, actor=None, reason="Lost.")
    entries = entries_of([f"client:{client.pk}"])
    assert [one.act for one in entries] == ["revoked", "issued"]
    assert all(key not in str(one.details) for one in entries)


def test_clients_are_refused_by_name_and_scope(db):
    issue_client_key("crm", ["customers:read"])
    with pytest.raises(ConflictError):
        issue_client_key("crm", ["customers:read"])
    with pytest.raises(InvalidInputError, match="everything"):
        issue_client_key("sfa", ["everything"])
    with pytest.raises(NotFoundError):
        revoke_client(0, actor=None)
