"""How far two reviewers agree beyond chance, and how sure a share from a sample is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Agreement:
    """`raw` is the share of equal answers; `kappa` is Cohen's, None where chance alone explains all of it."""

    pairs: int
    raw: float
    kappa: float | None


def agreement(answers: Sequence[tuple[str, str]]) -> Agreement | None:
    """Of first and second answers (Cohen 1960); None without any.

    Kappa is (raw - expected) / (1 - expected), where expected is how often two who answer by chance, each with their
    own shares, would agree.
    """
    if not answers:
        return None
    count = len(answers)
    raw = sum(one == other for one, other in answers) / count
    firsts, seconds = Counter(one for one, _ in answers), Counter(other for _, other in answers)
    expected = sum(firsts[one] * seconds[one] for one in firsts) / count**2
    kappa = None if expected >= 1 else (raw - expected) / (1 - expected)
    return Agreement(count, raw, kappa)


@dataclass(frozen=True, slots=True)
class Share:
    """A share found in a sample of `of`, with the interval that holds the true one with CONFIDENCE."""

    right: int
    of: int
    share: float
    low: float
    high: float


def wilson(right: int, of: int) -> Share | None:
    """Wilson's score interval (Wilson 1927), which holds for small samples too; None without any."""
    from scipy.stats import binomtest

    if not of:
        return None
    interval = binomtest(right, of).proportion_ci(CONFIDENCE, method="wilson")
    return Share(right, of, right / of, float(interval.low), float(interval.high))
