"""A mapping as it is declared: the JSON document, checked for shape and turned into frozen values.

What the catalogue has to say about it is checked in `mapping`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mdm.acquire.entries import Entry, entry
from mdm.acquire.shapes import as_customer_kind, as_flag, as_object, as_text, as_texts, refusal
from mdm.acquire.times import ISO, NAMED_FORMATS
from mdm.acquire.transforms import ArgumentError, declared_formats
from mdm.records import CustomerKind

# A mapped value longer than this rejects its row: it is a broken quote or another column's text, not a customer's name.
DEFAULT_FIELD_LIMIT = 4_000
MAX_FIELD_LIMIT = 100_000

# Stands for the key of a file that has none: the row's content itself, so that the same row is the same record again.
WHOLE_ROW = "(whole row)"

FILE_OPTIONS = ("format", "encoding", "delimiter")


@dataclass(frozen=True, slots=True)
class KindRule:
    """A constant kind, or how a row's kind is told from its columns."""

    constant: CustomerKind | None = None
    column: str = ""
    lookup: Mapping[str, CustomerKind] = field(default_factory=dict)
    otherwise: CustomerKind | None = None
    filled: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeRule:
    """The column of a time. Without formats the source's own apply after ISO 8601."""

    column: str
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeletionRule:
    """Which texts of the column say deleted. With `live` given, a text in neither list can't be read."""

    column: str
    deleted: frozenset[str]
    live: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """A whole mapping whose shape is right."""

    key: tuple[str, ...]
    kind: KindRule
    entries: tuple[Entry, ...]
    key_separator: str = "|"
    created_at: TimeRule | None = None
    updated_at: TimeRule | None = None
    deleted: DeletionRule | None = None
    ignore: tuple[str, ...] = ()
    is_rest_ignored: bool = False
    optional: frozenset[str] = frozenset()
    volatile: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    field_limit: int = DEFAULT_FIELD_LIMIT
    file: Mapping[str, str] = field(default_factory=dict)

    @property
    def possible_kinds(self) -> tuple[CustomerKind, ...]:
        """The kinds of customer that a row may turn out to be."""
        if self.kind.filled:
            return tuple(CustomerKind)
        said = {self.kind.constant, self.kind.otherwise, *self.kind.lookup.values()}
        return tuple(kind for kind in CustomerKind if kind in said)

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns that make the key; none where the whole row does."""
        return () if self.key == (WHOLE_ROW,) else self.key

    @property
    def control_columns(self) -> frozenset[str]:
        """Columns that decide about the row rather than hold values."""
        rules = [rule.column for rule in (self.created_at, self.updated_at, self.deleted, self.kind) if rule]
        return frozenset(filter(None, (*rules, *self.kind.filled, *self.kind.empty)))

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is read."""
        return self.control_columns.union(self.key_columns, *(entry.every_column for entry in self.entries))

    def is_ignored(self, column: str) -> bool:
        """Whether the column is left out on purpose; "address.*" leaves out all of a nested object."""
        listed = self.ignore
        return (
            self.is_rest_ignored
            or column in listed
            or any(one.endswith(".*") and column.startswith(one[:-1]) for one in listed)
        )


_TOP = (
    "title", "description", "file", "key", "key_separator", "kind", "created_at", "updated_at", "deleted", "entries",
    "ignore", "ignore_rest", "optional", "volatile", "missing", "field_limit",
)  # fmt: skip


def parse(document: Mapping[str, Any]) -> Declaration:
    """The declaration as frozen values. Raises MappingError naming the place that is wrong."""
    shape = as_object("mapping", document, _TOP, required=("key", "kind", "entries"))
    listed = shape["entries"]
    if not isinstance(listed, list) or not listed:
        raise refusal("entries", "must be a list with at least one entry", "Map at least one column to an attribute.")
    return Declaration(
        key=_key(shape["key"]),
        key_separator=as_text("key_separator", shape.get("key_separator", "|")),
        kind=_kind_rule(shape["kind"]),
        entries=tuple(entry(f"entries[{place}]", one) for place, one in enumerate(listed)),
        created_at=_time_rule("created_at", shape.get("created_at")),
        updated_at=_time_rule("updated_at", shape.get("updated_at")),
        deleted=_deletion_rule(shape.get("deleted")),
        ignore=as_texts("ignore", shape.get("ignore", []), may_be_empty=True),
        is_rest_ignored=as_flag("ignore_rest", shape.get("ignore_rest", False)),
        optional=frozenset(as_texts("optional", shape.get("optional", []), may_be_empty=True)),
        volatile=frozenset(as_texts("volatile", shape.get("volatile", []), may_be_empty=True)),
        missing=frozenset({"", *as_texts("missing", shape.get("missing", []), may_be_empty=True)}),
        field_limit=_limit(shape.get("field_limit", DEFAULT_FIELD_LIMIT)),
        file=_file_options(shape.get("file", {})),
    )


def _key(value: Any) -> tuple[str, ...]:
    if not isinstance(value, Mapping):
        return as_texts("key", value)
    if as_object("key", value, ("content",), required=("content",))["content"] is not True:
        raise refusal("key.content", "must be true", "Name the key's columns, or use the row's whole content.")
    return (WHOLE_ROW,)


def _limit(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_FIELD_LIMIT:
        raise refusal("field_limit", f"must be a number from 1 to {MAX_FIELD_LIMIT}", "State characters per value.")
    return value


def _kind_rule(value: Any) -> KindRule:
    if not isinstance(value, Mapping):
        return KindRule(constant=as_customer_kind("kind", value))
    if "organisation_if" in value:
        rule = as_object("kind", value, ("organisation_if",))["organisation_if"]
        shape = as_object("kind.organisation_if", rule, ("filled", "empty"), required=("filled",))
        return KindRule(
            filled=as_texts("kind.organisation_if.filled", shape["filled"]),
            empty=as_texts("kind.organisation_if.empty", shape.get("empty", []), may_be_empty=True),
        )
    shape = as_object("kind", value, ("column", "lookup", "otherwise"), required=("column", "lookup"))
    if not isinstance(shape["lookup"], Mapping) or not shape["lookup"]:
        raise refusal("kind.lookup", "must be an object", 'Write it as {"text in the file": "person"}.')
    otherwise = shape.get("otherwise")
    return KindRule(
        column=as_text("kind.column", shape["column"]),
        lookup={said.strip().casefold(): as_customer_kind("kind.lookup", one) for said, one in shape["lookup"].items()},
        otherwise=None if otherwise is None else as_customer_kind("kind.otherwise", otherwise),
    )


def _time_rule(place: str, value: Any) -> TimeRule | None:
    if value is None:
        return None
    if isinstance(value, str):
        return TimeRule(column=as_text(place, value))
    shape = as_object(place, value, ("column", "formats"), required=("column",))
    listed = shape.get("formats", [ISO])
    own = [one for one in ([listed] if isinstance(listed, str) else listed) if one not in NAMED_FORMATS]
    try:
        formats = (listed,) if isinstance(listed, str) else tuple(listed)
        if own:
            declared_formats(own)
    except (ArgumentError, TypeError) as error:
        remedy = f"Besides strptime formats it may be {', '.join(NAMED_FORMATS)}."
        raise refusal(f"{place}.formats", str(error), remedy) from None
    return TimeRule(column=as_text(f"{place}.column", shape["column"]), formats=formats)


def _deletion_rule(value: Any) -> DeletionRule | None:
    if value is None:
        return None
    shape = as_object("deleted", value, ("column", "values", "live"), required=("column", "values"))
    deleted = as_texts("deleted.values", shape["values"])
    live = as_texts("deleted.live", shape["live"]) if "live" in shape else None
    return DeletionRule(
        column=as_text("deleted.column", shape["column"]),
        deleted=frozenset(one.strip().casefold() for one in deleted),
        live=None if live is None else frozenset(one.strip().casefold() for one in live),
    )


def _file_options(value: Any) -> Mapping[str, str]:
    shape = as_object("file", value, FILE_OPTIONS)
    return {name: as_text(f"file.{name}", one) for name, one in shape.items()}
