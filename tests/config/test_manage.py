import signal

import pytest

import manage
from config.embedded import EmbeddedServerError


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
