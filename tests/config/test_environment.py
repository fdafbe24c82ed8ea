import subprocess
import sys
from datetime import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.embedded import Servers
from config.environment import MODE, PROJECT, SETTINGS, SettingsError, read_environment

KEY = "k3y-" + "abcdefghijklmnopqrstuvwxyz" * 2
PRODUCTION = {
    "MDM_MODE": "production",
    "SECRET_KEY": KEY,
    "DATABASE_URL": "postgres://mdm:secret@db.example.com:5432/mdm",
    "BROKER_URL": "rediss://broker.example.com:6380/0",
    "ALLOWED_HOSTS": "customers.example.com",
}

# variables beside a valid trial installation's, the setting complained of, what the message says
WRONG = [
    ({"MDM_MODE": "staging"}, "MDM_MODE", "not one of the choices. Give trial or production"),
    ({"DATABASE_URL": "mysql://root@localhost/mdm"}, "DATABASE_URL", "known schemes. Give postgres://"),
    ({"DATABASE_URL": "postgres://mdm@localhost"}, "DATABASE_URL", "names no database"),
    ({"DATABASE_URL": "postgres:///mdm"}, "DATABASE_URL", "names no host"),
    ({"DATABASE_URL": "postgres://mdm@localhost:port/mdm"}, "DATABASE_URL", "is no address"),
    ({"DATABASE_URL": "postgres://mdm:[@localhost/mdm"}, "DATABASE_URL", "is no address"),
    ({"BROKER_URL": "kafka://localhost"}, "BROKER_URL", "known schemes. Give redis://"),
    ({"BROKER_URL": "redis://"}, "BROKER_URL", "names no host"),
    ({"CACHE_URL": "memcached://localhost"}, "CACHE_URL", "known schemes"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY", "too easy to guess. Give at least 50"),
    ({"SECRET_KEY": "a" * 60}, "SECRET_KEY", "too easy to guess"),
    ({"SECRET_KEY_FILE": "/nowhere/at/all"}, "SECRET_KEY", "SECRET_KEY_FILE names no readable file"),
    ({"ALLOWED_HOSTS": "https://customers.example.com"}, "ALLOWED_HOSTS", "where a host name belongs"),
    ({"CSRF_TRUSTED_ORIGINS": "customers.example.com"}, "CSRF_TRUSTED_ORIGINS", "without http:// or https://"),
    ({"DEBUG": "maybe"}, "DEBUG", "Give true or false"),
    ({"TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE", "no known time zone"),
    ({"TIME_ZONE": "../etc/passwd"}, "TIME_ZONE", "no known time zone"),
    ({"LOG_LEVEL": "loud"}, "LOG_LEVEL", "Give DEBUG, INFO, WARNING or ERROR"),
    ({"LOG_FORMAT": "xml"}, "LOG_FORMAT", "Give console or json"),
    ({"MDM_NIGHTLY_AT": "25:00"}, "MDM_NIGHTLY_AT", "no time of day. Give hours and minutes"),
    ({"MDM_NIGHTLY_AT": "2"}, "MDM_NIGHTLY_AT", "no time of day"),
    ({"MDM_HSTS_SECONDS": "-1"}, "MDM_HSTS_SECONDS", "less than 0"),
    ({"MDM_HSTS_SECONDS": "3600"}, "MDM_HSTS_SECONDS", "Set MDM_HTTPS=true too"),
    ({"MDM_DATABASE_POOL": "0"}, "MDM_DATABASE_POOL", "less than 1"),
    ({"MDM_DATABASE_POOL": "many"}, "MDM_DATABASE_POOL", "no whole number"),
    ({"MDM_JOB_KNOCKS": "0"}, "MDM_JOB_KNOCKS", "less than 1"),
    ({"MDM_WEBHOOK_NETWORKS": "10.0.0.0/8,here"}, "MDM_WEBHOOK_NETWORKS", "no network. Give networks"),
    ({"SECRET_KEY_FALLBACKS": "short"}, "SECRET_KEY_FALLBACKS", "too easy to guess"),
    ({"MDM_DATA_DIR": "/proc/nowhere"}, "MDM_DATA_DIR", "can't be written to"),
    (PRODUCTION | {"DEBUG": "true"}, "DEBUG", "Leave it out in production"),
    *(
        (PRODUCTION | {name: ""}, name, "is not set.")
        for name in ("SECRET_KEY", "DATABASE_URL", "BROKER_URL", "ALLOWED_HOSTS")
    ),
]


@pytest.fixture
def variables(monkeypatch, tmp_path):
    """Sets exactly the given variables, in an installation of its own."""

    def give(**given):
        for setting in (MODE, *SETTINGS):
            monkeypatch.delenv(setting.name, raising=False)
            monkeypatch.delenv(f"{setting.name}_FILE", raising=False)
        for name, value in ({"MDM_DATA_DIR": str(tmp_path / "data")} | given).items():
            monkeypatch.setenv(name, value)

    return give


@pytest.mark.parametrize(("given", "name", "message"), WRONG)
def test_a_wrong_setting_is_named_with_its_remedy(variables, given, name, message):
    variables(**given)

    with pytest.raises(SettingsError) as refused:
        read_environment()

    [problem] = refused.value.problems
    assert problem.startswith(f"{name}: ")
    assert message in problem
    assert isinstance(refused.value, ImproperlyConfigured)


def test_all_wrong_settings_are_told_at_once_and_no_value_is_repeated(variables):
    variables(DATABASE_URL="mysql://root:pa55word@db/mdm", TIME_ZONE="Mars/Olympus", MDM_NIGHTLY_AT="noon")

    with pytest.raises(SettingsError) as refused:
        read_environment()

    assert [one.partition(":")[0] for one in refused.value.problems] == ["DATABASE_URL", "TIME_ZONE", "MDM_NIGHTLY_AT"]
    assert "pa55word" not in str(refused.value)


def test_a_trial_needs_nothing_and_keeps_its_own_secret_key(variables, tmp_path):
    variables()

    first, second = read_environment(), read_environment()

    assert (first.database, first.broker_url, first.cache_url) == (None, None, None)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 50
    key_file = tmp_path / "data" / "secret-key"
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert set(first.allowed_hosts) == {"localhost", "127.0.0.1", "[::1]"}
    assert not first.debug


def test_two_installations_have_different_secret_keys(variables, tmp_path):
    variables(MDM_DATA_DIR=str(tmp_path / "one"))
    one = read_environment().secret_key
    variables(MDM_DATA_DIR=str(tmp_path / "other"))

    assert read_environment().secret_key != one


def test_production_takes_what_is_stated(variables, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(f"{KEY}\n")
    stated = PRODUCTION | {"MDM_NIGHTLY_AT": "23:05", "MDM_BEHIND_PROXY": "on"}
    del stated["SECRET_KEY"]
    variables(**stated, SECRET_KEY_FILE=str(secret))

    read = read_environment()

    assert read.is_production
    assert read.secret_key == KEY
    assert read.database["HOST"] == "db.example.com"
    assert read.broker_url == PRODUCTION["BROKER_URL"]
    assert read.nightly_at == time(23, 5)
    assert read.https
    assert read.hsts_seconds > 0
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("given", "needs_database", "needs_broker"),
    [
        ({}, True, True),
        ({"DATABASE_URL": "postgres://a@b/c"}, False, True),
        ({"BROKER_URL": "amqp://guest:guest@localhost:5672//"}, True, False),
        ({"DATABASE_URL": "postgres://a@/c?host=/run/postgresql", "BROKER_URL": "redis://localhost"}, False, False),
    ],
)
def test_embedded_servers_stand_in_for_what_is_not_stated(variables, given, needs_database, needs_broker):
    variables(**given)

    read = read_environment()

    assert (read.database is None, read.broker_url is None) == (needs_database, needs_broker)
    assert read.needs_no_server is not (needs_database or needs_broker)


def manage(*arguments, **variables):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env={"PATH": "/usr/bin:/bin"} | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_wrong_setting_stops_the_command_with_one_clean_message(tmp_path):
    done = manage("migrate", DATABASE_URL="mysql://x", MDM_DATA_DIR=str(tmp_path))

    assert done.returncode == 2
    assert "DATABASE_URL: does not start with" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_starts_no_server(tmp_path):
    done = manage("migrate", "--help", MDM_DATA_DIR=str(tmp_path))

    assert done.returncode == 0
    assert Servers.of(tmp_path).status() == {"postgres": "stopped", "valkey": "stopped"}
    assert not Servers.of(tmp_path).places.data.exists()


def test_a_production_installation_passes_the_deployment_check(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", MDM_DATA_DIR=str(tmp_path), **PRODUCTION)

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_trial_installation_does_not_pass_the_deployment_check(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", MDM_DATA_DIR=str(tmp_path))

    assert done.returncode == 1
    assert "security.W004" in done.stderr
    assert "mdm.W001" in done.stderr


def test_every_setting_is_in_the_operators_manual():
    manual = (PROJECT / "docs" / "operators.md").read_text(encoding="utf-8")

    assert [one.name for one in (MODE, *SETTINGS) if f"| `{one.name}` |" not in manual] == []
