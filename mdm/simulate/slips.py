"""Slips of the pen: each takes a text and returns it wrong in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mdm.simulate.chance import Chance

Slip = Callable[[Chance, str], str]

NEIGHBOURS: Mapping[str, str] = {
    "a": "sqy", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "kö",
    "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "rz", "u": "zi",
    "v": "cb", "w": "qe", "x": "yc",
    "y": "xa", "z": "tu",
}  # fmt: skip

LOOKALIKES: tuple[tuple[str, str], ...] = (
    ("rn", "m"), ("m", "rn"), ("cl", "d"), ("l", "1"), ("I", "l"), ("O", "0"), ("o", "0"), ("S",
    "5"), ("B", "8"), ("vv", "w"),
    ("li", "h"), ("e", "c"), ("u", "v"), ("ß", "B"), ("ö", "o"), ("ü", "ii"),
)  # fmt: skip

SOUNDALIKES: tuple[tuple[str, str], ...] = (
    ("ph", "f"), ("ck", "k"), ("th", "t"), ("ei", "ai"), ("ai", "ei"), ("ay", "ai"), ("dt", "t"),
    ("tz", "z"), ("ie", "i"), ("y", "i"),
    ("mm", "m"), ("nn", "n"), ("ll", "l"), ("ss", "s"), ("tt", "t"), ("sch", "sh"), ("c", "k"),
    ("k", "c"), ("v", "f"), ("eau", "o"),
    ("z", "s"), ("ough", "o"), ("ae", "e"), ("ä", "e"), ("qu", "kw"), ("w", "v"), ("n", "nn"), ("s", "ss"),
)  # fmt: skip


def transposed(chance: Chance, text: str) -> str:
    place = chance.between(0, len(text) - 2)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def dropped(chance: Chance, text: str) -> str:
    place = chance.between(1, len(text) - 1)
    return text[:place] + text[place + 1 :]


def doubled(chance: Chance, text: str) -> str:
    place = chance.between(0, len(text) - 1)
    return text[: place + 1] + text[place].lower() + text[place + 1 :]


def beside(chance: Chance, text: str) -> str:
    """A neighbouring key in place of a letter."""
    place = chance.between(0, len(text) - 1)
    near = NEIGHBOURS.get(text[place].lower())
    if near is None:
        return transposed(chance, text)
    key = chance.pick(near)
    return text[:place] + (key.upper() if text[place].isupper() else key) + text[place + 1 :]


def misread(chance: Chance, text: str) -> str:
    return _exchanged(chance, text, LOOKALIKES)


def misheard(chance: Chance, text: str) -> str:
    return _exchanged(chance, text, SOUNDALIKES)


def wrong_digit(chance: Chance, text: str) -> str:
    """One digit replaced, or two swapped; what holds no digit stays."""
    places = [place for place, sign in enumerate(text) if sign.isdigit()]
    if not places:
        return text
    place = chance.pick(places)
    if chance.random() < 0.4 and place + 1 in places:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + str((int(text[place]) + chance.between(1, 9)) % 10) + text[place + 1 :]


def _exchanged(chance: Chance, text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    fitting = [(old, new) for old, new in pairs if old in text]
    if not fitting:
        return dropped(chance, text)
    old, new = chance.pick(fitting)
    return text.replace(old, new, 1)


SLIPS: tuple[tuple[Slip, float], ...] = (
    (transposed, 0.22), (dropped, 0.2), (beside, 0.2), (misheard, 0.18), (misread, 0.1), (doubled, 0.1),
)  # fmt: skip


def slip(chance: Chance, text: str) -> str:
    """The text with one slip, where it is long enough to stay recognisable."""
    return chance.choose(SLIPS)(chance, text) if len(text) > 3 else text
