"""How each source spoils what it is told: declared rates, and the placeholders its users type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Quality:
    """Rates are shares of records, but for `missing`: shares by field. `phone_styles` are in order of frequency.

    `stale` is the share that still states an earlier home, name, number or job where there was one.
    """

    missing: Mapping[str, float]
    phone_styles: tuple[str, ...]
    stale: float
    typo: float
    nickname: float
    initial: float
    upper: float = 0.0
    lower: float = 0.0
    ascii: float = 0.0
    swapped_names: float = 0.0
    swapped_date: float = 0.0
    wrong_digit: float = 0.0
    wrong_field: float = 0.0
    placeholder: float = 0.0
    abbreviation: float = 0.35
    role_mailbox: float = 0.0
    width: int = 0
    placeholders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


CRM = Quality(
    missing={
        "birth": 0.35, "phone": 0.35, "mobile": 0.28, "email": 0.12, "email2": 0.5, "middle": 0.4,
        "former": 0.45, "suffix": 0.35,
        "title": 0.3, "gender": 0.1, "unit": 0.3, "region": 0.3, "street": 0.12, "website": 0.5,
        "vat_id": 0.6, "register_number": 0.6,
        "national_id": 0.7, "passport": 0.5, "loyalty_card": 0.2, "customer_number": 0.75,
        "occupation": 0.5, "country_name": 0.05,
    },
    phone_styles=("international", "international", "national", "with_trunk", "e164"),
    stale=0.25, typo=0.12, nickname=0.06, initial=0.03, upper=0.02, ascii=0.03, swapped_names=0.01, swapped_date=0.02,
    wrong_digit=0.02, wrong_field=0.02, placeholder=0.05, role_mailbox=0.1,
    placeholders={
        "phone": ("000-000-0000", "n/a", "0000000000", "123456789"),
        "email": ("n/a", "noreply@example.com", "unknown@unknown.com", "keine@email.de"),
        "birth": ("1900-01-01", "1970-01-01", "1900-01-01"),
        "street": ("unbekannt", "n/a", "-", "xxx"),
    },
)  # fmt: skip

SFA = Quality(
    missing={
        "birth": 0.8, "phone": 0.35, "mobile": 0.3, "email": 0.12, "middle": 0.7, "suffix": 0.4,
        "unit": 0.5, "region": 0.3,
        "street": 0.35, "website": 0.45, "occupation": 0.25, "industry": 0.4, "employees": 0.5,
        "country_name": 0.08, "employer": 0.06,
    },
    phone_styles=("national", "dashed", "international", "bare"),
    stale=0.3, typo=0.2, nickname=0.2, initial=0.06, lower=0.04, ascii=0.15, swapped_names=0.02, swapped_date=0.03,
    wrong_digit=0.03, wrong_field=0.04, placeholder=0.08, role_mailbox=0.12,
    placeholders={
        "phone": ("N/A", "TBD", "1234567890", "000-000-0000", "(555) 555-5555"),
        "mobile": ("N/A", "0000000000"),
        "email": ("N/A", "none@none.com", "noreply@example.com", "test@test.com"),
        "birth": ("1900-01-01", "1901-01-01"),
        "employer": ("N/A", "unknown", "self-employed", "-"),
    },
)  # fmt: skip

BILLING = Quality(
    missing={
        "birth": 0.45, "phone": 0.6, "email": 0.22, "middle": 0.55, "suffix": 0.4, "title": 0.5, "unit": 0.25,
        "vat_id": 0.12, "tax_id": 0.5, "customer_number": 0.03, "country_name": 0.02,
    },
    phone_styles=("bare", "bare", "dialled", "national"),
    stale=0.15, typo=0.06, nickname=0.01, initial=0.05, upper=0.35, ascii=0.3, swapped_names=0.01, swapped_date=0.015,
    wrong_digit=0.015, placeholder=0.04, role_mailbox=0.2, width=35,
    placeholders={
        "phone": ("0", "000000", "999999999"),
        "email": ("noreply@billing.example.com", "rechnung@unbekannt.de", "n/a"),
        "birth": ("1900-01-01", "1900-01-01", "9999-12-31"),
        "vat_id": ("n/a", "DE000000000", "XXXXXXXXX"),
    },
)  # fmt: skip

SUPPORT = Quality(
    missing={
        "phone": 0.55, "mobile": 0.4, "email": 0.07, "middle": 0.8, "suffix": 0.6,
        "employer": 0.35, "city": 0.4, "customer_number": 0.5,
        "country_name": 0.12, "title": 0.9,
    },
    phone_styles=("e164", "e164", "international", "bare", "national", "dashed"),
    stale=0.2, typo=0.22, nickname=0.18, initial=0.1, upper=0.04, lower=0.15, ascii=0.12, swapped_names=0.03,
    wrong_digit=0.02, wrong_field=0.03, placeholder=0.06, role_mailbox=0.15,
    placeholders={
        "phone": ("+10000000000", "n/a", "none", "12345"),
        "mobile": ("n/a", "0000"),
        "email": ("noreply@example.com", "anonymous@example.com", "n/a"),
        "employer": ("-", "n/a", "private"),
    },
)  # fmt: skip
