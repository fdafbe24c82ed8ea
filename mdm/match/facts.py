"""Comparing what is known of a person or organisation beside names and contacts: dates, gender, identifiers, extras."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from mdm.match.closeness import is_within_edits, lengths
from mdm.match.columns import Codes, Levels, Lexicon, Mask, cross_parts
from mdm.match.view import Evidence, View

# Authorities whose numbers are replaced or held several times: different ones say little.
REPLACEABLE = ("passport", "loyalty", "customer", "account", "card")


# What each of the eight digits is worth to year, month and day.
_PLACES = np.array([[1000, 0, 0], [100, 0, 0], [10, 0, 0], [1, 0, 0], [0, 10, 0], [0, 1, 0], [0, 0, 10], [0, 0, 1]])
# Signs taken for one another by eye or machine.
_LOOKALIKES = str.maketrans("oqdilzsbg", "000112586")
# Numbers shorter than this are near one another by chance.
_TELLING_SIZE, _LONG_SIZE = 6, 9


class BirthDate(IntEnum):
    """How two dates agree."""

    DIFFERENT = 1
    SAME_YEAR = 2
    CLOSE = 3
    TWO_PARTS = 4
    ONE_DIGIT = 5
    SWAPPED = 6
    AS_FAR_AS_KNOWN = 7
    EXACT = 8


class Same(IntEnum):
    """How two coded values agree."""

    DIFFERENT = 1
    SAME = 2


class Identifier(IntEnum):
    """How the numbers of a common authority agree."""

    CONFLICT = 1
    OTHER = 2
    LIKE = 3
    NEAR = 4
    EXACT = 5


class Extras(IntEnum):
    """How further attributes agree."""

    DIFFERENT = 1
    SOME = 2
    ALL = 3


def compare_birth_date(view: View) -> Evidence:
    """Birth dates: the same, days and months exchanged, a wrong digit, or another date."""
    lexicon = view.columns["birth_date"].lexicon
    left, right = view.codes("birth_date")
    is_same = (left == right) & (left > 0)
    levels = np.where(is_same, BirthDate.EXACT, 0).astype(np.int8)
    digits = _digits(lexicon)
    is_full = digits.min(axis=1) >= 0
    levels[is_same & ~is_full[left]] = BirthDate.AS_FAR_AS_KNOWN
    places = np.flatnonzero((left > 0) & (right > 0) & ~is_same)
    known = is_full[left[places]] & is_full[right[places]]
    full, partial = places[known], places[~known]
    levels[full] = _full_levels(digits[left[full]], digits[right[full]])
    levels[partial] = _partial_levels(digits[left[partial]], digits[right[partial]])
    chance = np.where(levels == BirthDate.EXACT, view.chance("birth_date", lexicon)[left], 0.0)
    return Evidence(levels, chance)


def _digits(lexicon: Lexicon) -> NDArray[np.int8]:
    """Eight digits YYYYMMDD per text, -1 for unknown ones."""

    def build() -> NDArray[np.int8]:
        rows = [[int(sign) if sign.isdecimal() else -1 for sign in _padded(text)] for text in lexicon.texts]
        return np.array(rows, dtype=np.int8).reshape(len(lexicon), 8)

    return lexicon.derived.once("digits", build)


def _padded(text: str) -> str:
    return text.replace("-", "")[:8].ljust(8)


def _full_levels(left: NDArray[np.int8], right: NDArray[np.int8]) -> Levels:
    is_equal = left == right
    year, month, day = is_equal[:, :4].all(axis=1), is_equal[:, 4:6].all(axis=1), is_equal[:, 6:].all(axis=1)
    wrong = 8 - is_equal.sum(axis=1)
    levels = np.full(len(left), BirthDate.DIFFERENT, dtype=np.int8)
    levels[year] = BirthDate.SAME_YEAR
    levels[(wrong == 2) | _is_neighbouring(left, right)] = BirthDate.CLOSE
    levels[(year.astype(np.int8) + month + day) >= 2] = BirthDate.TWO_PARTS
    turned = (left[:, :-1] == right[:, 1:]) & (left[:, 1:] == right[:, :-1]) & ~is_equal[:, :-1]
    levels[(wrong == 1) | ((wrong == 2) & turned.any(axis=1))] = BirthDate.ONE_DIGIT
    is_crossed = (left[:, 4:6] == right[:, 6:]).all(axis=1) & (left[:, 6:] == right[:, 4:6]).all(axis=1)
    levels[year & is_crossed & (wrong > 0)] = BirthDate.SWAPPED
    return levels


def _is_neighbouring(left: NDArray[np.int8], right: NDArray[np.int8]) -> Mask:
    """Whether no part of the dates is further off than a slip takes it: a year or a decade, a month, three days."""
    one, other = (sides.astype(np.int64) @ _PLACES for sides in (left, right))
    year, month, day = np.abs(one - other).T
    return np.asarray(((year <= 1) | (year == 10)) & (month <= 1) & (day <= 3), dtype=np.bool_)


def _partial_levels(left: NDArray[np.int8], right: NDArray[np.int8]) -> Levels:
    is_unknown = (left < 0) | (right < 0)
    is_equal = (left == right) | is_unknown
    levels = np.where(is_equal[:, :4].all(axis=1), BirthDate.SAME_YEAR, BirthDate.DIFFERENT)
    levels[is_equal.all(axis=1)] = BirthDate.AS_FAR_AS_KNOWN
    return levels.astype(np.int8)


def _compare_codes(view: View, name: str) -> Evidence:
    left, right = view.codes(name)
    levels = np.where(left == right, Same.SAME, Same.DIFFERENT)
    levels[(left == 0) | (right == 0)] = 0
    return Evidence(levels.astype(np.int8), np.zeros(len(view)))


def compare_gender(view: View) -> Evidence:
    """Gender as stated."""
    return _compare_codes(view, "gender")


def compare_suffix(view: View) -> Evidence:
    """Generation suffix: junior, senior, the third."""
    return _compare_codes(view, "suffix")


def compare_legal_form(view: View) -> Evidence:
    """Legal form of an organisation."""
    return _compare_codes(view, "legal_form")


def compare_identifier(view: View) -> Evidence:
    """Identifiers, authority by authority; the best agreement counts."""
    parts = view.columns["identifiers"].lexicon.parts()
    met = cross_parts(parts, *view.codes("identifiers"))
    lexicon, authority = parts.lexicon, _authorities(parts.lexicon)
    levels = np.where(met.left == met.right, Identifier.EXACT, 0).astype(np.int8)
    places = np.flatnonzero((met.left != met.right) & (authority[met.left] == authority[met.right]))
    left, right = met.left[places], met.right[places]
    found = np.where(_is_replaceable(lexicon)[left], Identifier.OTHER, Identifier.CONFLICT).astype(np.int8)
    wrong = _wrong_signs(lexicon, left, right)
    found[(wrong == 2) & (found == Identifier.CONFLICT) & (_sizes(lexicon)[left] >= _LONG_SIZE)] = Identifier.LIKE
    found[_is_slip(lexicon, left, right, wrong)] = Identifier.NEAR
    levels[places] = found
    levels[(met.left == 0) | (met.right == 0)] = 0
    chance = np.where(levels == Identifier.EXACT, view.chance("identifier", lexicon)[met.left], 0.0)
    return Evidence(*met.best(levels, chance, len(view)))


def _is_slip(lexicon: Lexicon, left: Codes, right: Codes, wrong: Codes) -> Mask:
    """Whether one slip tells the numbers apart: a sign wrong, missing or too many, two exchanged, or misread ones."""
    is_long = np.minimum(_sizes(lexicon)[left], _sizes(lexicon)[right]) >= _TELLING_SIZE
    has_same_signs = (_signs(lexicon)[left] == _signs(lexicon)[right]) & (wrong == 2)
    is_misread = _misread(lexicon)[left] == _misread(lexicon)[right]
    return np.asarray((is_within_edits(lexicon, left, right, 1) | has_same_signs | is_misread) & is_long, np.bool_)


def _wrong_signs(lexicon: Lexicon, left: Codes, right: Codes) -> Codes:
    """In how many places numbers of one length differ; -1 for lengths that differ."""
    sizes = lengths(lexicon)
    result = np.full(len(left), -1, dtype=np.int64)
    places = np.flatnonzero(sizes[left] == sizes[right])
    texts = lexicon.texts
    for place, one, other in zip(places.tolist(), left[places].tolist(), right[places].tolist(), strict=True):
        result[place] = sum(a != b for a, b in zip(texts[one], texts[other], strict=True))
    return result


def _sizes(lexicon: Lexicon) -> NDArray[np.int64]:
    return lexicon.map("number size", lambda text: len(text.partition(":")[2]), np.int64)


def _signs(lexicon: Lexicon) -> Codes:
    return _codes_of(lexicon, "signs", lambda number: "".join(sorted(number)))


def _misread(lexicon: Lexicon) -> Codes:
    return _codes_of(lexicon, "misread", lambda number: number.translate(_LOOKALIKES))


def _codes_of(lexicon: Lexicon, name: str, form: Callable[[str], str]) -> Codes:
    """A code per text, equal where authority and this form of the number are."""

    def build() -> Codes:
        index: dict[tuple[str, str], int] = {}
        rows = (text.partition(":") for text in lexicon.texts)
        codes = (index.setdefault((authority, form(number)), len(index)) for authority, _, number in rows)
        return np.fromiter(codes, dtype=np.int64, count=len(lexicon))

    return lexicon.derived.once(name, build)


def _authorities(lexicon: Lexicon) -> NDArray[np.int64]:
    def build() -> NDArray[np.int64]:
        index: dict[str, int] = {}
        names = (text.partition(":")[0] for text in lexicon.texts)
        return np.array([index.setdefault(name, len(index)) for name in names], dtype=np.int64)

    return lexicon.derived.once("authority", build)


def _is_replaceable(lexicon: Lexicon) -> Mask:
    return lexicon.map("replaceable", lambda text: text.partition(":")[0].startswith(REPLACEABLE), np.bool_)


def compare_extras(view: View) -> Evidence:
    """Further attributes that both sides state: all, some or none alike; the rarest value in common tells most."""
    parts = view.columns["extras"].lexicon.parts()
    met = cross_parts(parts, *view.codes("extras"))
    attribute = _attributes(parts.lexicon)
    is_common = (attribute[met.left] == attribute[met.right]) & (met.left > 0) & (met.right > 0)
    common = np.bincount(met.pair[is_common], minlength=len(view))
    same = np.bincount(met.pair[is_common & (met.left == met.right)], minlength=len(view))
    is_same = is_common & (met.left == met.right)
    chance = np.ones(len(view))
    np.minimum.at(chance, met.pair[is_same], view.chance("extra", parts.lexicon)[met.left[is_same]])
    levels = np.where(same >= common, Extras.ALL, np.where(same > 0, Extras.SOME, Extras.DIFFERENT))
    chance[(same == 0) | (chance == 1.0)] = 0.0
    return Evidence(np.where(common > 0, levels, 0).astype(np.int8), chance)


def _attributes(lexicon: Lexicon) -> NDArray[np.int64]:
    def build() -> NDArray[np.int64]:
        index: dict[str, int] = {}
        names = (text.partition("=")[0] for text in lexicon.texts)
        return np.array([index.setdefault(name, len(index)) for name in names], dtype=np.int64)

    return lexicon.derived.once("attribute", build)
