"""The sales force automation: one JSON object a line, "Last, First", contacts and accounts, US dates."""

from __future__ import annotations

from mdm.simulate.chance import Chance, Ranked, phrases
from mdm.simulate.quality import SFA as QUALITY
from mdm.simulate.source import FileForm, Presence, Source, Values, without_key
from mdm.simulate.statement import Statement

COLUMNS = (
    "record_type", "contact_name", "role", "account_name", "account_domain", "industry",
    "employees", "work_email", "phone", "mobile",
    "birthdate", "mailing_street", "mailing_city", "mailing_state", "mailing_postal_code",
    "mailing_country", "opportunity", "stage",
    "amount", "created_at", "last_modified_at",
)  # fmt: skip

OPPORTUNITIES = Ranked(
    phrases("New business, Renewal, Upsell, Service contract, Spare parts, Framework agreement, Trial"), 2.0
)
STAGES = ("Prospecting", "Qualification", "Proposal", "Negotiation", "Closed Won", "Closed Lost")


def american(iso: str) -> str:
    """A day written month first; what is no ISO date stays."""
    return f"{iso[5:7]}/{iso[8:]}/{iso[:4]}" if len(iso) == 10 and iso[4] == "-" else iso


def contact_name(said: Statement) -> str | None:
    if not said.is_person:
        return None
    family = f"{said.family} {said.suffix}".rstrip()
    given = f"{said.given} {said.middle}".strip()
    return f"{family}, {given}" if given else family


def mailing_street(said: Statement) -> str:
    if not said.street:
        return ""
    line = said.country.line.format(street=said.street, house=said.house).strip()
    return f"{line}, {said.unit}" if said.unit else line


def row(chance: Chance, said: Statement) -> Values:
    texts = (
        contact_name(said), said.occupation, said.organisation or said.employer, said.website, said.industry,
        int(said.employees) if said.employees else None, said.email, said.phone, said.mobile, american(said.birth),
        mailing_street(said), said.city, said.region, said.postcode, said.country_name,
    )  # fmt: skip
    return [
        "Contact" if said.is_person else "Account",
        *(text or None for text in texts),
        OPPORTUNITIES.draw(chance),
        chance.pick(STAGES),
        chance.between(1, 400) * 250,
        f"{said.created:%Y-%m-%dT%H:%M:%SZ}",
        f"{said.updated:%Y-%m-%dT%H:%M:%SZ}",
    ]


def broken_line(values: Values) -> str:
    return f'{{"id":"{values[0]}","record_type":"Contact","contact_name":"unclosed'


def bare_list(values: Values) -> str:
    return f'["{values[0]}","Contact"]'


def unreadable_time(values: Values) -> Values:
    return [*values[:-3], "yesterday", *values[-2:]]


MAPPING = {
    "title": "SFA contacts and accounts",
    "file": {"format": "ndjson"},
    "key": "id",
    "kind": {"column": "record_type", "lookup": {"Contact": "person", "Account": "organisation"}},
    "created_at": "created_at",
    "updated_at": "last_modified_at",
    "entries": [
        {
            "column": "contact_name", "attribute": "name", "split": ", ", "parts": ["family",
            "given"], "otherwise": "full",
            "for": "person",
        },
        {"column": "account_name", "attribute": "organisation_name", "for": "organisation"},
        {"column": "account_name", "attribute": "employer", "for": "person"},
        {"column": "role", "attribute": "occupation", "for": "person"},
        {"column": "account_domain", "attribute": "website", "for": "organisation"},
        {"column": "industry", "attribute": "industry", "for": "organisation"},
        {"column": "employees", "attribute": "employee_count", "for": "organisation"},
        {"column": "work_email", "attribute": "email", "usage": "work"},
        {"column": "phone", "attribute": "phone", "usage": "work", "country": {"column": "mailing_country"}},
        {"column": "mobile", "attribute": "phone", "usage": "mobile", "country": {"column": "mailing_country"}},
        {"column": "birthdate", "attribute": "birth_date", "for": "person", "transforms": [{"dates": "%m/%d/%Y"}]},
        {"column": "mailing_street", "attribute": "address", "part": "street"},
        {"column": "mailing_city", "attribute": "address", "part": "city"},
        {"column": "mailing_state", "attribute": "address", "part": "region"},
        {"column": "mailing_postal_code", "attribute": "address", "part": "postcode"},
        {"column": "mailing_country", "attribute": "address", "part": "country"},
    ],
    "ignore": ["opportunity", "stage", "amount", "truth_id"],
}  # fmt: skip

SOURCE = Source(
    code="sfa",
    label="Sales force automation",
    kind="sfa",
    owner="Field sales",
    trust=55,
    default_country="US",
    language="en",
    date_formats=("%m/%d/%Y",),
    time_zone="America/New_York",
    data_file="sfa.ndjson",
    form=FileForm("ndjson"),
    key_column="id",
    key_pattern="003S{:08d}AAA",
    columns=COLUMNS,
    row=row,
    quality=QUALITY,
    shown=("email", "mobile", "phone", "street"),
    presence={"consumer": Presence(0.2, 0.08), "contact": Presence(0.8, 0.14), "company": Presence(0.75, 0.12)},
    mapping=MAPPING,
    spoilers=(broken_line, without_key, unreadable_time, bare_list),
)
