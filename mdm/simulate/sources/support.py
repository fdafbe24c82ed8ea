"""The support desk: Parquet with typed times, a display name and little else."""

from __future__ import annotations

from mdm.simulate.chance import Chance
from mdm.simulate.quality import SUPPORT as QUALITY
from mdm.simulate.source import FileForm, Presence, Source, Values
from mdm.simulate.statement import Statement

COLUMNS = (
    "requester_type", "display_name", "email", "phone", "organisation", "location", "country",
    "locale", "customer_no", "channel",
    "tickets", "created_at", "last_contact",
)  # fmt: skip

CHANNELS = ("email", "phone", "chat", "web")


def row(chance: Chance, said: Statement) -> Values:
    name = " ".join(filter(None, (said.title, said.given, said.middle, said.family, said.suffix)))
    return [
        "person" if said.is_person else "company",
        name or None,
        said.email or None,
        (said.mobile or said.phone) or None,
        (said.organisation or said.employer) or None,
        said.city or None,
        said.country_name or None,
        f"{said.country.language}-{said.country.code}",
        said.customer_number or None,
        chance.pick(CHANNELS),
        chance.rank(60, 1.0) + 1,
        said.created,
        said.updated,
    ]


def null_key(values: Values) -> Values:
    return [None, *values[1:]]


def unknown_type(values: Values) -> Values:
    return [values[0], "bot", *values[2:]]


def flooded(values: Values) -> Values:
    """A whole message pasted into the name."""
    return [*values[:2], "lorem ipsum " * 400, *values[3:]]


MAPPING = {
    "title": "Support requesters",
    "file": {"format": "parquet"},
    "key": "requester_id",
    "kind": {"column": "requester_type", "lookup": {"person": "person", "company": "organisation"}},
    "created_at": "created_at",
    "updated_at": "last_contact",
    "entries": [
        {"column": "display_name", "attribute": "name", "part": "full", "for": "person"},
        {"column": "organisation", "attribute": "organisation_name", "for": "organisation"},
        {"column": "organisation", "attribute": "employer", "for": "person"},
        {"column": "email", "attribute": "email"},
        {"column": "phone", "attribute": "phone", "country": {"column": "country"}},
        {"column": "location", "attribute": "address", "part": "city"},
        {"column": "country", "attribute": "address", "part": "country"},
        {
            "column": "locale",
            "attribute": "language",
            "transforms": [{"take": {"separator": "-", "piece": 0}}],
        },
        {"column": "customer_no", "attribute": "customer_number"},
    ],
    "ignore": ["channel", "tickets", "truth_id"],
}

SOURCE = Source(
    code="support",
    label="Support desk",
    kind="support",
    owner="Customer service",
    trust=40,
    default_country="",
    language="en",
    date_formats=("%Y-%m-%d",),
    time_zone="UTC",
    data_file="support.parquet",
    form=FileForm("parquet"),
    key_column="requester_id",
    key_pattern="usr_{:08d}",
    columns=COLUMNS,
    row=row,
    quality=QUALITY,
    shown=("email", "mobile", "phone", "customer_number"),
    presence={"consumer": Presence(0.42, 0.12), "contact": Presence(0.5, 0.12), "company": Presence(0.22, 0.05)},
    mapping=MAPPING,
    spoilers=(null_key, unknown_type, flooded),
)
