"""Reading reference lists, their entries and versions, and the rules that ask them."""

from __future__ import annotations

from collections.abc import Iterator

from mdm.errors import NotFoundError
from mdm.grade.models import ReferenceEntry, ReferenceList, ReferenceVersion
from mdm.grade.queries import active_rules
from mdm.grade.rules import Rule

# Learnt lists can be long; a page tells no more than "over so many".
MOST_COUNTED = 200_000


def reference_lists() -> list[ReferenceList]:
    """All lists, by code."""
    return list(ReferenceList.objects.order_by("code"))


def reference_list(code: str) -> ReferenceList:
    """The list of that code. Raises NotFoundError."""
    found = ReferenceList.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(ReferenceList.objects.values_list("code", flat=True)) or "none"
        raise NotFoundError(f'There is no reference list "{code[:40]}".', remedy=f"Known: {known}.")
    return found


def entry_count(code: str) -> int:
    """How many entries it has, counted up to MOST_COUNTED."""
    return ReferenceEntry.objects.filter(list=code)[:MOST_COUNTED].count()


def some_entries(code: str, *, like: str = "", after: str = "", limit: int = 100) -> list[str]:
    """Entries that begin so, in order, beyond `after`."""
    found = ReferenceEntry.objects.filter(list=code, entry__gt=after).order_by("entry")
    if like:
        found = found.filter(entry__startswith=like)
    return list(found.values_list("entry", flat=True)[:limit])


def all_entries(code: str) -> Iterator[str]:
    """Every entry, in order."""
    found = ReferenceEntry.objects.filter(list=code).order_by("entry").values_list("entry", flat=True)
    return found.iterator(chunk_size=5_000)


def versions(code: str, limit: int = 20) -> list[ReferenceVersion]:
    """The latest versions of a declared list, the newest first."""
    found = ReferenceVersion.objects.filter(list=code).select_related("author").defer("added", "removed")
    return list(found.order_by("-number")[:limit])


def changes(code: str, number: int) -> ReferenceVersion:
    """A version with what it added and took away. Raises NotFoundError."""
    found = ReferenceVersion.objects.filter(list=code, number=number).select_related("author").first()
    if found is None:
        raise NotFoundError(f"The list has no version {number}.", remedy="See the list's versions.")
    return found


def entries_at(code: str, number: int) -> set[str]:
    """The entries of an earlier version: later changes undone. Raises NotFoundError."""
    changes(code, number)
    entries = set(all_entries(code))
    later = ReferenceVersion.objects.filter(list=code, number__gt=number).order_by("-number")
    for one in later.iterator(chunk_size=1):
        entries = (entries - set(one.added)) | set(one.removed)
    return entries


def rules_asking(code: str) -> list[Rule]:
    """The rules in force that compare with the list."""
    return [rule for rule in active_rules().rules if code in rule.lists()]
