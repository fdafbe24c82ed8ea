"""What a source says, and what cleansing makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from mdm.records.attributes import AttributeKind, CustomerKind


@dataclass(frozen=True, slots=True)
class SourceContext:
    """What cleansing must know of a source system to read its values rightly. Country is ISO 3166 alpha-2."""

    code: str
    country: str = ""
    language: str = ""
    date_formats: tuple[str, ...] = ()
    time_zone: str = "UTC"
    trust: int = 50


class SaidValue(NamedTuple):
    """One value as the source states it, mapped to an attribute but otherwise untouched."""

    attribute: str
    parts: Mapping[str, str]
    usage: str = ""


class SaidRecord(NamedTuple):
    """One source row after mapping. Times are aware; None where the source states none."""

    key: str
    kind: CustomerKind
    values: tuple[SaidValue, ...]
    created_at: datetime | None = None
    updated_at: datetime | None = None
    is_deleted: bool = False


# Flags that cleansing may raise on a value. The first group makes a value invalid; the rest inform.
INVALIDATING_FLAGS = frozenset(
    {"placeholder", "malformed", "impossible", "failed_check_digit", "unknown_code", "overlong"}
)
NON_IDENTIFYING_FLAGS = INVALIDATING_FLAGS | {"role_mailbox", "shared", "implausible"}


class CleanValue(NamedTuple):
    """A value in comparable form (`clean`) beside what was said (`said`).

    `clean` is empty when nothing comparable could be made. `display` is the form shown to people, `shown` its parts
    where it has any.
    """

    attribute: str
    kind: AttributeKind
    said: Mapping[str, str]
    clean: Mapping[str, str]
    display: str
    usage: str = ""
    flags: tuple[str, ...] = ()
    shown: Mapping[str, str] = MappingProxyType({})

    @property
    def is_valid(self) -> bool:
        """Whether the value is well-formed and real as far as its form can tell."""
        return bool(self.clean) and INVALIDATING_FLAGS.isdisjoint(self.flags)

    @property
    def is_identifying(self) -> bool:
        """Whether the value may serve as evidence of identity."""
        return bool(self.clean) and NON_IDENTIFYING_FLAGS.isdisjoint(self.flags)

    def as_json(self) -> dict[str, Any]:
        """The stored form."""
        return {
            "attribute": self.attribute,
            "kind": self.kind.value,
            "said": _plain(self.said),
            "clean": _plain(self.clean),
            "display": self.display,
            "usage": self.usage,
            "flags": list(self.flags),
            "shown": _plain(self.shown),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> CleanValue:
        """Inverse of `as_json`."""
        return cls(
            attribute=stored["attribute"],
            kind=AttributeKind(stored["kind"]),
            said=stored["said"],
            clean=stored["clean"],
            display=stored["display"],
            usage=stored.get("usage", ""),
            flags=tuple(stored.get("flags", ())),
            shown=stored.get("shown", {}),
        )


def _plain(parts: Mapping[str, str]) -> dict[str, str]:
    return parts if isinstance(parts, dict) else dict(parts)


class CleanCustomer(NamedTuple):
    """One source record in comparable form."""

    kind: CustomerKind
    country: str
    values: tuple[CleanValue, ...]
