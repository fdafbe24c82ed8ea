"""The database that tests begin with: tables made and set up once, copied for each process that runs tests, and put
back after each test that commits.

The copy is taken of a template that stays on the embedded server until the code changes. Schema `kept` holds the rows
that it begins with.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

from mdm.pipeline.setup import set_up

PROJECT = Path(__file__).resolve().parents[1]
PREFIX = "test_mdm_"
LOCK = 0x6D646D5F74657374

# As replica no trigger fires: rows of append-only tables go, and nothing is noted of it.
KEEP = """
CREATE SCHEMA kept;
DO $$
DECLARE one text; is_filled boolean;
BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one) INTO is_filled;
    IF is_filled THEN EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', one, one); END IF;
  END LOOP;
END $$;
CREATE FUNCTION kept.put_back() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE one text;
BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DELETE FROM public.%I', one);
  END LOOP;
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'kept' LOOP
    EXECUTE format('INSERT INTO public.%I SELECT * FROM kept.%I', one, one);
  END LOOP;
END $$;
"""


def fill() -> None:
    """Set the present database up, its tables made, and keep what it holds then."""
    set_up()
    with connection.cursor() as cursor:
        cursor.execute(KEEP)


def is_filled() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace('kept') IS NOT NULL")
        return cursor.fetchone()[0]


def put_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kept.put_back()")


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written is there for whatever runs within, and gone afterwards."""
    whole = transaction.atomic()
    whole._from_testcase = True  # as around each test: code that must be outermost does not count it
    with whole:
        yield
        transaction.set_rollback(True)


def template() -> str:
    """The name of a filled database for this code, made where there is none."""
    name = f"{PREFIX}template_{_digest()}"
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            _make(server, name)
    return name


def drop_leftovers() -> None:
    """Databases of test runs that were killed and of former code; nobody else uses this server now."""
    with _server() as server:
        found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]).fetchall()
        for (name,) in found:
            if not name.endswith(_digest()):
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _make(server: psycopg.Connection, name: str) -> None:
    draft = f"{name}_draft"
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(draft)))
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    with _connected_to(draft):
        call_command("migrate", verbosity=0)
        fill()
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)))


def _server() -> psycopg.Connection:
    return psycopg.connect(**connection.get_connection_params() | {"dbname": "postgres"}, autocommit=True)


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _digest() -> str:
    """Of all that decides what such a database holds."""
    digest = blake2b(f"{version('django')} {version('django-pgtrigger')}".encode(), digest_size=8)
    for file in sorted([*PROJECT.glob("mdm/**/*.py"), *PROJECT.glob("config/*.py"), Path(__file__)]):
        digest.update(file.read_bytes())
    return digest.hexdigest()
