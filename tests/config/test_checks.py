import pytest
from django.db import connections

from mdm import checks


@pytest.mark.django_db
def test_this_database_offers_everything():
    assert checks.check_postgres(databases=["default"]) == []


@pytest.mark.parametrize(("version", "expected"), [(13, ["mdm.E001"]), (14, ["mdm.E001"]), (15, []), (18, [])])
def test_an_old_server_is_named(version, expected):
    assert [one.id for one in checks.old_server(version)] == expected


def test_a_missing_extension_is_named_with_a_hint():
    [problem] = checks.missing_extensions(frozenset({"unaccent"}))

    assert (problem.id, "pg_trgm" in problem.msg, "contrib" in problem.hint) == ("mdm.E002", True, True)


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_no_traceback(monkeypatch, tmp_path):
    broken = connections["default"].copy("broken")
    broken.settings_dict = broken.settings_dict | {"HOST": str(tmp_path)}
    monkeypatch.setattr(checks, "connections", {"broken": broken})

    [problem] = checks.check_postgres(databases=["broken"])

    assert problem.id == "mdm.E003"
    assert "DATABASE_URL" in problem.hint


def test_the_checks_are_registered():
    from django.core.checks.registry import registry

    assert checks.check_postgres in registry.registered_checks
    assert checks.check_mode in registry.deployment_checks
