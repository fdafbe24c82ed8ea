r"""Patterns that rules may use: a subset of regular expressions that means the same in Python and in PostgreSQL.

    literals   .   [A-Z0-9]   [^ ]   \\d   \\. (and other escaped signs)   (a|b)   ?   *   +   {m}   {m,n}

A pattern must fit the whole text. How many ways a text could be tried is bounded before the pattern is taken, so that
no text makes it slow: repetition of what can itself vary is refused, and so are more than two open repetitions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mdm.errors import RuleError

# An open repetition counts as one over the longest value that cleansing lets through.
_LONGEST = 400
MOST_WAYS = 200_000
MOST_SIGNS = 200
_COUNTED = re.compile(r"\{([0-9]{1,3})(?:,([0-9]{1,3}))?\}")
_ESCAPABLE = frozenset(r".\+*?()[]{}|^$-/")
# Python reads these in a class as operations on sets one day, and warns of it.
_SET_SIGNS = ("--", "&&", "~~", "||")
_CLASS = re.compile(r"\[\^?(?:(?:\\[\\\]\[^-]|[^\\\[\]])(?:-(?:\\[\\\]\[^-]|[^\\\[\]]))?)+\]")


def safe_pattern(pattern: str, place: str) -> str:
    """The pattern as both engines read it. Raises RuleError naming the place in it."""
    if len(pattern) > MOST_SIGNS:
        raise RuleError(
            f"{place}: the pattern has more than {MOST_SIGNS} signs.", remedy="Use a list of values instead."
        )
    scan = _Scan(pattern, place)
    ways = scan.alternatives()
    if scan.at < len(pattern):
        raise scan.wrong("a ) closes nothing", "Write \\) for the sign itself.")
    if ways > MOST_WAYS:
        raise scan.wrong(
            f"it can fit a text in {ways:,} ways and would run for ever on some", "Bound the repetitions: {1,20} for +."
        )
    return "".join(scan.read)


class _Scan:
    """One pass over the pattern. Every method reads a piece and returns in how many ways it can fit."""

    def __init__(self, pattern: str, place: str) -> None:
        self.pattern, self.place = pattern, place
        self.at = 0
        self.read: list[str] = []

    def wrong(self, what: str, remedy: str) -> RuleError:
        at = self.at + 1
        return RuleError(f"{self.place}: in the pattern at sign {at}, {what}.", remedy=remedy, data={"sign": at})

    def alternatives(self) -> int:
        ways = self._sequence()
        while self._take("|"):
            ways += self._sequence()
        return ways

    def _sequence(self) -> int:
        ways = 1
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            ways = min(ways * self._repeated(), MOST_WAYS * _LONGEST)
        return ways

    def _repeated(self) -> int:
        inner = self._atom()
        least, most = self._repetition()
        if inner == 1:
            return most - least + 1
        if most > 1:
            raise self.wrong("something that can vary is repeated as a whole", "Repeat single signs or classes only.")
        return inner + (least == 0)

    def _repetition(self) -> tuple[int, int]:
        for sign, bounds in {"?": (0, 1), "*": (0, _LONGEST), "+": (1, _LONGEST)}.items():
            if self._take(sign):
                return self._alone(bounds)
        counted = _COUNTED.match(self.pattern, self.at)
        if not counted:
            return 1, 1
        least, most = int(counted[1]), int(counted[2] or counted[1])
        if most < least or most > 255:
            raise self.wrong("the bounds of a repetition are not in order, or above 255", "Write {least,most}.")
        self.read.append(counted[0])
        self.at = counted.end()
        return self._alone((least, most))

    def _alone(self, bounds: tuple[int, int]) -> tuple[int, int]:
        if self.at < len(self.pattern) and self.pattern[self.at] in "?*+{":
            raise self.wrong("a repetition is repeated", "Leave one of the two out.")
        return bounds

    def _atom(self) -> int:
        sign = self.pattern[self.at]
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._class()
        if sign == "\\":
            return self._escaped()
        if sign in "?*+{}^$]" or sign == "\0":
            raise self.wrong(
                f"{sign!r} has nothing to act on", f"Write \\{sign} for the sign itself; a pattern fits whole texts."
            )
        self._take(sign)
        return 1

    def _group(self) -> int:
        self.at += 1
        self.read.append("(?:")
        if self.pattern[self.at : self.at + 1] == "?":
            raise self.wrong("a group looks around or names itself", "Use plain groups: (a|b).")
        ways = self.alternatives()
        if not self._take(")"):
            raise self.wrong("a ( is never closed", "Close it, or write \\( for the sign itself.")
        return ways

    def _class(self) -> int:
        found = _CLASS.match(self.pattern, self.at)
        if not found or any(pair in found[0] for pair in _SET_SIGNS):
            raise self.wrong("a class of signs is not well-formed", "Write [A-Z0-9]; escape \\] \\[ \\\\ \\^ inside.")
        try:
            re.compile(found[0])
        except re.error:
            raise self.wrong("a class has a range that runs backwards", "Write [A-Z], not [Z-A].") from None
        self.read.append(found[0])
        self.at = found.end()
        return 1

    def _escaped(self) -> int:
        sign = self.pattern[self.at + 1 : self.at + 2]
        if sign == "d":
            self.read.append("[0-9]")
        elif sign and sign in _ESCAPABLE:
            self.read.append("\\" + sign)
        else:
            raise self.wrong(f"\\{sign} is not known", "Known are \\d and signs such as \\. and \\(.")
        self.at += 2
        return 1

    def _take(self, sign: str) -> bool:
        if self.pattern[self.at : self.at + 1] != sign:
            return False
        self.read.append(sign)
        self.at += 1
        return True


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was found safe, in the form for both engines."""

    text: str

    def fits(self, value: str) -> bool:
        """Whether the whole value has this form."""
        return _compiled(self.text).fullmatch(value) is not None

    @property
    def sql(self) -> str:
        """The text for PostgreSQL's ~ operator."""
        return f"^(?:{self.text})$"


@lru_cache(maxsize=512)
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(text, re.DOTALL)
