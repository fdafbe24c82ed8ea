"""One attribute's election up to the ballot: what stands, what may not survive, what people fixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mdm.records import GoldenValue, Pin
from mdm.survive.elections import Option, gathered, ranked
from mdm.survive.reasons import PIN, why_barred, why_pinned
from mdm.survive.rules import By, Criterion, Rule, Take
from mdm.survive.strategies import Electorate, Identity, Standing, identity_of

Loser = Mapping[str, Any]


@dataclass(slots=True)
class Vote:
    """One attribute's election: who still stands, who lost on the way, and which values people fixed."""

    attribute: str
    label: str
    is_multiple: bool
    rule: Rule
    refused: frozenset[str]
    sources: Mapping[str, int]
    now: datetime
    standings: list[Standing]
    fixes: list[Pin] = field(default_factory=list)
    losers: list[Loser] = field(default_factory=list)

    @property
    def order(self) -> tuple[Criterion, ...]:
        """The rule's criteria; a source of record comes before all of them."""
        if not self.rule.truth:
            return self.rule.order
        return (Criterion(By.FIRST_NON_NULL, sources=(self.rule.truth,)), *self.rule.order)

    def elect(self) -> list[Option]:
        return ranked(Electorate(self.standings, self.sources, self.now), self.order) if self.standings else []

    def keep(self, identities: set[Identity], rule: str, why: str) -> None:
        """Everything else loses, for that reason."""
        lost = [one for one in self.standings if one.identity not in identities]
        if lost:
            self.standings = [one for one in self.standings if one.identity in identities]
            self.lose(gathered(lost), rule, why)

    def lose(self, options: Iterable[Option], rule: str, why: str) -> None:
        self.losers += [loser_of(option, rule, why) for option in options]


def loser_of(option: Option, rule: str, why: str) -> Loser:
    value, candidate = option.value, option.best.candidate
    return {
        "clean": dict(value.clean),
        "display": value.display,
        "usage": value.usage,
        "flags": list(value.flags),
        "record": candidate.record,
        "source": candidate.source,
        "supporters": supporters_of(option),
        "rule": rule,
        "why": why,
    }


def supporters_of(option: Option) -> list[int]:
    """Other records that state the value, in the order of their rank."""
    if len(option.standings) == 1:
        return []
    own = option.best.candidate.record
    return [one for one in dict.fromkeys(one.candidate.record for one in option.standings) if one != own]


def golden_value(vote: Vote, option: Option, rule: str, reason: str) -> GoldenValue:
    value, candidate = option.value, option.best.candidate
    return GoldenValue(
        attribute=vote.attribute,
        clean=value.clean,
        display=value.display,
        usage=value.usage,
        flags=value.flags,
        record=candidate.record,
        source=candidate.source,
        rule=rule,
        reason=reason,
        supporters=tuple(supporters_of(option)),
        shown=value.shown,
    )


def empty_value(vote: Vote, rule: str, reason: str) -> GoldenValue:
    """No value survives; its place keeps the losers and says why."""
    return GoldenValue(vote.attribute, {}, "", "", (), None, "", rule, reason)


def refuse(vote: Vote, bars: Mapping[Identity, Pin]) -> None:
    """Sort out what may not survive: barred, refused, not of the source of record, invalid beside valid."""
    rule = vote.rule
    for identity, pin in bars.items():
        if any(one.identity == identity for one in vote.standings):
            vote.keep({one.identity for one in vote.standings} - {identity}, PIN, why_barred(pin))
    if any(one.values[0].flags for one in vote.standings):
        sound = {one.identity for one in vote.standings if vote.refused.isdisjoint(one.values[0].flags)}
        vote.keep(sound, "refuse", "A placeholder or unusable value.")
        valid = {one.identity for one in vote.standings if one.values[0].is_valid}
        if rule.valid_only and valid:
            vote.keep(valid, "valid_only", "Invalid, and valid values are known.")
    if rule.truth:
        true = {one.identity for one in vote.standings if one.candidate.source == rule.truth}
        if true or rule.truth_only:
            vote.keep(true, "truth", f"Only {rule.truth} counts for {vote.label}.")


def pinned(vote: Vote) -> list[GoldenValue]:
    """The values people fixed, newest first. A single-valued attribute has room for one."""
    values = []
    for pin in vote.fixes if vote.rule.take is Take.UNION else vote.fixes[:1]:
        identity = identity_of(pin.value)
        agree = [one for one in vote.standings if one.identity == identity]
        vote.standings = [one for one in vote.standings if one.identity != identity]
        option = gathered(agree)[0] if agree else None
        values.append(
            GoldenValue(
                attribute=vote.attribute,
                clean=pin.value.clean,
                display=pin.value.display,
                usage=pin.value.usage,
                flags=pin.value.flags,
                record=option.best.candidate.record if option else None,
                source=option.best.candidate.source if option else "",
                rule=PIN,
                reason=why_pinned(pin),
                supporters=tuple(supporters_of(option)) if option else (),
                shown=pin.value.shown,
            )
        )
    return values
