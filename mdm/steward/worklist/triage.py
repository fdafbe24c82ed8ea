"""How urgent a question is, and how it is put to a steward. Sentences hold counts, ids and figures, never values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from mdm.resolve.held import Held, HeldKind


class Severity(StrEnum):
    """What goes wrong while the question is open."""

    BLOCKING = "blocking"
    RISKY = "risky"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True)
class Urgency:
    """Priority 1 comes first; the rules of the desk say when which priority is due."""

    priority: int
    severity: Severity


@dataclass(frozen=True, slots=True)
class Triage:
    """A question, ready for the work list."""

    priority: int
    severity: Severity
    sentence: str


# From this probability on a possible match is likely enough to come before the others.
LIKELY = 0.9

_URGENCY: Mapping[HeldKind, Urgency] = MappingProxyType(
    {
        HeldKind.CONTRADICTION: Urgency(1, Severity.BLOCKING),
        HeldKind.OVER_SIZE: Urgency(1, Severity.BLOCKING),
        HeldKind.OVER_MERGE: Urgency(2, Severity.RISKY),
        HeldKind.VETOED_MATCH: Urgency(2, Severity.RISKY),
        HeldKind.POSSIBLE_MATCH: Urgency(4, Severity.ROUTINE),
    }
)
_LIKELY_MATCH = Urgency(3, Severity.ROUTINE)


def _percent(held: Held) -> str:
    """Never 100: no evidence is certain."""
    return (
        f"{min(held.probability or 0.0, 0.9999):.2%}" if (held.probability or 0) > 0.99 else f"{held.probability:.0%}"
    )


def _contradiction(held: Held) -> str:
    chain = ", ".join(str(one) for one in held.path)
    return (
        f"Records {held.left} and {held.right} were judged apart, yet a chain of match judgements joins them "
        f"({chain}). One of these judgements must go."
    )


def _over_size(held: Held) -> str:
    return f"{held.size} records would form one customer, more than the limit allows. They were not all merged."


def _over_merge(held: Held) -> str:
    if held.veto:
        return (
            f"Records {held.left} and {held.right} contradict each other, but others tie them together ({held.size} in "
            "all). Are they one customer?"
        )
    return (
        f"Records {held.left} and {held.right} match with {_percent(held)}, but other records of the two customers "
        f"({held.size} in all) speak against it or may not be merged."
    )


def _vetoed_match(held: Held) -> str:
    return (
        f"Records {held.left} and {held.right} match with {_percent(held)}, but something in them contradicts. "
        f"Are the two customers ({held.size} records) one?"
    )


def _possible_match(held: Held) -> str:
    return (
        f"Records {held.left} and {held.right} match with {_percent(held)}, which is not certain. "
        f"Are the two customers ({held.size} records) one?"
    )


_SENTENCES: Mapping[HeldKind, Callable[[Held], str]] = MappingProxyType(
    {
        HeldKind.CONTRADICTION: _contradiction,
        HeldKind.OVER_SIZE: _over_size,
        HeldKind.OVER_MERGE: _over_merge,
        HeldKind.VETOED_MATCH: _vetoed_match,
        HeldKind.POSSIBLE_MATCH: _possible_match,
    }
)


# What these kinds are, how urgent and how likely, follows from all that is compared.
FROM_EVIDENCE = frozenset({HeldKind.OVER_MERGE, HeldKind.VETOED_MATCH, HeldKind.POSSIBLE_MATCH})


def neutral(left: int, right: int, count: int) -> str:
    """Such a question for a reader who may not see all that is compared, and must not learn from it what agrees."""
    return f"Are records {left} and {right}, and who belongs to them ({count} records), one customer?"


def triage(held: Held) -> Triage:
    """Priority and wording of a question."""
    is_likely = held.kind is HeldKind.POSSIBLE_MATCH and (held.probability or 0.0) >= LIKELY
    urgency = _LIKELY_MATCH if is_likely else _URGENCY[held.kind]
    return Triage(urgency.priority, urgency.severity, _SENTENCES[held.kind](held))
