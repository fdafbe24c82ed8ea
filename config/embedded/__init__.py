"""PostgreSQL and Valkey started by this project itself, for trial installations and tests.

The settings only compute addresses; entry points call `ensure_started` before they use them.
"""

from config.embedded.entry import ensure_started, servers_of, stop
from config.embedded.errors import EmbeddedServerError
from config.embedded.servers import Servers

__all__ = ["EmbeddedServerError", "Servers", "ensure_started", "servers_of", "stop"]
