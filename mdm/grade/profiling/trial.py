"""A mapping tried on sample rows: what would be refused, and how good the values are that come of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mdm.acquire.mapping import RowError, compile_mapping
from mdm.cleanse.customers import standardise
from mdm.errors import MdmError
from mdm.records import AttributeKind, Catalogue, CleanCustomer, CleanValue, SourceContext

_SHOWN = 5
_TELLING = frozenset(
    {
        AttributeKind.PERSON_NAME, AttributeKind.ORGANISATION_NAME, AttributeKind.EMAIL, AttributeKind.PHONE,
        AttributeKind.ADDRESS, AttributeKind.IDENTIFIER,
    }
)  # fmt: skip
# Where somebody works says nothing of who it is.
_OF_OTHERS = frozenset({"employer"})


@dataclass(frozen=True, slots=True)
class AttributeTrial:
    """How an attribute's values came out: values, valid ones, and flags with their counts."""

    attribute: str
    values: int
    valid: int
    flags: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What the mapping makes of the sample. `customers` are the first records in comparable form.

    `nameless` rows were read and hold nothing that tells a customer: no name, contact, address or identifier.
    """

    rows: int
    read: int
    nameless: int
    kinds: tuple[tuple[str, int], ...]
    problems: tuple[tuple[str, str, int], ...]
    attributes: tuple[AttributeTrial, ...]
    customers: tuple[CleanCustomer, ...]


def try_mapping(
    mapping: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    catalogue: Catalogue,
    context: SourceContext,
    today: date,
) -> Trial:
    """Read and cleanse the rows by the mapping. Raises MappingError where it contradicts itself or the catalogue."""
    compiled = compile_mapping(mapping, catalogue)
    customers, problems = [], Counter[tuple[str, str]]()
    for row in rows:
        try:
            said = compiled.read(row, context)
        except RowError as error:
            problems[error.column, error.problem] += 1
            continue
        except MdmError as error:
            problems["", error.code] += 1
            continue
        customers.append(standardise(said, catalogue, context, today=today))
    return Trial(
        rows=len(rows),
        read=len(customers),
        nameless=sum(not any(map(_tells, one.values)) for one in customers),
        kinds=tuple(sorted(Counter(str(one.kind) for one in customers).items())),
        problems=tuple((column, problem, count) for (column, problem), count in problems.most_common()),
        attributes=tuple(_attributes(customers, catalogue)),
        customers=tuple(customers[:_SHOWN]),
    )


def _tells(value: CleanValue) -> bool:
    return value.kind in _TELLING and value.attribute not in _OF_OTHERS and value.is_identifying


def _attributes(customers: Sequence[CleanCustomer], catalogue: Catalogue) -> list[AttributeTrial]:
    values, valid = Counter[str](), Counter[str]()
    flags: dict[str, Counter[str]] = {}
    for one in (value for customer in customers for value in customer.values if value.said):
        values[one.attribute] += 1
        valid[one.attribute] += one.is_valid
        flags.setdefault(one.attribute, Counter()).update(one.flags)
    return [
        AttributeTrial(code, values[code], valid[code], tuple(flags[code].most_common()))
        for code in catalogue.attributes
        if values[code]
    ]
