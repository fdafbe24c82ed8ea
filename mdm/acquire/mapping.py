"""From a source's row to what it says of a customer, by the source's declared mapping.

`compile_mapping` checks a declaration once against the catalogue; `CompiledMapping.read` then takes rows.
A row is refused only for what would file it wrongly: key, kind, deletion, times and over-long values.
A value that can't be understood (a birth date in no declared format) passes as it stands; cleansing flags it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from mdm.acquire.builders import Builder, value_builders
from mdm.acquire.cells import Fields, Getter, column_getter
from mdm.acquire.declaration import Declaration, DeletionRule, KindRule, TimeRule, parse
from mdm.acquire.payload import content_hash
from mdm.acquire.rows import REJECT_COLUMNS, RowError
from mdm.acquire.shapes import refusal, suggestion
from mdm.acquire.times import FIRST_YEAR, ISO, LAST_YEAR, time_reader
from mdm.errors import MappingError
from mdm.records import Catalogue, CustomerKind, SaidRecord, SourceContext

__all__ = ("CompiledMapping", "RowError", "compile_mapping")

KEY_LIMIT = 255


def compile_mapping(declaration: Mapping[str, Any], catalogue: Catalogue) -> CompiledMapping:
    """The declaration ready to read rows. Raises MappingError naming the entry that is wrong."""
    parsed = parse(declaration)
    _check_ignored(parsed)
    return CompiledMapping(parsed, {kind: value_builders(parsed, catalogue, kind) for kind in parsed.possible_kinds})


def _check_ignored(declaration: Declaration) -> None:
    for column in declaration.ignore:
        if column in declaration.columns:
            raise refusal("ignore", f"names '{column}', which is mapped", "Keep one of the two.")


class CompiledMapping:
    """A checked mapping. Reading a row is a pure function of the row and the source's context."""

    def __init__(self, declaration: Declaration, builders: Mapping[CustomerKind, tuple[Builder, ...]]) -> None:
        self.declaration = declaration
        self.columns = declaration.columns
        self._builders = builders
        self._keys = tuple((column, self._getter(column)) for column in declaration.key_columns)
        self._control = {column: self._getter(column) for column in declaration.control_columns}

    def read(self, row: Fields, context: SourceContext) -> SaidRecord:
        """What the row says. Raises RowError where it can't be filed."""
        key = self._key(row)
        is_deleted = self._is_deleted(row)
        kind = self._kind(row, is_deleted=is_deleted)
        values: list[Any] = []
        for build in self._builders[kind]:
            build(row, values)
        return SaidRecord(
            key=key,
            kind=kind,
            values=tuple(values),
            created_at=self._time(self.declaration.created_at, row, context),
            updated_at=self._time(self.declaration.updated_at, row, context),
            is_deleted=is_deleted,
        )

    def key_of(self, row: Fields) -> str:
        """The row's key where it can be read, else ""; for rows that are refused for another reason."""
        try:
            return self._key(row)
        except RowError:
            return ""

    def content_hash(self, row: Fields) -> bytes:
        """Recognises the same content again, whatever stands in the columns declared volatile."""
        volatile = self.declaration.volatile
        if volatile:
            row = {column: value for column, value in row.items() if column not in volatile}
        return content_hash(row)

    def check_columns(self, found: Collection[str], *, is_complete: bool = True) -> None:
        """Refuse a file that lacks a mapped column, or has one that is neither mapped nor ignored.

        In formats whose rows may leave columns out (`is_complete` false) only the key has to be there.
        """
        needed = (self.columns if is_complete else frozenset(self.declaration.key_columns)) - self.declaration.optional
        for column in sorted(needed.difference(found)):
            remedy = suggestion(column, found, f"The file has: {', '.join(list(found)[:40])}.")
            raise MappingError(f"The file has no column '{column}'.", remedy=remedy, data={"column": column})
        for column in found:
            is_known = column in self.columns or column in REJECT_COLUMNS or self.declaration.is_ignored(column)
            if not is_known:
                remedy = 'Map it, name it under "ignore", or set "ignore_rest": true.'
                raise MappingError(f"Column '{column}' is not mapped.", remedy=remedy, data={"column": column})

    def _getter(self, column: str) -> Getter:
        return column_getter(column, self.declaration.missing, self.declaration.field_limit)

    def _key(self, row: Fields) -> str:
        if not self._keys:
            return self.content_hash(row).hex()
        pieces = []
        for column, get in self._keys:
            piece = get(row)
            if not piece:
                raise RowError(
                    column, "missing_key", f"Column '{column}' is empty.", "Give the row the key it has in its source."
                )
            pieces.append(piece)
        key = self.declaration.key_separator.join(pieces)
        if len(key) > KEY_LIMIT:
            message = f"The key has {len(key)} characters; {KEY_LIMIT} are possible."
            raise RowError(self._keys[0][0], "key_too_long", message, "Look for a shifted column or an unclosed quote.")
        return key

    def _kind(self, row: Fields, *, is_deleted: bool) -> CustomerKind:
        rule = self.declaration.kind
        if rule.constant:
            return rule.constant
        if rule.filled:
            return self._kind_by_filling(rule, row)
        kind = rule.lookup.get(self._control[rule.column](row).casefold(), rule.otherwise)
        if kind:
            return kind
        if is_deleted:
            # A deletion often states its key alone, and nobody reads its kind.
            return next(iter(self._builders))
        message = f"The text in column '{rule.column}' says no known kind of customer."
        raise RowError(
            rule.column, "unknown_kind", message, "Correct it, or add the text to kind.lookup in the mapping."
        )

    def _kind_by_filling(self, rule: KindRule, row: Fields) -> CustomerKind:
        control = self._control
        is_organisation = all(control[one](row) for one in rule.filled) and not any(
            control[one](row) for one in rule.empty
        )
        return CustomerKind.ORGANISATION if is_organisation else CustomerKind.PERSON

    def _is_deleted(self, row: Fields) -> bool:
        rule: DeletionRule | None = self.declaration.deleted
        if rule is None:
            return False
        said = self._control[rule.column](row).casefold()
        if said in rule.deleted:
            return True
        if rule.live is not None and said not in rule.live:
            message = f"The text in column '{rule.column}' says neither deleted nor live."
            raise RowError(
                rule.column, "unknown_deletion", message, "Correct it, or add the text to the mapping's 'deleted' rule."
            )
        return False

    def _time(self, rule: TimeRule | None, row: Fields, context: SourceContext) -> datetime | None:
        if rule is None:
            return None
        text = self._control[rule.column](row)
        if not text:
            return None
        said = time_reader(rule.formats or (ISO, *context.date_formats), context.time_zone)(text)
        if said is None:
            message = f"Column '{rule.column}' holds no time in a declared format between {FIRST_YEAR} and {LAST_YEAR}."
            raise RowError(
                rule.column, "unreadable_time", message, "Correct it, or add its format to the mapping or the source."
            )
        return said
