"""How single settings are read: text in, typed value out, or an error that says what is wrong with the text.

The errors do not repeat the text, because addresses hold passwords.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time
from ipaddress import ip_network
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url
from environs import EnvError

DATABASE_SCHEMES = ("postgres", "postgresql")
BROKER_SCHEMES = ("redis", "rediss", "redis+socket", "amqp", "amqps")
MAIL_SCHEMES = ("smtp", "smtps")
CACHE_SCHEMES = ("redis", "rediss", "unix")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SHORTEST_SECRET = 50
FEWEST_DIFFERENT = 5


def read_database(text: str) -> Mapping[str, Any]:
    """A PostgreSQL address as Django's DATABASES takes it."""
    _check_scheme(text, DATABASE_SCHEMES)
    try:
        parsed: dict[str, Any] = dict(dj_database_url.parse(text))
    except ValueError as error:
        raise EnvError("is no address; special characters in a password are written in percent form.") from error
    if not parsed["NAME"]:
        raise EnvError("names no database.")
    return parsed


def read_broker(text: str) -> str:
    """A broker's address as Celery takes it."""
    _check_scheme(text, BROKER_SCHEMES)
    return text


def read_mail(text: str) -> Mapping[str, Any]:
    """A mail server's address in its parts, with TLS unless ?tls=off says otherwise."""
    _check_scheme(text, MAIL_SCHEMES)
    parsed = urlsplit(text)
    if not parsed.hostname:
        raise EnvError("names no mail server.")
    is_wrapped, is_plain = parsed.scheme == "smtps", parsed.query == "tls=off"
    return {
        "host": parsed.hostname,
        "port": parsed.port or (465 if is_wrapped else 587),
        "user": unquote(parsed.username or ""),
        "password": unquote(parsed.password or ""),
        "is_wrapped": is_wrapped,
        "has_tls": not is_wrapped and not is_plain,
    }


def read_cache(text: str) -> str:
    """A Redis or Valkey address."""
    _check_scheme(text, CACHE_SCHEMES)
    return text


def read_secret(text: str) -> str:
    """A key that can't be guessed; the same measure as Django's deployment check."""
    if len(text) < SHORTEST_SECRET or len(set(text)) < FEWEST_DIFFERENT or text.startswith("django-insecure-"):
        raise EnvError("is too easy to guess.")
    return text


def read_secrets(text: str) -> tuple[str, ...]:
    """Several keys."""
    return tuple(map(read_secret, _split(text)))


def read_hosts(text: str) -> tuple[str, ...]:
    """Host names without scheme and path."""
    hosts = _split(text)
    if any("/" in one for one in hosts):
        raise EnvError("holds an address where a host name belongs.")
    return hosts


def read_origins(text: str) -> tuple[str, ...]:
    """Origins: scheme and host."""
    origins = _split(text)
    if any(not one.startswith(("http://", "https://")) for one in origins):
        raise EnvError("holds an origin without http:// or https://.")
    return origins


def read_networks(text: str) -> tuple[str, ...]:
    """Networks as address and length of the prefix."""
    try:
        return tuple(str(ip_network(one)) for one in _split(text))
    except ValueError as error:
        raise EnvError("holds something that is no network.") from error


def read_clock(text: str) -> time:
    """A time of day."""
    hours, _, minutes = text.partition(":")
    try:
        return time(int(hours), int(minutes))
    except ValueError as error:
        raise EnvError("is no time of day.") from error


def read_zone(text: str) -> str:
    """A name that the time zone database knows."""
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise EnvError("is no known time zone.") from error


def read_seconds(text: str) -> int:
    """A number of seconds, zero or more."""
    return _number(text, at_least=0)


def read_count(text: str) -> int:
    """A number of things, one or more."""
    return _number(text, at_least=1)


def one_of(*choices: str) -> Callable[[str], str]:
    """A reading that takes one of these, whatever its case."""
    folded = {one.casefold(): one for one in choices}

    def read(text: str) -> str:
        try:
            return folded[text.casefold()]
        except KeyError as error:
            raise EnvError("is not one of the choices.") from error

    return read


READINGS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "mode": one_of("trial", "production"),
        "level": one_of(*LOG_LEVELS),
        "log_format": one_of("console", "json"),
        "secret": read_secret,
        "secrets": read_secrets,
        "database": read_database,
        "broker": read_broker,
        "cache": read_cache,
        "mail": read_mail,
        "hosts": read_hosts,
        "origins": read_origins,
        "networks": read_networks,
        "clock": read_clock,
        "zone": read_zone,
        "seconds": read_seconds,
        "count": read_count,
    }
)


def _split(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _number(text: str, *, at_least: int) -> int:
    try:
        number = int(text)
    except ValueError as error:
        raise EnvError("is no whole number.") from error
    if number < at_least:
        raise EnvError(f"is less than {at_least}.")
    return number


def _check_scheme(text: str, schemes: tuple[str, ...]) -> None:
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise EnvError("is no address.") from error
    if parts.scheme not in schemes:
        raise EnvError("does not start with one of the known schemes.")
    if parts.scheme in {"redis+socket", "unix"}:
        return
    # A PostgreSQL socket's folder is an option: postgres://user@/name?host=/run/postgresql.
    if not parts.hostname and "host=" not in parts.query:
        raise EnvError("names no host.")
