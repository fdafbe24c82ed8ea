"""The seat that registers put behind an organisation's name: "Kaiserhof, Actien-Gesellschaft in Altona a. Elbe"."""

from __future__ import annotations

from mdm.cleanse.legal_forms import Words, form_at, is_behind_form
from mdm.cleanse.tables.organisations import FORMERLY_WORDS, IN_MIDDLE, SEAT_WORDS


def without_seat(words: Words, cities: tuple[str, ...]) -> Words:
    """Without "in Bremen" at the end: behind a legal form, after "Sitz", or where an address states that city."""
    if SEAT_WORDS.isdisjoint(words):
        return words
    for start in range(len(words) - 2, 0, -1):
        if words[start] not in SEAT_WORDS:
            continue
        tail = words[start + 1 :]
        is_seat = words[start] == "sitz" or words[start - 1] == "sitz" or is_behind_form(words, start)
        if (is_seat or _is_city(tail, cities)) and not _says_more(tail):
            return words[: start - 1] if words[start - 1] == "sitz" and start > 1 else words[:start]
    return words


def _says_more(tail: Words) -> bool:
    """Whether more than a seat stands there: "in Billwärder, vorm. Hell & Sthamer A.-G."."""
    return not FORMERLY_WORDS.isdisjoint(tail) or any(
        len(tail[start]) > 1 and form_at(tail, start) in IN_MIDDLE for start in range(1, len(tail))
    )


def _is_city(words: Words, cities: tuple[str, ...]) -> bool:
    """Whether the words begin with one of the cities: "Mülheim a. d. Ruhr", "Burg, Bez. Magdeburg"."""
    text = " ".join(words) + " "
    return any(text.startswith(city + " ") for city in cities)
