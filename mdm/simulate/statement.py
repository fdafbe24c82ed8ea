"""What one source states of one customer, before and after its habits spoil it. All texts; "" = not stated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mdm.simulate.country import Country


@dataclass(slots=True)
class Statement:
    """`birth` is ISO until a source writes it in its own way. `proves_nothing` names fields that others share."""

    customer: str
    is_person: bool
    country: Country
    created: datetime
    updated: datetime
    title: str = ""
    given: str = ""
    middle: str = ""
    family: str = ""
    former: str = ""
    suffix: str = ""
    gender: str = ""
    birth: str = ""
    organisation: str = ""
    employer: str = ""
    occupation: str = ""
    email: str = ""
    email2: str = ""
    phone: str = ""
    mobile: str = ""
    street: str = ""
    house: str = ""
    unit: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country_name: str = ""
    website: str = ""
    vat_id: str = ""
    tax_id: str = ""
    national_id: str = ""
    passport: str = ""
    register_number: str = ""
    loyalty_card: str = ""
    customer_number: str = ""
    industry: str = ""
    employees: str = ""
    proves_nothing: set[str] = field(default_factory=set)
