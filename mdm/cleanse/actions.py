"""Writing clean records, set by set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from mdm import prepared
from mdm.bulk import JsonText, incoming
from mdm.records import COMPARABLE_COLUMNS

REVISIONS = "mdm_clean_revision"

_COLUMNS = (
    "record_id", "source_id", "number", "rules", "mapping_version", "catalogue_version", "customer_kind", "country",
    "stated_created_at", "stated_updated_at", "loaded_at", "values", *COMPARABLE_COLUMNS,
)  # fmt: skip
_CONTENT = (
    "number",
    "customer_kind",
    "country",
    "stated_created_at",
    "stated_updated_at",
    "values",
    *COMPARABLE_COLUMNS,
)


@dataclass(frozen=True, slots=True)
class Cleansed:
    """One record's clean form as it is stored, with the versions of everything that made it.

    `values` is JSON text; `columns` holds the texts of COMPARABLE_COLUMNS.
    """

    record: int
    source: int
    number: int
    rules: str
    mapping_version: int
    catalogue_version: int
    kind: str
    country: str
    stated_created_at: datetime | None
    stated_updated_at: datetime | None
    loaded_at: datetime
    values: JsonText
    columns: Sequence[str]

    def row(self) -> tuple[object, ...]:
        """What _COLUMNS name."""
        return (
            self.record, self.source, self.number, self.rules, self.mapping_version, self.catalogue_version, self.kind,
            self.country, self.stated_created_at, self.stated_updated_at, self.loaded_at, self.values, *self.columns,
        )  # fmt: skip


def write(cleansed: Sequence[Cleansed]) -> frozenset[int]:
    """Store the clean records; returns the ids of those whose content is new or differs from what stood there.

    Where only the rules' versions moved on, these are noted and the revision stays: the record needs no new match.
    """
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    rows = (one.row() for one in cleansed)
    with incoming("mdm_cleanrecord", _COLUMNS, rows) as (source, parameters), prepared.own_cursor() as cursor:
        cursor.execute(
            f"WITH i AS MATERIALIZED (SELECT {names} FROM {source}), "
            "same AS (UPDATE mdm_cleanrecord c SET rules = i.rules, mapping_version = i.mapping_version, "
            "catalogue_version = i.catalogue_version, cleansed_at = now() FROM i "
            f"WHERE c.record_id = i.record_id AND ({_prefixed('c')}) IS NOT DISTINCT FROM ({_prefixed('i')}) "
            "RETURNING c.record_id) "
            f"INSERT INTO mdm_cleanrecord (revision, cleansed_at, {names}) "
            f"SELECT nextval('{REVISIONS}'), now(), {_prefixed('i', _COLUMNS)} FROM i "
            "WHERE record_id NOT IN (SELECT record_id FROM same) ORDER BY record_id "
            "ON CONFLICT (record_id) DO UPDATE SET "
            + ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in ("revision", "cleansed_at", *_COLUMNS[1:]))
            + " RETURNING record_id",
            parameters,
        )
        return frozenset(row[0] for row in cursor.fetchall())


def _prefixed(alias: str, names: Sequence[str] = _CONTENT) -> str:
    return ", ".join(f'{alias}."{name}"' for name in names)


def remove(records: Sequence[int]) -> None:
    """Drop the clean forms of records that their source has closed."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mdm_cleanrecord WHERE record_id = ANY(%s)", [list(records)])
