"""What cleansing makes of one value, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from mdm.records import VALUE

NOTHING: Mapping[str, str] = MappingProxyType({})

# A result is remembered per distinct value. Bounded: 2**15 forms are some 30 MB at worst.
REMEMBERED = 2**15


class Form(NamedTuple):
    """Comparable parts, the form shown to people, and what was noticed. Shared through caches: never altered.

    `shown` holds the parts as people write them, for values that have parts.
    """

    clean: Mapping[str, str]
    display: str
    flags: tuple[str, ...] = ()
    shown: Mapping[str, str] = NOTHING


class Reading(NamedTuple):
    """What the reader of a value must know beside its text. `regions` are countries to try in order.

    `cities` are those of the record's addresses, folded.
    """

    regions: tuple[str, ...]
    date_formats: tuple[str, ...]
    today: date
    authority: str = ""
    is_organisation: bool = False
    cities: tuple[str, ...] = ()

    @property
    def country(self) -> str:
        """The record's country, ISO 3166 alpha-2, or empty."""
        return self.regions[0] if self.regions else ""


def single(value: str, display: str, *flags: str) -> Form:
    """The form of a value without parts."""
    return Form({VALUE: value}, display, flags)


def refused(display: str, *flags: str) -> Form:
    """The form of a value that nothing comparable can be made of."""
    return Form(NOTHING, display, flags)
