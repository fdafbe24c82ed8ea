"""SQL that gives the service's own database user what it needs, and no right to alter the ledger or the history."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from mdm.checks import APPEND_ONLY

_STATEMENTS = (
    "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {user}",
    "GRANT USAGE ON SCHEMA public TO {user}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {user}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {user}",
    "REVOKE UPDATE, DELETE, TRUNCATE ON {append_only} FROM {user}, PUBLIC",
)


class Command(BaseCommand):
    help = (
        "Tells the SQL that lets a database user run the service but not alter the ledger and the history. Run it as "
        "the owner of the tables after every migrate; with --apply it is run right away."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="A database user that exists and owns none of the tables.")
        parser.add_argument("--apply", action="store_true", help="Run it instead of only telling it.")

    def handle(self, *_: Any, **options: Any) -> None:
        quoted = connection.ops.quote_name
        names = {
            "database": quoted(str(connection.settings_dict["NAME"])),
            "user": quoted(options["user"]),
            "append_only": ", ".join(APPEND_ONLY),
        }
        for statement in _STATEMENTS:
            told = statement.format(**names)
            self.stdout.write(f"{told};")
            if options["apply"]:
                with connection.cursor() as cursor:
                    cursor.execute(told)
