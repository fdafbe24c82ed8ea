"""Starting the trial over."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import OperationalError, connection, transaction


def clear(folder: Path, *, is_agreed: bool) -> None:
    """Empty the database and forget the trial's accounts.

    The embedded database holds nothing else; of another one's contents we can't know, so somebody has to agree.
    """
    if not settings.MDM_DATABASE_IS_EMBEDDED and not is_agreed:
        raise CommandError(
            f"--reset would drop everything in the database {connection.settings_dict['NAME']!r} that DATABASE_URL "
            "names. Repeat it with --yes if that is what you want."
        )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local lock_timeout = '5s'")
            cursor.execute("drop schema public cascade")
            cursor.execute("create schema public")
            cursor.execute("grant usage on schema public to public")
    except OperationalError as error:
        raise CommandError("Another process uses the database. Stop it first, then repeat --reset.") from error
    for file in folder.iterdir() if folder.exists() else ():
        file.unlink()
