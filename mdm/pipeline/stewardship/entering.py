"""Customers that no system knows, entered at the desk: records of the stewards' own source, by the same way as all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from django.utils import timezone

from mdm.acquire import queries as acquire
from mdm.catalogue.queries import catalogue
from mdm.errors import ConflictError, InvalidInputError, NotFoundError
from mdm.ledger.actions import enter
from mdm.pipeline.intake.files import register_source
from mdm.pipeline.intake.validation import Validated, validate_row
from mdm.pipeline.serving import lookalikes, online
from mdm.pipeline.transactions import rolled_back, unit_of_work
from mdm.records import CustomerKind
from mdm.resolve import queries as resolve
from mdm.steward.acts import Act, ActKind
from mdm.steward.desk_source import DECLARATION, SOURCE, UPDATED, columns_of, mapping_of, row_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# A record to be has no key yet.
_NO_KEY = "-"


class Wrote(NamedTuple):
    """The versions of a record of the desk that stood before and after an act; None where it was not open."""

    record: int
    before: int | None
    after: int | None

    def as_details(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        return {"desk_record": self.record, "version_before": self.before, "version_after": self.after}


@unit_of_work
def keep_source() -> bool:
    """Register the desk's source, or bring its mapping up to the catalogue; whether anything was to be done."""
    mapping = mapping_of(catalogue())
    try:
        present = acquire.source(SOURCE)
    except NotFoundError:
        register_source(DECLARATION, mapping)
        return True
    if acquire.active_mapping(present.pk).declaration == mapping:
        return False
    register_source({"code": SOURCE}, mapping)
    return True


def check(
    kind: CustomerKind, said: Mapping[str, str], *, key: str = ""
) -> tuple[Validated, tuple[lookalikes.Lookalike, ...]]:
    """What would become of it, and whom it is like; nothing is written. Raises InvalidInputError naming the column."""
    keep_source()
    row = row_of(key or _NO_KEY, kind, said, updated=_now())
    _refuse_empty(row)
    found = validate_row(SOURCE, row, today=timezone.localdate())
    return found, lookalikes.look(SOURCE, row, key=key or _NO_KEY).found


@unit_of_work
def enter_customer(
    kind: CustomerKind,
    said: Mapping[str, str],
    *,
    actor: User,
    reason: str,
    key: str = "",
    version: int | None = None,
    entry: int | None = None,
) -> online.Taken:
    """Take in a new record of the desk, or a new version of the one with that key. `entry`: a reserved ledger number.

    `version` is the one that was edited: ConflictError where there is a newer one. Raises InvalidInputError for what
    a rule refuses, or without a reason.
    """
    if not reason:
        raise InvalidInputError("An entry needs a reason.", remedy="Say where you know it from.")
    keep_source()
    if key and version is not None and current_version(key) != version:
        raise ConflictError("Somebody has edited this record since you opened it.", remedy="Open it again.")
    row = row_of(key or str(uuid4()), kind, said, updated=_now())
    _refuse_empty(row)
    before = current_version(key) if key else None
    taken = online.take_in(SOURCE, row, today=timezone.localdate(), actor=actor)
    act = "customer_edited" if key else "customer_entered"
    wrote = Wrote(taken.record, before, taken.number or before)
    details = {"happening": str(taken.happening), **wrote.as_details()}
    enter(act, f"record:{taken.record}", actor_id=actor.pk, reason=reason, details=details, number=entry)
    return taken


def wrote(details: Mapping[str, Any]) -> Wrote | None:
    """What an act wrote of the desk's records, by what the ledger keeps of it; None where that is nothing."""
    if "desk_record" not in details:
        return None
    found = Wrote(details["desk_record"], details["version_before"], details["version_after"])
    return found if found.before != found.after else None


def stands(written: Wrote) -> bool:
    """Whether nobody has written the record anew since."""
    return _open_number(written.record) == written.after


def put_back(written: Wrote, *, actor: User) -> Wrote:
    """Let the record say again what it said before the act: a new version, or none where there was none."""
    if written.before is None:
        online.close(SOURCE, written.record, actor=actor)
    else:
        row = {**acquire.payload_of(written.record, written.before), UPDATED: _now()}
        online.take_in(SOURCE, row, today=timezone.localdate(), actor=actor)
    return Wrote(written.record, written.after, _open_number(written.record))


def attributes_written(written: Wrote) -> set[str]:
    """The attributes of which the two versions say different things."""
    before, after = (
        acquire.payload_of(written.record, number) if number else {} for number in (written.before, written.after)
    )
    return _differing(before, after)


def _open_number(record: int) -> int | None:
    return next((one.number for one in acquire.current_versions([record])), None)


def entry_act(kind: CustomerKind, said: Mapping[str, str], *, key: str = "", version: int | None = None) -> Act:
    """What `enter_customer` would do, as data. Raises InvalidInputError where nothing is entered."""
    _refuse_empty(row_of(key or _NO_KEY, kind, said, updated=""))
    told = {name: text for name, text in said.items() if text.strip()}
    return Act(ActKind.ENTER, {"customer_kind": str(kind), "said": told, "key": key, "version": version})


def changed_attributes(said: Mapping[str, str], key: str) -> set[str]:
    """The attributes of which the entry says otherwise than the record with that key does; all of a new record."""
    before, typed = payload(key) if key else {}, row_of(key, CustomerKind.PERSON, said, updated="")
    return _differing(before, typed)


def _differing(before: Mapping[str, Any], typed: Mapping[str, Any]) -> set[str]:
    columns = {column: one.code for one in catalogue().attributes.values() for column in columns_of(one)}
    changed = {one for one in before.keys() | typed.keys() if before.get(one, "") != typed.get(one, "")}
    return {columns[one] for one in changed if one in columns}


def concerned(kind: CustomerKind, said: Mapping[str, str], *, key: str = "") -> set[int]:
    """The records whose customers the entry would change or join, found by trying it."""
    keep_source()
    own = acquire.find_record(SOURCE, key) if key else None
    with rolled_back():
        row = row_of(key or str(uuid4()), kind, said, updated=_now())
        taken = online.take_in(SOURCE, row, today=timezone.localdate())
        joined = resolve.members([taken.customer]).get(taken.customer, []) if taken.customer else []
    return {*joined, *([own] if own else [])} - ({taken.record} if own is None else set())


def current_version(key: str) -> int:
    """The number of the record's current version. Raises NotFoundError."""
    record = acquire.find_record(SOURCE, key)
    found = acquire.current_versions([record]) if record else []
    if not found:
        raise NotFoundError("The desk has no such record.", remedy="Look the customer up again.")
    return found[0].number


def payload(key: str) -> dict[str, Any]:
    """What was last entered under that key. Raises NotFoundError."""
    record = acquire.find_record(SOURCE, key)
    found = acquire.current_versions([record]) if record else []
    if not found:
        raise NotFoundError("The desk has no such record.", remedy="Look the customer up again.")
    return dict(found[0].payload)


def _refuse_empty(row: Mapping[str, str]) -> None:
    if len(row) <= 3:
        raise InvalidInputError("Nothing is entered.", remedy="Enter at least a name.")


def _now() -> str:
    return timezone.now().isoformat()
