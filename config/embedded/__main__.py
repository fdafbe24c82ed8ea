"""python -m config.embedded status | start | stop."""

from __future__ import annotations

import argparse
import sys

from config.embedded.entry import servers_of
from config.embedded.errors import EmbeddedServerError
from config.environment import SettingsError, read_environment


def main() -> int:
    """Do what the argument says with the servers of this installation's data folder."""
    parser = argparse.ArgumentParser(prog="python -m config.embedded", description=__doc__)
    parser.add_argument("action", choices=("status", "start", "stop"))
    action = parser.parse_args().action
    try:
        servers = servers_of(read_environment())
        if action == "start":
            servers.start()
        elif action == "stop":
            servers.stop()
    except (SettingsError, EmbeddedServerError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for name, state in servers.status().items():
        sys.stdout.write(f"{name}: {state}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
