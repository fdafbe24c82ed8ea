"""Comparing how a customer is reached: e-mail, phone, website."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from mdm.cleanse.tables.contacts import FREE_DOMAINS, ROLE_MAILBOXES
from mdm.match.closeness import is_within_edits, lengths
from mdm.match.columns import Codes, Columns, Crossing, Lexicon, Mask, Parts, Positions, cross, cross_parts
from mdm.match.view import Evidence, View
from mdm.records import SEPARATOR

# How often two persons of one name call their mailboxes alike.
OWN_NAME_CHANCE = 0.05


class Email(IntEnum):
    """How two mailboxes agree."""

    DIFFERENT = 1
    SAME_DOMAIN = 2
    OWN_NAME = 3
    SAME_MAILBOX = 4
    NEAR = 5
    EXACT = 6


class Phone(IntEnum):
    """How two phone numbers agree."""

    DIFFERENT = 1
    NEAR = 2
    EXACT = 3


class Website(IntEnum):
    """How two web presences agree."""

    DIFFERENT = 1
    SAME_NAME = 2
    EXACT = 3


def compare_email(view: View) -> Evidence:
    """Mailboxes; of several the best agreement counts."""
    parts = view.columns["emails"].lexicon.parts()
    met = cross_parts(parts, *view.codes("emails"))
    lexicon = parts.lexicon
    local, domain, is_free = _mailboxes(lexicon)
    left, right = met.left, met.right
    levels = np.full(len(left), Email.DIFFERENT, dtype=np.int8)
    levels[(domain[left] == domain[right]) & ~is_free[left]] = Email.SAME_DOMAIN
    places = np.flatnonzero((local[left] == local[right]) & (local[left] > 0) & (left != right))
    levels[places] = Email.SAME_MAILBOX
    named = places[_is_own_name(view, lexicon, met, places)]
    # A name says nothing new at providers, where people choose it; two companies give it to two people.
    levels[named] = np.where(is_free[left[named]] | is_free[right[named]], Email.OWN_NAME, Email.DIFFERENT)
    levels[
        is_within_edits(lexicon, left, right, 2) & (np.minimum(lengths(lexicon)[left], lengths(lexicon)[right]) > 11)
    ] = Email.NEAR
    levels[left == right] = Email.EXACT
    levels[(left == 0) | (right == 0)] = 0
    chance = np.where(left == right, view.chance("email", lexicon)[left], 0.0)
    chance[levels == Email.OWN_NAME] = OWN_NAME_CHANCE
    return Evidence(*met.best(levels, chance, len(view)))


def _is_own_name(view: View, lexicon: Lexicon, met: Crossing, places: Positions) -> Mask:
    """Whether the mailboxes consist of what either person is called."""
    given, family = (view.columns[name] for name in ("given", "family"))
    result = np.zeros(len(places), dtype=np.bool_)
    for number, place in enumerate(places.tolist()):
        local = str(lexicon.texts[met.left[place]]).rpartition("@")[0]
        pair = met.pair[place]
        result[number] = any(
            is_made_of(local, str(given.lexicon.texts[given.codes[one]]), str(family.lexicon.texts[family.codes[one]]))
            for one in (view.left[pair], view.right[pair])
        )
    return result


def is_made_of(local: str, given: str, family: str) -> bool:
    """Whether the name of a mailbox is the person's names and initials, and nothing else."""
    rest = "".join(letter for letter in local if letter not in "._-")
    names = [name for name in (*family.split(), *given.split()) if len(name) > 2 and name in rest]
    for name in names:
        rest = rest.replace(name, "", 1)
    return bool(names) and len(rest) < 2 and not rest.isdigit()


def _mailboxes(lexicon: Lexicon) -> tuple[Codes, Codes, Mask]:
    """Local part (0 where it says nothing of a person), domain, and whether the domain is anybody's."""

    def build() -> tuple[Codes, Codes, Mask]:
        locals_, domains = {"": 0}, {"": 0}
        rows = [_mailbox(text) for text in lexicon.texts]
        local = np.array([locals_.setdefault(one, len(locals_)) for one, _ in rows], dtype=np.int32)
        domain = np.array([domains.setdefault(other, len(domains)) for _, other in rows], dtype=np.int32)
        return local, domain, np.array([other in FREE_DOMAINS or not other for _, other in rows], dtype=np.bool_)

    return lexicon.derived.once("mailboxes", build)


def _mailbox(text: str) -> tuple[str, str]:
    local, _, domain = text.rpartition("@")
    return ("" if local in ROLE_MAILBOXES or len(local) < 5 else local), domain


def compare_phone(view: View) -> Evidence:
    """Phone numbers; of several the best agreement counts."""
    parts = view.columns["phones"].lexicon.parts()
    met = cross_parts(parts, *view.codes("phones"))
    lexicon = parts.lexicon
    levels = np.full(len(met.left), Phone.DIFFERENT, dtype=np.int8)
    is_long = np.minimum(lengths(lexicon)[met.left], lengths(lexicon)[met.right]) >= 9
    levels[is_within_edits(lexicon, met.left, met.right, 1) & is_long] = Phone.NEAR
    levels[met.left == met.right] = Phone.EXACT
    levels[(met.left == 0) | (met.right == 0)] = 0
    chance = np.where(met.left == met.right, view.chance("phone", lexicon)[met.left], 0.0)
    return Evidence(*met.best(levels, chance, len(view)))


def compare_website(view: View) -> Evidence:
    """Websites, and the domains of mailboxes that are not a provider's."""
    hosts = web_hosts(view.columns)
    met = cross(hosts.starts[view.left], hosts.counts[view.left], hosts.starts[view.right], hosts.counts[view.right])
    left, right = hosts.codes[met.left], hosts.codes[met.right]
    names = _host_names(hosts.lexicon)
    levels = np.full(len(left), Website.DIFFERENT, dtype=np.int8)
    levels[names[left] == names[right]] = Website.SAME_NAME
    levels[left == right] = Website.EXACT
    chance = np.where(left == right, view.chance("website", hosts.lexicon)[left], 0.0)
    return Evidence(*met.best(levels, chance, len(view)))


def web_hosts(columns: Columns) -> Parts:
    """The hosts of every record: `codes[starts[r] : starts[r + 1]]`."""
    return columns.derived.once("hosts", lambda: _build_hosts(columns))


def _build_hosts(columns: Columns) -> Parts:
    website, email = columns["websites"], columns["emails"]
    index = {"": 0}
    kept: dict[tuple[int, int], list[int]] = {}
    starts = np.zeros(len(columns) + 1, dtype=np.intp)
    codes: list[int] = []
    for position, pair in enumerate(zip(website.codes.tolist(), email.codes.tolist(), strict=True)):
        if pair not in kept:
            hosts = own_hosts(website.lexicon.texts[pair[0]], email.lexicon.texts[pair[1]])
            kept[pair] = [index.setdefault(host, len(index)) for host in hosts]
        codes += kept[pair]
        starts[position + 1] = len(codes)
    return Parts(starts, np.array(codes, dtype=np.int32), Lexicon(list(index)))


def own_hosts(websites: str, emails: str) -> tuple[str, ...]:
    """Websites, and the domains of mailboxes that are not a provider's, without a leading www."""
    domains = {mailbox.rpartition("@")[2] for mailbox in emails.split(SEPARATOR) if mailbox}
    own = {domain.removeprefix("www.") for domain in domains if domain not in FREE_DOMAINS}
    return tuple(sorted({host.removeprefix("www.") for host in websites.split(SEPARATOR) if host} | own))


def _host_names(lexicon: Lexicon) -> Codes:
    """A code per host, equal where they differ in nothing but what follows the name."""

    def build() -> Codes:
        index: dict[str, int] = {}
        names = (text.partition(".")[0] for text in lexicon.texts)
        return np.array([index.setdefault(name, len(index)) for name in names], dtype=np.int32)

    return lexicon.derived.once("host name", build)
