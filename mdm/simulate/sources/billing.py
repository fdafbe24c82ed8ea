"""The billing system: semicolons and cp1252, full name and one-line address, truncated and often in capitals."""

from __future__ import annotations

from anyascii import anyascii

from mdm.simulate.chance import Chance
from mdm.simulate.quality import BILLING as QUALITY
from mdm.simulate.source import FileForm, Presence, Source, Values, cut_short, too_long, without_key
from mdm.simulate.statement import Statement

COLUMNS = (
    "customer_no", "class", "name", "name_2", "address", "country", "vat_id", "tax_no", "email",
    "phone", "birth_date", "payment_terms",
    "balance", "status", "opened", "last_change",
)  # fmt: skip

TERMS = ("14d", "30d", "30d", "prepaid")
STATUSES = ("open", "open", "open", "dunning", "closed")


def in_western_code_page(text: str) -> str:
    """What the code page lacks was typed without its marks."""
    if text.isascii():
        return text
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return anyascii(text)
    return text


def full_name(chance: Chance, said: Statement) -> str:
    if not said.is_person:
        return said.organisation
    order = chance.random()
    if order < 0.2:
        return f"{said.family}, {said.given} {said.middle}".strip(" ,")
    if order < 0.25:
        return f"{said.family} {said.given}".strip()
    return " ".join(filter(None, (said.title, said.given, said.middle, said.family, said.suffix)))


def one_line(said: Statement) -> str:
    """The address in its country's order; missing pieces leave nothing behind."""
    if not said.street:
        return f"{said.postcode} {said.city}".strip()
    line = said.country.one_line.format(
        street=said.street, house=said.house, postcode=said.postcode, city=said.city, region=said.region
    )
    if said.unit:
        street, _, place = line.partition(", ")
        line = f"{street}, {said.unit}, {place}"
    return " ".join(line.replace(" ,", ",").split()).strip(" ,")


def slashed(iso: str) -> str:
    """A day written day first with slashes; what is no ISO date stays."""
    return f"{iso[8:]}/{iso[5:7]}/{iso[:4]}" if len(iso) == 10 and iso[4] == "-" else iso


def row(chance: Chance, said: Statement) -> Values:
    width = QUALITY.width
    values = [
        said.customer_number,
        "P" if said.is_person else "C",
        full_name(chance, said)[:width].strip(),
        said.employer[:width].strip(),
        one_line(said),
        said.country_name,
        said.vat_id,
        said.tax_id,
        said.email,
        said.phone,
        slashed(said.birth),
        chance.pick(TERMS),
        f"{chance.between(0, 9)}.{chance.digits(3)},{chance.digits(2)}",
        chance.pick(STATUSES),
        f"{said.created:%d/%m/%Y}",
        f"{said.updated:%d/%m/%Y}",
    ]
    return [in_western_code_page(value) for value in values]


def unreadable_time(values: Values) -> Values:
    return [*values[:-3], "00/00/0000", *values[-2:]]


def unknown_class(values: Values) -> Values:
    return [*values[:2], "?", *values[3:]]


MAPPING = {
    "title": "Billing accounts",
    "file": {"format": "csv", "encoding": "cp1252", "delimiter": ";"},
    "key": "account_no",
    "kind": {"column": "class", "lookup": {"P": "person", "C": "organisation"}},
    "created_at": {"column": "opened", "formats": ["%d/%m/%Y"]},
    "updated_at": {"column": "last_change", "formats": ["%d/%m/%Y"]},
    "entries": [
        {"column": "name", "attribute": "name", "part": "full", "for": "person"},
        {"column": "name", "attribute": "organisation_name", "for": "organisation"},
        {"column": "name_2", "attribute": "employer", "for": "person"},
        {"column": "address", "attribute": "address", "part": "full"},
        {"column": "country", "attribute": "address", "part": "country"},
        {"column": "vat_id", "attribute": "vat_id", "country": {"column": "country"}},
        {"column": "tax_no", "attribute": "tax_id", "country": {"column": "country"}},
        {"column": "email", "attribute": "email", "usage": "billing"},
        {"column": "phone", "attribute": "phone", "country": {"column": "country"}},
        {"column": "birth_date", "attribute": "birth_date", "for": "person"},
        {"column": "customer_no", "attribute": "customer_number"},
        {"column": "status", "attribute": "status"},
    ],
    "ignore": ["payment_terms", "balance", "truth_id"],
}

SOURCE = Source(
    code="billing",
    label="Billing",
    kind="billing",
    owner="Finance",
    trust=90,
    default_country="DE",
    language="de",
    date_formats=("%d/%m/%Y",),
    time_zone="Europe/Berlin",
    data_file="billing.csv",
    form=FileForm("csv", encoding="cp1252", delimiter=";", line_end="\r\n"),
    key_column="account_no",
    key_pattern="{:08d}",
    columns=COLUMNS,
    row=row,
    quality=QUALITY,
    shown=("email", "phone", "birth", "street", "customer_number", "tax_id", "vat_id"),
    presence={"consumer": Presence(0.6, 0.05), "contact": Presence(0.12, 0.02), "company": Presence(0.8, 0.08)},
    mapping=MAPPING,
    spoilers=(too_long, unreadable_time, without_key, unknown_class, cut_short),
)
