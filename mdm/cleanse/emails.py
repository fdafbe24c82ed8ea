"""E-mail addresses: syntax without DNS, one comparable form per mailbox, and who reads it."""

from __future__ import annotations

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from mdm.cleanse.forms import REMEMBERED, Form, refused
from mdm.cleanse.placeholders import is_placeholder, is_unknown
from mdm.cleanse.tables.contacts import (
    DISPOSABLE_DOMAINS,
    DOTLESS_DOMAINS,
    FREE_DOMAINS,
    GLUED_ENDINGS,
    MISTYPED_DOMAINS,
    ROLE_MAILBOXES,
    SAME_DOMAIN,
)
from mdm.cleanse.tables.placeholders import MAIL_DOMAINS, MAILBOXES
from mdm.cleanse.text import fold, tidy
from mdm.records import VALUE

_PLAIN = re.compile(
    r"(?P<local>[a-z0-9_'%&*/=?^{}~!#$-]+(?:[.+][a-z0-9_'%&*/=?^{}~!#$-]+)*)@"
    r"(?P<domain>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24})"
)
_BRACKETED = re.compile(r"<([^<>@\s]+@[^<>@\s]+)>")
_AROUND = " \t<>()[]\"',;:."
_SPELT_AT = re.compile(r"\s*(?:\(at\)|\[at\]|\{at\}|\s+@|@\s+)\s*", re.IGNORECASE)
_SPELT_DOT = re.compile(r"\s*(?:\(dot\)|\[dot\]|\(punkt\))\s*", re.IGNORECASE)
_TYPED_TWICE = re.compile(r"([@.])\1+")
_LONGEST = 254
# Reserved for documentation and tests (RFC 2606): an address there reaches nobody.
_RESERVED = re.compile(r"(?:.*\.)?example\.(?:com|org|net)|.*\.(?:test|example|invalid|localhost|local)")


@lru_cache(maxsize=REMEMBERED)
def standardise_email(value: str, *, is_organisation: bool = False) -> Form:
    """One mailbox. `is_organisation`: a role mailbox on its own domain does identify a company."""
    shown = _unwrapped(tidy(value))
    if is_placeholder(shown):
        return refused(shown, "placeholder")
    if len(shown) > _LONGEST:
        return refused(shown, "malformed")
    halves = _halves(shown)
    mended = halves is None
    if halves is None:
        halves = _halves(_mended(shown))
    if halves is None:
        return refused(shown, "malformed")
    local, domain = halves
    known = SAME_DOMAIN.get(MISTYPED_DOMAINS.get(domain, domain), MISTYPED_DOMAINS.get(domain, domain))
    mailbox = _mailbox(local, known)
    if not mailbox or _is_unread(local, mailbox, known):
        return refused(f"{local}@{domain}", "placeholder")
    flags = _flags(mailbox, known, is_organisation=is_organisation)
    if domain in MISTYPED_DOMAINS:
        flags = (*flags, "mistyped_domain")
    if mended:
        flags = (*flags, "mended")
    return Form({VALUE: f"{mailbox}@{known}", "domain": known}, f"{local}@{domain}", flags)


def _unwrapped(text: str) -> str:
    """The bare address out of "Anna <anna@x.de>", "mailto:…", "anna (at) x.de"."""
    bracketed = _BRACKETED.search(text)
    if bracketed:
        return bracketed.group(1)
    if text[:7].lower() == "mailto:":
        text = text[7:]
    if "@" not in text or " " in text:
        text = _SPELT_DOT.sub(".", _SPELT_AT.sub("@", text))
    return text.strip(_AROUND)


def _halves(shown: str) -> tuple[str, str] | None:
    """Local part and domain in lower case, or None where the syntax is wrong."""
    plain = _PLAIN.fullmatch(shown.lower())
    if plain and len(plain["local"]) <= 64:
        return plain["local"], plain["domain"]
    try:
        checked = validate_email(shown, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, ValueError):
        return None
    return checked.local_part.lower(), checked.ascii_domain.lower()


def _mended(shown: str) -> str:
    """Slips with one likely reading: a sign typed twice, and the dot left out before a common ending."""
    single = _TYPED_TWICE.sub(r"\1", shown.lower().replace(" ", "")).replace(".@", "@").replace("@.", "@")
    local, _, domain = single.partition("@")
    if "." not in domain:
        ending = next((one for one in GLUED_ENDINGS if domain.endswith(one) and len(domain) > len(one) + 2), "")
        domain = f"{domain[: -len(ending)]}.{ending}" if ending else domain
    return f"{local}@{domain}"


def _mailbox(local: str, known_domain: str) -> str:
    """One text for all spellings that reach one mailbox: without tag, at Gmail without dots, in ASCII."""
    untagged = local.split("+", 1)[0]
    if known_domain in DOTLESS_DOMAINS:
        untagged = untagged.replace(".", "")
    return untagged.replace("|", "") if untagged.isascii() else fold(untagged).replace(" ", ".")


def _is_unread(local: str, mailbox: str, domain: str) -> bool:
    if local in MAILBOXES or mailbox in MAILBOXES or domain in MAIL_DOMAINS:
        return True
    return is_placeholder(mailbox) or is_unknown(domain.split(".", 1)[0])


def _flags(mailbox: str, domain: str, *, is_organisation: bool) -> tuple[str, ...]:
    is_free = domain in FREE_DOMAINS
    noticed = {
        "role_mailbox": mailbox in ROLE_MAILBOXES and (is_free or not is_organisation),
        "free_mailbox": is_free,
        "disposable": domain in DISPOSABLE_DOMAINS,
        "reserved_domain": _RESERVED.fullmatch(domain) is not None,
    }
    return tuple(flag for flag, holds in noticed.items() if holds)
