"""The golden record: elected value by value from what the members state, under a policy and people's pins.

A function of its arguments alone. The order in which candidates come changes nothing; every one of them is named
in the result, as winner, supporter or loser with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mdm.records import AttributeKind, Candidate, Catalogue, CustomerKind, Golden, GoldenValue, Pin, PinKind
from mdm.survive.elections import Option, absorbed, gathered, ranked
from mdm.survive.policy import Policy
from mdm.survive.reasons import (
    AGREED,
    ONLY_VALUE,
    PIN,
    TOGETHER,
    UNANIMOUS,
    UNION,
    agreement,
    sentence,
    why_lost,
    why_won,
)
from mdm.survive.rules import Rule, Take
from mdm.survive.strategies import Electorate, Identity, Standing, identity_of, seniority
from mdm.survive.votes import Vote, empty_value, golden_value, pinned, refuse

Bars = Mapping[Identity, Pin]


def _best(vote: Vote, options: Sequence[Option]) -> list[GoldenValue]:
    winner, *others = options
    if vote.rule.take is Take.UNANIMOUS and others:
        vote.lose(options, UNANIMOUS, "Records disagree, and only a unanimous value survives.")
        return [empty_value(vote, UNANIMOUS, f"Left empty because records disagree about {vote.label}.")]
    rule, because = why_won(winner, others, vote.order, vote.label)
    for other in others:
        vote.lose([other], *why_lost(winner, other, vote.order))
    agrees = "" if rule in {AGREED, ONLY_VALUE} else agreement(winner)
    return [golden_value(vote, winner, rule, sentence(because, agrees))]


def _union(vote: Vote, options: Sequence[Option], room: int) -> list[GoldenValue]:
    if vote.rule.absorb and len(options) > 1:
        contained = absorbed(options)
        vote.lose((one for one in options if one.identity in contained), "absorb", "Contained in a fuller value.")
        options = [one for one in options if one.identity not in contained]
    limit = vote.rule.limit
    vote.lose(options[room:], UNION, f"Beyond the {limit} {vote.label} values that are kept.")
    kept = f"Kept as one of up to {limit} {vote.label} values"
    return [golden_value(vote, one, UNION, sentence(kept, agreement(one))) for one in options[:room]]


def _elected(vote: Vote, bars: Bars) -> list[GoldenValue]:
    """The surviving values of one attribute, the best first; the first carries the losers."""
    values = pinned(vote)
    refuse(vote, bars)
    options = vote.elect()
    if vote.rule.take is Take.UNION:
        values += _union(vote, options, max(vote.rule.limit - len(values), 0))
    elif values:
        vote.lose(options, PIN, "A person fixed another value.")
    elif options:
        values = _best(vote, options)
    return _with_losers(vote, values)


def _with_losers(vote: Vote, values: list[GoldenValue]) -> list[GoldenValue]:
    """The first value carries the losers; where none survives, an empty one does."""
    if not vote.losers:
        return values
    values = values or [empty_value(vote, vote.losers[0]["rule"], f"No value of {vote.label} may survive.")]
    return [replace(values[0], losers=tuple(vote.losers)), *values[1:]]


def _whole(found: Sequence[tuple[str, Standing]]) -> Standing:
    """All values of a group in one record, as one."""
    found = sorted(found, key=lambda pair: (pair[0], pair[1].identity, pair[1].values[0].display))
    return Standing(
        found[0][1].candidate,
        tuple(value for _, one in found for value in one.values),
        tuple((f"{attribute}.{part}", text) for attribute, one in found for part, text in one.identity),
        found[0][1].seniority,
    )


def _record_of_group(votes: Sequence[Vote]) -> tuple[int, str]:
    """The record that the whole group survives from, and why."""
    by_record: dict[int, list[tuple[str, Standing]]] = {}
    for vote in votes:
        for one in vote.standings:
            by_record.setdefault(one.candidate.record, []).append((vote.attribute, one))
    whole = [_whole(found) for found in by_record.values()]
    winner, *others = ranked(Electorate(whole, votes[0].sources, votes[0].now), votes[0].order)
    labels = " and ".join(vote.label for vote in votes)
    # The runner-up may state none of this attribute: a view that hides its source would not know to drop the reason.
    _, because = why_won(winner, others, votes[0].order, labels, tells_other=False)
    together = f"{labels} survive together from one record" if len(votes) > 1 else ""
    return winner.best.candidate.record, sentence(because, together)


def _from_record(vote: Vote, record: int, reason: str) -> list[GoldenValue]:
    values: list[GoldenValue] = []
    for option in vote.elect():
        own = [one for one in option.standings if one.candidate.record == record]
        if not own:
            vote.lose([option], TOGETHER, "The group survives whole from another record.")
        elif values and not vote.is_multiple:
            vote.lose([option], TOGETHER, "Its record states another value too.")
        else:
            option.standings = own + [one for one in option.standings if one.candidate.record != record]
            values.append(golden_value(vote, option, TOGETHER, reason))
    return values


def _group(votes: Sequence[Vote], bars: Mapping[str, Bars]) -> list[GoldenValue]:
    """Attributes in lock-step: all from one record. A value that a person fixed stands outside."""
    fixed = {vote.attribute: pinned(vote) for vote in votes}
    for vote in votes:
        refuse(vote, bars.get(vote.attribute, {}))
    standing = [vote for vote in votes if vote.standings and not fixed[vote.attribute]]
    record, reason = _record_of_group(standing) if standing else (-1, "")
    values: list[GoldenValue] = []
    for vote in votes:
        if fixed[vote.attribute]:
            vote.lose(gathered(vote.standings), PIN, "A person fixed another value.")
        found = fixed[vote.attribute] or _from_record(vote, record, reason)
        values += _with_losers(vote, found)
    return values


def _country(candidates: Sequence[Candidate]) -> str:
    """The country most addresses are in (tie: the first by code)."""
    stated = Counter(
        country
        for one in candidates
        if one.value.kind is AttributeKind.ADDRESS and (country := one.value.clean.get("country", ""))
    )
    return min(stated, key=lambda code: (-stated[code], code), default="").upper()


def _name(values: Sequence[GoldenValue], kind: CustomerKind, policy: Policy) -> str:
    """What the customer is called: the first attribute named by the policy that has a value."""
    shown: dict[str, str] = {}
    for value in values:
        shown.setdefault(value.attribute, value.display)
    attributes = dict(policy.name_from).get(kind, ())
    return next((shown[one] for one in attributes if shown.get(one)), "")


def _newest_first(pin: Pin) -> tuple[object, ...]:
    value = pin.value
    return -pin.made_at.timestamp(), identity_of(value), value.display, value.usage, value.flags, pin.author, pin.reason


def _live(pins: Sequence[Pin], now: datetime) -> tuple[dict[str, list[Pin]], dict[str, dict[Identity, Pin]]]:
    """Fixed values, newest first, and barred values, both by attribute. A fixed value can't be barred."""
    fixes: dict[str, list[Pin]] = {}
    bars: dict[str, dict[Identity, Pin]] = {}
    live = [one for one in pins if one.expires_at is None or one.expires_at > now]
    for pin in sorted(live, key=_newest_first):
        if pin.kind is PinKind.FIX:
            same = (identity_of(one.value) for one in fixes.setdefault(pin.attribute, []))
            if identity_of(pin.value) not in same:
                fixes[pin.attribute].append(pin)
        else:
            bars.setdefault(pin.attribute, {}).setdefault(identity_of(pin.value), pin)
    return fixes, bars


def _spoken(label: str) -> str:
    """A label within a sentence; abbreviations keep their capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


class _Election:
    """All votes on one customer."""

    def __init__(self, kind: CustomerKind, policy: Policy, catalogue: Catalogue, now: datetime, country: str) -> None:
        self.kind, self.policy, self.catalogue, self.now, self.country = kind, policy, catalogue, now, country
        self.sources = {code: place for place, code in enumerate(policy.sources)}
        self.standings: dict[str, list[Standing]] = {}
        self.fixes: dict[str, list[Pin]] = {}
        self.bars: Mapping[str, Bars] = {}

    def enter(self, candidates: Sequence[Candidate]) -> None:
        """Let these values stand for election."""
        seniorities: dict[int, tuple[float, float]] = {}
        for one in candidates:
            if one.record not in seniorities:
                seniorities[one.record] = seniority(one, self.sources)
            standing = Standing(one, (one.value,), identity_of(one.value), seniorities[one.record])
            self.standings.setdefault(one.value.attribute, []).append(standing)

    def attributes(self) -> list[str]:
        """Those with anything to say, in the order of the catalogue; unknown ones last."""
        found = {*self.standings, *self.fixes}
        known = self.catalogue.attributes
        return [code for code in known if code in found] + sorted(found - known.keys())

    def vote(self, attribute: str, rule: Rule) -> Vote:
        known = self.catalogue.attributes.get(attribute)
        return Vote(
            attribute=attribute,
            label=_spoken(known.label) if known else attribute,
            is_multiple=known.is_multiple if known else False,
            rule=rule,
            refused=self.policy.refuse,
            sources=self.sources,
            now=self.now,
            standings=self.standings.get(attribute, []),
            fixes=self.fixes.get(attribute, []),
        )

    def run(self) -> list[GoldenValue]:
        values: list[GoldenValue] = []
        done: set[str] = set()
        attributes = self.attributes()
        for attribute in attributes:
            if attribute in done:
                continue
            rule = self.policy.rule_for(attribute, self.kind, self.country)
            if rule.take is Take.TOGETHER:
                group = [one for one in attributes if one in rule.attributes]
                done.update(group)
                values += _group([self.vote(one, rule) for one in group], self.bars)
            else:
                values += _elected(self.vote(attribute, rule), self.bars.get(attribute, {}))
        return values


def survive(
    kind: CustomerKind,
    candidates: Sequence[Candidate],
    pins: Sequence[Pin],
    policy: Policy,
    catalogue: Catalogue,
    *,
    now: datetime,
    country: str = "",
) -> Golden:
    """The golden record of a customer of that kind. Without `country`, most addresses decide it.

    Values stand in catalogue order, the best of an attribute first. An attribute whose values may not survive has
    one empty value that keeps the losers.
    """
    election = _Election(kind, policy, catalogue, now, country or _country(candidates))
    election.enter(candidates)
    if pins:
        election.fixes, election.bars = _live(pins, now)
    values = election.run()
    return Golden(kind, _name(values, kind, policy), policy.version, tuple(values))
