"""The only writer of facts. What is sent twice is there once; what its sender takes back stays, and counts no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from mdm.understand.facts import FORMS, FactKind
from mdm.understand.models import Consent, ConsentVersion, Fact, Interaction
from mdm.understand.queries import MODELS, stated


class Happening(StrEnum):
    """What became of a fact that was sent."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"


class Kept(NamedTuple):
    """A fact after it was sent, by its version number."""

    pk: int
    number: int
    happening: Happening


def put(kind: FactKind, source: int, key: str, said: Mapping[str, Any]) -> Kept:
    """Take the fact in: `said` by the names of its columns, sources by id. One that says the same is left as it is."""
    model = MODELS[kind]
    wanted = _columns(kind, said)
    row = model.objects.select_for_update().filter(source=source, key=key).first()  # type: ignore[attr-defined]
    if row is None:
        made = model.objects.create(source_id=source, key=key, **wanted)  # type: ignore[attr-defined]
        return Kept(made.pk, 1, Happening.CREATED)
    if row.removed_at is None and all(getattr(row, name) == value for name, value in wanted.items()):
        return Kept(row.pk, row.number, Happening.UNCHANGED)
    _keep_version(row)
    happening = Happening.CREATED if row.removed_at else Happening.CHANGED
    for name, value in wanted.items():
        setattr(row, name, value)
    row.removed_at = None
    return _saved(row, happening)


def remove(kind: FactKind, source: int, key: str) -> Kept:
    """The sender takes the fact back: it must be there."""
    row = MODELS[kind].objects.select_for_update().get(source=source, key=key)  # type: ignore[attr-defined]
    if row.removed_at:
        return Kept(row.pk, row.number, Happening.UNCHANGED)
    _keep_version(row)
    row.removed_at = timezone.now()
    return _saved(row, Happening.REMOVED)


MOST_AT_ONCE = 5_000
_FORGET_VERSIONS = """
UPDATE mdm_consentversion v SET said = jsonb_set(v.said, '{proof}', 'null') FROM mdm_consent c
 WHERE c.id = v.consent_id AND c.removed_at < %s AND v.said ->> 'proof' IS NOT NULL
"""


def forget_texts(before: datetime, most: int = MOST_AT_ONCE) -> int:
    """Empty what people wrote of contacts that began before then, the oldest first; how many at once."""
    texts = ~Q(subject="") | ~Q(note="")
    oldest = Interaction.objects.filter(texts, at__lt=before).order_by("at").values("pk")[:most]
    return Interaction.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).update(subject="", note="")


def forget_removed(before: datetime) -> int:
    """Empty what people wrote in facts that were taken back before then, former versions too; how many."""
    gone = {"removed_at__lt": before}
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_VERSIONS, [before])
        count = int(cursor.rowcount)
    count += Interaction.objects.filter(~Q(subject="") | ~Q(note=""), **gone).update(subject="", note="")
    return count + Consent.objects.filter(~Q(proof=""), **gone).update(proof="")


def _columns(kind: FactKind, said: Mapping[str, Any]) -> dict[str, Any]:
    """By the model's attributes: a code that is not stated is empty where the column holds texts."""
    fields = {one.name: one for one in MODELS[kind]._meta.concrete_fields}  # noqa: SLF001 - the documented Options API
    found = {}
    for member in FORMS[kind]:
        value, column = said[member.column], fields[member.column]
        found[column.attname] = "" if value is None and not column.null else value
    return found


def _saved(row: Fact, happening: Happening) -> Kept:
    row.number += 1
    row.changed_at = timezone.now()
    row.save()
    return Kept(row.pk, row.number, happening)


def _keep_version(row: Fact) -> None:
    """What a consent said so far; other facts have no former state that anybody must prove."""
    if isinstance(row, Consent):
        said = {**stated(FactKind.CONSENT, row), "removed_at": row.removed_at}
        ConsentVersion.objects.create(consent=row, number=row.number, said=said)
