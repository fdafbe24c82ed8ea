"""Web addresses down to the host that a customer registered."""

from __future__ import annotations

import re
from functools import lru_cache

from mdm.cleanse.forms import REMEMBERED, Form, refused
from mdm.cleanse.placeholders import is_placeholder
from mdm.cleanse.tables.contacts import FREE_DOMAINS, SECOND_LEVELS, SHARED_HOSTS
from mdm.cleanse.text import tidy
from mdm.records import VALUE

_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:/{2,3}|https?:/?|//)", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_FIRST_LABEL = re.compile(r"^www\d?\.")
_PATH = re.compile(r"[/?#\\]")
_RESERVED = re.compile(r"(?:.*\.)?example\.(?:com|org|net)")


@lru_cache(maxsize=REMEMBERED)
def standardise_website(value: str) -> Form:
    """One web address. The comparable form is the registrable host: no scheme, www, port or path."""
    shown = tidy(value)
    if is_placeholder(shown):
        return refused(shown, "placeholder")
    host = _host(shown)
    if host is None:
        return refused(shown, "malformed")
    registrable = registrable_host(host)
    if _RESERVED.fullmatch(registrable):
        return refused(shown, "placeholder")
    is_shared = registrable in SHARED_HOSTS or registrable in FREE_DOMAINS
    return Form({VALUE: registrable, "host": host}, shown, ("shared",) if is_shared else ())


def registrable_host(host: str) -> str:
    """The part of a host name that somebody registers: mail.acme.co.uk gives acme.co.uk."""
    labels = host.split(".")
    is_two_level = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVELS
    return ".".join(labels[-3 if is_two_level else -2 :])


def _host(shown: str) -> str | None:
    bare = _PATH.split(_SCHEME.sub("", shown.strip("<>\"' ")), maxsplit=1)[0].rsplit("@", 1)[-1].split(":", 1)[0]
    try:
        host = (bare if bare.isascii() else bare.encode("idna").decode("ascii")).lower().strip(".")
    except UnicodeError:
        return None
    host = _FIRST_LABEL.sub("", host)
    return host if len(host) < 254 and _HOST.fullmatch(host) else None
