"""Reference lists replaced and restored: each replacement is checked as a whole, and is a version with its author."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mdm.errors import ConflictError, InvalidInputError
from mdm.grade.lists import actions, queries
from mdm.grade.lists.reading import read_list
from mdm.ledger.actions import enter
from mdm.pipeline.transactions import unit_of_work

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that a list is to be made of, or replaced by. `form` is how its entries become comparable."""

    code: str
    label: str
    text: str
    form: str = "words"
    has_header: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do to a list."""

    entries: int
    repeated: int
    added: tuple[str, ...]
    removed: tuple[str, ...]


def preview(wanted: Wanted) -> Preview:
    """Check the file against the list as it stands; nothing is written. Raises InvalidInputError naming lines."""
    file = read_list(wanted.text, form=wanted.form, has_header=wanted.has_header)
    _check(wanted)
    present = set(queries.all_entries(wanted.code))
    added, removed = sorted(file.entries - present), sorted(present - file.entries)
    return Preview(len(file.entries), file.repeated, tuple(added), tuple(removed))


@unit_of_work
def replace_list(wanted: Wanted, *, actor: AbstractBaseUser | None) -> actions.Replaced:
    """Declare a list or replace its entries. Records that rules compare with it are graded anew tonight.

    Raises InvalidInputError naming lines, ConflictError for a list that the service learns by itself.
    """
    file = read_list(wanted.text, form=wanted.form, has_header=wanted.has_header)
    label = _check(wanted)
    done = actions.set_list(wanted.code, label, file.entries, note=wanted.note[:200], author_id=_id_of(actor))
    _enter("list_replaced", wanted.code, done, actor, wanted.note)
    return done


@unit_of_work
def restore_list(code: str, number: int, *, actor: AbstractBaseUser | None) -> actions.Replaced:
    """Bring back the entries of an earlier version, as a new one. Raises NotFoundError."""
    found, entries = queries.reference_list(code), queries.entries_at(code, number)
    note = f"As version {number}"
    done = actions.set_list(code, found.label, entries, note=note, author_id=_id_of(actor))
    _enter("list_restored", code, done, actor, note)
    return done


def _check(wanted: Wanted) -> str:
    """The list's label. Raises InvalidInputError or ConflictError."""
    if not _CODE.fullmatch(wanted.code):
        raise InvalidInputError(
            "The list's code is no name.", remedy="Use small letters, digits and _, at most 40, a letter first."
        )
    standing = {one.code: one for one in queries.reference_lists()}.get(wanted.code)
    if standing is not None and standing.is_learnt:
        raise ConflictError("This list is learnt from the records.", remedy="Give yours another code.")
    label = wanted.label.strip()[:120] or (standing.label if standing else "")
    if not label:
        raise InvalidInputError("A new list needs a label.", remedy="Say in a few words what it lists.")
    return label


def _enter(act: str, code: str, done: actions.Replaced, actor: AbstractBaseUser | None, reason: str) -> None:
    counts = {"entries": done.entries, "added": done.added, "removed": done.removed}
    subject = f"reference_list:{code}"
    enter(act, subject, actor_id=_id_of(actor), reason=reason, rule=f"version {done.version}", details=counts)


def _id_of(actor: AbstractBaseUser | None) -> int | None:
    return actor.pk if actor else None
