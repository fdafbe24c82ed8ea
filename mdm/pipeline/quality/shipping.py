"""What this version ships for quality, brought into an installation: all of it into a new one, news into others.

A rule that people have declared anew or retired stays as it is: its latest version is theirs, and the ledger says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pycountry

from mdm.catalogue.queries import catalogue
from mdm.errors import RuleError
from mdm.grade import queries
from mdm.grade.defaults import default_rules
from mdm.grade.lists import actions as lists
from mdm.grade.lists.queries import reference_lists
from mdm.grade.rulebook import actions as rules
from mdm.grade.rulebook import queries as book
from mdm.grade.rules import fingerprint, ruleset
from mdm.ledger.actions import enter
from mdm.ledger.queries import rules_entered

if TYPE_CHECKING:
    from mdm.grade.models import QualityRule

_LEARNT = {"known_postcodes": "Postcodes that are known here", "postcode_cities": "Cities of each known postcode"}


@dataclass(frozen=True, slots=True)
class Shipped:
    """The codes of rules that were brought in or renewed. They are drafts where not all rules fit together."""

    new: tuple[str, ...]
    renewed: tuple[str, ...]
    are_drafts: bool

    def __str__(self) -> str:
        told = [
            f"{what} ({', '.join(codes)})" for what, codes in (("new", self.new), ("renewed", self.renewed)) if codes
        ]
        return " and ".join(told) + (", as drafts: too many rules for one attribute" if self.are_drafts else "")


def bring_in_shipped() -> Shipped | None:
    """Shipped lists and rules that are missing, and later forms of shipped rules that nobody has touched; None where
    there are none. Part of the set-up's transaction.
    """
    _bring_in_lists()
    latest = {row.code: row for row in book.latest_rules()}
    due = list(_due(latest))
    if not due:
        return None
    read = queries.read_declarations(due)
    codes = {one["code"] for one in due}
    try:
        ruleset([*(one for one in queries.active_rules().rules if one.code not in codes), *(rule for _, rule in read)])
        are_drafts = False
    except RuleError:
        are_drafts = True
    for row in rules.bring_in(read, are_drafts=are_drafts):
        if latest:
            enter("rule_brought_in", f"quality_rule:{row.code}", actor_id=None, rule=f"version {row.version}")
    return Shipped(tuple(sorted(codes - latest.keys())), tuple(sorted(codes & latest.keys())), are_drafts)


def _due(latest: Mapping[str, QualityRule]) -> Iterator[dict[str, Any]]:
    declared = rules_entered("rule_declared")
    for shipped in default_rules(catalogue()):
        row = latest.get(shipped["code"])
        if row is None:
            yield shipped
            continue
        is_theirs = (f"quality_rule:{row.code}", f"version {row.version}") in declared
        is_same = fingerprint({**row.declaration, "code": row.code}) == fingerprint(shipped)
        if row.state == row.State.ACTIVE and not is_theirs and not is_same:
            yield shipped


def _bring_in_lists() -> None:
    known = {one.code for one in reference_lists()}
    if "countries" not in known:
        lists.set_list("countries", "Countries (ISO 3166)", [one.alpha_2.lower() for one in pycountry.countries])
    for code in _LEARNT.keys() - known:
        lists.set_list(code, _LEARNT[code], (), is_learnt=True)
