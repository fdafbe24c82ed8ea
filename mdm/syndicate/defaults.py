"""The profile views that an installation begins with."""

from __future__ import annotations

from typing import NamedTuple


class ReadyView(NamedTuple):
    """A view as it is shipped. No attributes stand for all of them."""

    code: str
    label: str
    description: str
    attributes: tuple[str, ...]
    masked: tuple[str, ...]
    extras: tuple[str, ...]


READY_VIEWS = (
    ReadyView(
        code="crm",
        label="CRM",
        description="Whoever serves customers: all but numbers of personal papers, with source keys and lineage.",
        attributes=(),
        masked=("national_id", "passport"),
        extras=("members", "merged_ids", "lineage", "quality", "interactions", "consents", "relations"),
    ),
    ReadyView(
        code="sfa",
        label="Sales force automation",
        description="Whoever sells: how to name and reach a customer, its trade, size and segment, with source keys.",
        attributes=(
            "name", "organisation_name", "email", "phone", "address", "website", "employer", "occupation", "vat_id",
            "register_number", "customer_number", "industry", "employee_count", "segment", "status", "language",
        ),
        masked=(),
        extras=("members", "merged_ids", "interactions", "consents", "relations"),
    ),
)  # fmt: skip
