"""Writing reference lists: each replacement is a version of its own, kept as what it added and took away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from mdm.bulk import copy_in
from mdm.grade import queries
from mdm.grade.models import ReferenceEntry, ReferenceList, ReferenceVersion


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a replacement did to a list."""

    version: int
    entries: int
    added: int
    removed: int


def set_list(
    code: str,
    label: str,
    entries: Collection[str],
    *,
    is_learnt: bool = False,
    note: str = "",
    author_id: int | None = None,
) -> Replaced:
    """Declare a reference list, or replace its entries under the next version. The same entries change nothing."""
    lists = ReferenceList.objects.select_for_update(no_key=True)
    row, is_new = lists.get_or_create(code=code, defaults={"label": label, "is_learnt": is_learnt})
    wanted = set(entries)
    present = set() if is_new else set(ReferenceEntry.objects.filter(list=row).values_list("entry", flat=True))
    added, removed = sorted(wanted - present), sorted(present - wanted)
    if not is_new:
        row.label = label
        if added or removed:
            row.version, row.updated_at = row.version + 1, timezone.now()
        row.save(update_fields=["label", "version", "updated_at"])
    if added or removed or is_new:
        _write(row, added, removed)
        _keep_version(row, added, removed, entries=len(wanted), note=note, author_id=author_id)
        queries.forget()
    return Replaced(row.version, len(wanted), len(added), len(removed))


def _write(row: ReferenceList, added: list[str], removed: list[str]) -> None:
    ReferenceEntry.objects.filter(list=row, entry__in=removed).delete()
    copy_in("mdm_referenceentry", ("list_id", "entry"), ((row.code, one) for one in added))


def _keep_version(row: ReferenceList, added: list[str], removed: list[str], **told: Any) -> None:
    """Learnt lists move every night by themselves and have no versions."""
    if not row.is_learnt:
        ReferenceVersion.objects.create(list=row, number=row.version, added=added, removed=removed, **told)
