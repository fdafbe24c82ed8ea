"""What a reader of a profile should look at, worst first, each in a sentence with its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from mdm.grade.profiling.repetition import PAIR
from mdm.grade.profiling.shapes import TextType, counted
from mdm.grade.profiling.tallies import Figures
from mdm.grade.profiling.words import keylike

if TYPE_CHECKING:
    from mdm.grade.profiling.profile import ColumnProfile, Profile

# Forms that hardly any value has are slips; where forms vary anyway they say nothing.
_RARE = 0.005
_COMMON = 0.95
_FORMS_AT_MOST = 12
_COMMON_FORMS_AT_MOST = 4
_FORMS_FROM = 100
_DIGITS = re.compile(r"9+(?:\{\d+\})?")
# A value is remarkable for its length when it lies so many spans of the middle half away from it.
_SPANS = 4
_LONG_ANYWAY = 60
_FLAGGED = 0.01
_SAID_OF_A_COLUMN = 4
_AMOUNTS = frozenset({"", "employee_count"})
# Whose letters may be written in several ways.
_WRITTEN = frozenset({"name.full", "name.given", "name.family", "organisation_name", "employer", "address.city"})
_HOW = ("capitals only", "small letters only")
_HARMLESS_FLAGS = frozenset({"free_mailbox"})


class Weight(IntEnum):
    """How much a remark matters."""

    NOTE = 0
    LOOK = 1
    TROUBLE = 2


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence. `column` is empty where it is about the file."""

    weight: Weight
    column: str
    sentence: str

    @property
    def tone(self) -> str:
        return self.weight.name.lower()


def remarks(found: Profile) -> tuple[Remark, ...]:
    """All that is to be said, the gravest first, then in the order of the columns."""
    said = [*_of_file(found), *_of_key(found), *_of_trial(found)]
    for column in found.columns:
        said += list(_of_column(column))[:_SAID_OF_A_COLUMN]
    return tuple(sorted(said, key=lambda one: -one.weight))


def _of_file(found: Profile) -> Iterator[Remark]:
    if not found.rows:
        yield Remark(Weight.TROUBLE, "", "The file has a header and no readable row.")
    if found.bad_rows:
        kinds = ", ".join(f"{count:,} {problem.replace('_', ' ')}" for problem, count in found.problems)
        yield Remark(Weight.TROUBLE, "", f"{counted(found.bad_rows, 'row')} can't be read: {kinds}.")
    if found.rows and found.mapping is None:
        sentence = "No column looks like a customer's name, contact or identifier, so no mapping is suggested."
        yield Remark(Weight.TROUBLE, "", sentence)
    whole, *others = found.repetitions or (None,)
    if whole and whole.surplus:
        yield Remark(Weight.LOOK, "", f"{counted(whole.surplus, 'repetition')} of an earlier row in every column.")
    for one in others:
        if one and one.surplus and one.what != PAIR:
            weight = Weight.LOOK if one.what.startswith("every column") else Weight.NOTE
            rows, groups = counted(one.surplus, "row"), counted(one.groups, "group")
            sentence = f"{rows} with {one.what} as an earlier one ({groups})."
            yield Remark(weight, "", sentence)


def _of_key(found: Profile) -> Iterator[Remark]:
    if not found.rows:
        return
    if not found.key.columns:
        yield Remark(Weight.LOOK, "", found.key.reason)
    elif not found.key.is_exact:
        yield Remark(Weight.TROUBLE, found.key.columns[0], f"{found.key.reason} Such rows would be refused.")
    if not found.country and any(one.detected.meaning == "phone" for one in found.columns):
        yield Remark(Weight.LOOK, "", "Telephone numbers fit no single country; state the source's default country.")


def _of_trial(found: Profile) -> Iterator[Remark]:
    trial = found.trial
    if trial is None:
        return
    for column, problem, count in trial.problems:
        share = count / trial.rows
        sentence = f"About {share:.1%} of the rows would be refused: {problem.replace('_', ' ')}."
        yield Remark(Weight.TROUBLE, column, sentence)
    if trial.nameless:
        sentence = f"About {trial.nameless / trial.rows:.1%} of the rows hold no name, contact, address or identifier."
        yield Remark(Weight.LOOK, "", sentence)
    for one in trial.attributes:
        for flag, count in one.flags:
            if count > _FLAGGED * one.values and flag not in _HARMLESS_FLAGS:
                what = f"{count / one.values:.1%} of the values of {one.attribute.replace('_', ' ')}"
                yield Remark(Weight.LOOK, "", f"{what} are flagged: {flag.replace('_', ' ')}.")


def _of_column(column: ColumnProfile) -> Iterator[Remark]:
    figures, name = column.figures, column.figures.name
    if not figures.filled:
        yield Remark(Weight.NOTE, name, "Empty in every row.")
        return
    if figures.distinct == 1 and figures.rows > 1 and figures.filled == figures.rows:
        yield Remark(Weight.NOTE, name, "Holds the same value in every row.")
    if figures.padded:
        sentence = f"{counted(figures.padded, 'value')} with blanks around; they are trimmed when read."
        yield Remark(Weight.NOTE, name, sentence)
    if column.detected.is_ambiguous:
        sentence = "Day and month can't be told apart in any value; the suggested order follows the country."
        yield Remark(Weight.TROUBLE, name, sentence)
    if column.detected.is_delicate:
        yield Remark(Weight.LOOK, name, "Seems to hold what needs special protection; it is left out of the mapping.")
    yield from _odd_forms(figures)
    yield from _odd_lengths(figures)
    yield from _odd_types(column)
    yield from _odd_numbers(column)
    if column.detected.meaning in _WRITTEN:
        yield from _odd_writing(column)


def _odd_forms(figures: Figures) -> Iterator[Remark]:
    if figures.type in {TextType.INTEGER, TextType.DECIMAL} or figures.filled < _FORMS_FROM:
        return
    counts: Counter[str] = Counter()
    for one in figures.shapes:
        counts[_alike(one.text, figures.name)] += one.count
    limit = max(1, _RARE * figures.filled)
    rare = [one for one in figures.shapes if counts[_alike(one.text, figures.name)] <= limit]
    common = [count for count in counts.values() if count > limit]
    is_telling = sum(common) >= _COMMON * figures.filled and len(common) <= _COMMON_FORMS_AT_MOST
    if rare and is_telling and len(rare) <= _FORMS_AT_MOST:
        first = min(rare, key=lambda one: one.line)
        what = counted(sum(one.count for one in rare), "value")
        sentence = f"{what} in a form that hardly any other has, the first, {first.text}, in line {first.line:,}."
        # Codes and numbers keep to a form, words vary.
        weight = Weight.LOOK if "9" in figures.shapes[0].text else Weight.NOTE
        yield Remark(weight, figures.name, sentence)


def _alike(form: str, column: str) -> str:
    """Running numbers grow in length; in other columns the number of digits tells."""
    return _DIGITS.sub("9", form) if keylike(column) else form


def _odd_lengths(figures: Figures) -> Iterator[Remark]:
    low, high = _quartile(figures, 0.25), _quartile(figures, 0.75)
    limit = max(high + _SPANS * max(1, high - low), _LONG_ANYWAY)
    count = sum(number for length, number in figures.lengths if length > limit)
    if count and count <= _FLAGGED * figures.filled:
        sentence = f"{counted(count, 'value')} longer than {limit:,} characters, the longest {figures.longest:,}."
        yield Remark(Weight.LOOK, figures.name, sentence)


def _quartile(figures: Figures, share: float) -> int:
    seen = 0
    for length, number in figures.lengths:
        seen += number
        if seen >= share * figures.filled:
            return length
    return 0


def _odd_types(column: ColumnProfile) -> Iterator[Remark]:
    figures = column.figures
    best, count = figures.types[0]
    others = figures.filled - count
    # House numbers, postcodes and the like are no numbers, though most look so.
    is_code = best is TextType.INTEGER and column.detected.attribute not in _AMOUNTS
    if best in {TextType.DATE, TextType.TIME, TextType.INTEGER} and 0 < others <= 0.05 * figures.filled and not is_code:
        named = {kind for kind, _ in figures.types[1:]}
        if named == {TextType.DECIMAL}:
            return
        sentence = f"{counted(others, 'value')} of {figures.filled:,} can't be read as {best}, as the rest can."
        yield Remark(Weight.LOOK, figures.name, sentence)


def _odd_numbers(column: ColumnProfile) -> Iterator[Remark]:
    numbers = column.figures.numbers
    is_amount = column.detected.attribute in _AMOUNTS and not keylike(column.figures.name)
    # Where many lie outside, amounts are spread so.
    if numbers is None or not 0 < numbers.outliers <= _FLAGGED * column.figures.filled or not is_amount:
        return
    reach = f" ({_number(numbers.least)} to {_number(numbers.greatest)})" if column.has_range else ""
    sentence = f"{counted(numbers.outliers, 'number')} far outside the others{reach}."
    yield Remark(Weight.LOOK, column.figures.name, sentence)


def _number(number: float) -> str:
    """Years have no comma."""
    return f"{number:,g}" if abs(number) >= 10_000 else f"{number:g}"


def _odd_writing(column: ColumnProfile) -> Iterator[Remark]:
    """Names that some rows write in capitals or small letters only, or family name first."""
    figures = column.figures
    counts: Counter[str] = Counter()
    for one in figures.shapes:
        letters = set(one.text) & {"A", "a"}
        if letters and len(one.text.strip(".+ ")) + one.text.count("+") > 1:
            counts["capitals only" if letters == {"A"} else "small letters only" if letters == {"a"} else ""] += (
                one.count
            )
        counts[","] += one.count * ("," in one.text)
    told = [f"{counts[how] / figures.filled:.0%} in {how}" for how in _HOW if counts[how] > _FLAGGED * figures.filled]
    if told and counts[""] > _FLAGGED * figures.filled:
        yield Remark(Weight.NOTE, figures.name, f"Written in several ways: {' and '.join(told)}; they compare alike.")
    if column.detected.meaning == "name.full" and _FLAGGED < counts[","] / figures.filled < _COMMON:
        sentence = f"{counts[',']:,} values have a comma, as with the family name first; others have none."
        yield Remark(Weight.NOTE, figures.name, sentence)
