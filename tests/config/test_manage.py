import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.recorder import MigrationRecorder
from kombu.exceptions import OperationalError as BrokerError
from psycopg import errors

import manage
from config.embedded import EmbeddedServerError
from mdm.errors import NotFoundError

MANAGE = Path(manage.__file__)


@pytest.fixture
def doings(monkeypatch):
    """What a command line starts and stops; the command itself is interrupted, as by Ctrl-C."""
    done = []

    def start(_):
        done.append("start")
        return ("postgres", "valkey")

    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(manage, "ensure_started", start)
    monkeypatch.setattr(manage, "stop", lambda _, names: done.append(f"stop {' '.join(names)}"))
    monkeypatch.setattr(manage, "execute_from_command_line", interrupt)
    before = signal.getsignal(signal.SIGTERM)
    yield done
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["demo"], ["start", "stop postgres valkey"]),
        (["migrate"], ["start"]),
        (["load", "crm", "people.csv"], ["start"]),
        (["check", "--database", "default"], ["start"]),
        (["check"], []),
        (["collectstatic", "--no-input"], []),
        (["load", "--help"], []),
        (["--version"], []),
        ([], []),
    ],
)
def test_commands_start_what_they_need_and_the_demo_leaves_nothing_running(doings, arguments, expected):
    with pytest.raises(SystemExit) as end:
        manage.main(["manage.py", *arguments])

    assert doings == expected
    assert end.value.code == 130


def test_the_demo_leaves_running_what_it_found_running(doings, monkeypatch):
    monkeypatch.setattr(manage, "ensure_started", lambda _: ())

    with pytest.raises(SystemExit):
        manage.main(["manage.py", "demo"])

    assert doings == []


def test_a_server_that_does_not_start_ends_the_command_with_a_message(doings, monkeypatch, capsys):
    def fail(_):
        raise EmbeddedServerError("The embedded PostgreSQL does not start.")

    monkeypatch.setattr(manage, "ensure_started", fail)

    with pytest.raises(SystemExit) as end:
        manage.main(["manage.py", "migrate"])

    assert end.value.code == 2
    assert capsys.readouterr().err == "The embedded PostgreSQL does not start.\n"


@pytest.fixture
def run(process_environment, tmp_path):
    """Runs a command line in another process, with another address of the database."""

    def command(address, *arguments):
        environment = process_environment | {"DATABASE_URL": address}
        return subprocess.run(
            [sys.executable, MANAGE, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return command


@pytest.fixture
def without_tables(process_environment):
    """The address of a database on the same server that holds nothing."""
    name = f"{connection.settings_dict['NAME']}_empty"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    address = urlsplit(process_environment["DATABASE_URL"])
    yield address._replace(path=f"/{name}").geturl()
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.parametrize("arguments", [["profile", str(MANAGE), "--format", "csv"], ["setup"], ["quality", "rules"]])
def test_a_command_without_tables_names_the_remedy(run, without_tables, arguments):
    done = run(without_tables, *arguments)

    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].endswith("Run manage.py migrate, then manage.py setup.")
    assert "Traceback" not in done.stderr


def test_a_command_without_a_database_names_the_remedy(run):
    done = run("postgres://nobody:secret@127.0.0.1:9/none", "quality", "rules")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert re.search("The database can't be used: .*9 failed.*correct DATABASE_URL", done.stderr)
    assert "secret" not in done.stderr


def caused(error, cause):
    error.__cause__ = cause
    return error


# error, whether migrations are still to be run, the line
TOLD = [
    (NotFoundError("No policy is active.", remedy="Run manage.py setup."), False, "active. Run manage.py setup.\n"),
    (BrokerError("Error 111 connecting to h:1"), False, "broker can't be reached .*correct BROKER_URL"),
    (caused(OperationalError("x"), errors.lookup("3D000")()), False, "there is no such database"),
    (caused(OperationalError("a\nb"), None), False, "can't be used: a. Start"),
    (caused(ProgrammingError("x"), errors.lookup("42703")()), True, "Run manage.py migrate"),
]
UNFORESEEN = [
    (caused(ProgrammingError("x"), errors.lookup("42P01")()), False),
    (caused(ProgrammingError("x"), errors.lookup("42601")()), True),
    (caused(OperationalError("x"), errors.lookup("53100")()), True),
    (ValueError("x"), True),
]


@pytest.fixture
def failing(doings, monkeypatch, db):
    """A command line that ends with this error, some migrations still to be run or none."""

    def ended(error, is_behind, *options):
        def fail(_):
            raise error

        if is_behind:
            MigrationRecorder.Migration.objects.filter(app="mdm").last().delete()
        monkeypatch.setattr(manage, "execute_from_command_line", fail)
        manage.main(["manage.py", "jobs", *options])

    return ended


@pytest.mark.parametrize(("error", "is_behind", "line"), TOLD)
def test_what_an_operator_can_mend_is_told_in_a_line(failing, capsys, error, is_behind, line):
    with pytest.raises(SystemExit) as end:
        failing(error, is_behind)

    assert end.value.code == 1
    assert re.search(line, capsys.readouterr().err)


@pytest.mark.parametrize(("error", "is_behind"), UNFORESEEN)
def test_what_nobody_foresaw_keeps_its_traceback(failing, error, is_behind):
    with pytest.raises(type(error)):
        failing(error, is_behind)


def test_a_traceback_is_shown_on_demand(failing):
    with pytest.raises(NotFoundError):
        failing(NotFoundError("x"), False, "--traceback")
