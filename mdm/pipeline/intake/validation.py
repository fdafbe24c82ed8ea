"""Checking what somebody is about to enter: the clean form, the grade and the failed rules, and nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mdm.acquire import queries as acquire
from mdm.acquire.arrivals import arrive
from mdm.acquire.documents import document_row
from mdm.acquire.rows import BadRow
from mdm.catalogue.queries import catalogue
from mdm.cleanse.customers import standardise
from mdm.errors import InvalidInputError
from mdm.grade import queries as quality
from mdm.grade.predicates import Subject, shared_key
from mdm.grade.queries import Finding, findings
from mdm.grade.rules import Severity
from mdm.grade.scores import Grade, grader_of
from mdm.pipeline.intake.cleansing import ground_of
from mdm.records import CleanCustomer, CustomerKind, SaidRecord, SaidValue, SourceContext


@dataclass(frozen=True, slots=True)
class Validated:
    """What would become of it. It is not acceptable where a rule refuses it."""

    customer: CleanCustomer
    grade: Grade
    findings: tuple[Finding, ...]

    @property
    def is_acceptable(self) -> bool:
        """Whether no failed rule refuses the row."""
        return all(one.severity != Severity.REJECT for one in self.findings)


def validate_row(source_code: str, row: Any, *, today: date) -> Validated:
    """Check a row as the source would send it. Raises InvalidInputError naming the column, NotFoundError."""
    source = acquire.source(source_code)
    ground = ground_of(source.pk)
    arrival = arrive(document_row(1, row), ground.mapping, ground.context)
    if isinstance(arrival, BadRow):
        raise InvalidInputError(arrival.message, remedy=arrival.remedy, data={"column": arrival.column})
    return _validated(arrival.said, ground.context, today)


def validate_values(kind: CustomerKind, country: str, values: Sequence[SaidValue], *, today: date) -> Validated:
    """Check values of attributes, wherever they come from. Raises InvalidInputError for one the catalogue lacks."""
    unknown = sorted({one.attribute for one in values} - catalogue().attributes.keys())
    if unknown:
        raise InvalidInputError(
            f"The attribute catalogue does not have: {', '.join(one[:40] for one in unknown[:5])}.",
            remedy=f"Known are: {', '.join(catalogue().attributes)}.",
            data={"parameter": "values"},
        )
    return _validated(SaidRecord("", kind, tuple(values)), SourceContext("", country), today)


def _validated(said: SaidRecord, context: SourceContext, today: date) -> Validated:
    customer = standardise(said, catalogue(), context, today=today)
    yardstick = quality.yardstick()
    grader = grader_of(yardstick.rules)
    outcome = grader.outcome(
        Subject(
            kind=str(customer.kind),
            country=customer.country,
            values=customer.values,
            today=today,
            source=context.code,
            created=said.created_at,
            updated=said.updated_at,
            lists=yardstick.lists,
            customers=quality.customers_sharing([key for one in customer.values if (key := shared_key(one))]),
        )
    )
    grade = grader.grade(outcome)
    return Validated(customer, grade, tuple(findings(grade.failures, yardstick.rules)))
