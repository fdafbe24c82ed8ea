"""What entry points call: start or stop the embedded servers that this installation's settings ask for."""

from __future__ import annotations

from config.embedded.servers import Servers
from config.environment import Environment


def servers_of(environment: Environment) -> Servers:
    """The embedded servers that stand in for the addresses that are not set; maybe none."""
    return Servers.of(
        environment.data_dir,
        postgres=environment.database is None,
        valkey=environment.broker_url is None,
    )


def ensure_started(environment: Environment) -> tuple[str, ...]:
    """Start what is needed and does not answer; the names of those that this call started."""
    if environment.needs_no_server:
        return ()
    return servers_of(environment).start()


def stop(environment: Environment, names: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Stop all or the named servers of this installation; the names of those that ran."""
    if environment.needs_no_server:
        return ()
    return servers_of(environment).stop(names)
