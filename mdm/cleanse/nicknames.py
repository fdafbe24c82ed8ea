"""Which given names are short or pet forms of one another."""

from __future__ import annotations

from functools import lru_cache

from mdm.cleanse.tables.nicknames import MORE_NICKNAMES, NOT_NICKNAMES
from mdm.cleanse.text import condensed


def shares_nickname(one: str, other: str) -> bool:
    """Whether two folded given names can be the same person's: equal, formal and short, or short forms of one name."""
    if one == other:
        return bool(one)
    if not one or not other:
        return False
    return not nickname_roots(one).isdisjoint(nickname_roots(other))


@lru_cache(maxsize=2**15)
def nickname_roots(given: str) -> frozenset[str]:
    """The formal names that a folded given name may stand for, itself included."""
    return _roots_by_name().get(given, frozenset()) | {given}


@lru_cache(maxsize=1)
def _roots_by_name() -> dict[str, frozenset[str]]:
    """The package's table of English names and the project's own, folded. Loaded when first asked for."""
    from nicknames import NickNamer

    roots: dict[str, set[str]] = {}
    lookup = NickNamer.default_lookup()
    for formal, nicknames in lookup.items():
        for nickname in nicknames:
            # Some pairs stand both ways round; the longer name is the formal one.
            is_reversed = formal in lookup.get(nickname, ()) and len(formal) < len(nickname)
            if not is_reversed and nickname not in NOT_NICKNAMES.get(formal, ()):
                roots.setdefault(condensed(nickname), set()).add(condensed(formal))
    for formal, listed in MORE_NICKNAMES.items():
        for nickname in listed:
            roots.setdefault(nickname, set()).add(formal)
    return {name: frozenset(formals - {""}) for name, formals in roots.items() if name}
