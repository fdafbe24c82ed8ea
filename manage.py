#!/usr/bin/env python
"""The command line of the service."""

import os
import signal
import sys

from django.core.management import execute_from_command_line

from config.embedded import EmbeddedServerError, ensure_started, stop
from config.environment import SettingsError, environment
from config.process import Role, declare

# They only read code or files.
SERVERLESS_COMMANDS = frozenset(
    {
        "check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "generate", "help", "makemessages",
        "spectacular", "startapp", "startproject", "version",
    }
)  # fmt: skip
HELP_OPTIONS = frozenset({"-h", "--help", "--version"})
# Ends by itself or with Ctrl-C, and leaves nothing running.
TIDY_COMMANDS = frozenset({"demo"})


def main(arguments: list[str]) -> None:
    """Run one command; wrong settings and servers that don't start end it with a message and code 2, what else an
    operator can mend with a message and code 1. With --traceback the error is shown whole.
    """
    declare(Role.COMMAND)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        run(arguments)
    except (SettingsError, EmbeddedServerError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        # Who reads has enough, as `head` has; nothing more can be written, at the end neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)
    except Exception as error:
        # Imported late, as it imports what most commands don't need.
        from config.problems import told

        line = None if "--traceback" in arguments else told(error)
        if line is None:
            raise
        print(line, file=sys.stderr)
        sys.exit(1)


def run(arguments: list[str]) -> None:
    """Run one command with the servers that it needs."""
    command = arguments[1] if len(arguments) > 1 else "help"
    started = ensure_started(environment()) if needs_servers(command, arguments) else ()
    if command in TIDY_COMMANDS:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        execute_from_command_line(arguments)
    finally:
        if command in TIDY_COMMANDS and started:
            stop(environment(), started)


def needs_servers(command: str, arguments: list[str]) -> bool:
    """Whether the command talks to the database or the broker."""
    if not HELP_OPTIONS.isdisjoint(arguments):
        return False
    return command not in SERVERLESS_COMMANDS or "--database" in arguments


if __name__ == "__main__":
    main(sys.argv)
