"""The CRM: comma-separated UTF-8 with one column per part, European dates."""

from __future__ import annotations

from mdm.simulate.chance import Chance
from mdm.simulate.quality import CRM as QUALITY
from mdm.simulate.source import FileForm, Presence, Source, Values, cut_short, too_long, without_key
from mdm.simulate.spoiling import EVIDENCE
from mdm.simulate.statement import Statement

COLUMNS = (
    "record_type", "salutation", "title", "first_name", "middle_name", "last_name", "maiden_name",
    "suffix", "company", "job_title",
    "date_of_birth", "email", "email_2", "phone", "mobile", "street", "house_no", "unit",
    "postcode", "city", "state", "country",
    "website", "vat_id", "register_no", "national_id", "passport_no", "loyalty_card", "billing_no",
    "language", "segment", "status",
    "owner", "created_on", "changed_on",
)  # fmt: skip

SEGMENTS = ("A", "B", "B", "C", "C", "C")
STATUSES = ("active", "active", "active", "prospect", "lapsed")
OWNERS = ("mwagner", "kschulz", "tlee", "pgarnier", "")


def european(iso: str) -> str:
    """A day written day first; what is no ISO date stays."""
    return f"{iso[8:]}.{iso[5:7]}.{iso[:4]}" if len(iso) == 10 and iso[4] == "-" else iso


def row(chance: Chance, said: Statement) -> Values:
    salutation = said.country.salutations[said.gender == "m"] if said.gender and said.is_person else ""
    return [
        "person" if said.is_person else "company",
        salutation, said.title, said.given, said.middle, said.family, said.former, said.suffix,
        said.organisation or said.employer, said.occupation, european(said.birth), said.email,
        said.email2, said.phone, said.mobile,
        said.street, said.house, said.unit, said.postcode, said.city, said.region,
        said.country_name, said.website, said.vat_id,
        said.register_number, said.national_id, said.passport, said.loyalty_card,
        said.customer_number, said.country.language,
        chance.pick(SEGMENTS), chance.pick(STATUSES), chance.pick(OWNERS),
        f"{said.created:%d.%m.%Y %H:%M}", f"{said.updated:%d.%m.%Y %H:%M}",
    ]  # fmt: skip


def unreadable_time(values: Values) -> Values:
    return [*values[:-2], "31.02.2024 25:61", values[-1]]


def unknown_type(values: Values) -> Values:
    return [values[0], "??", *values[2:]]


MAPPING = {
    "title": "CRM customers",
    "file": {"format": "csv", "encoding": "utf-8", "delimiter": ","},
    "key": "customer_id",
    "kind": {"column": "record_type", "lookup": {"person": "person", "company": "organisation"}},
    "created_at": {"column": "created_on", "formats": ["%d.%m.%Y %H:%M"]},
    "updated_at": {"column": "changed_on", "formats": ["%d.%m.%Y %H:%M"]},
    "entries": [
        {"column": "title", "attribute": "name", "part": "title", "for": "person"},
        {"column": "first_name", "attribute": "name", "part": "given", "for": "person"},
        {"column": "middle_name", "attribute": "name", "part": "middle", "for": "person"},
        {"column": "last_name", "attribute": "name", "part": "family", "for": "person"},
        {"column": "suffix", "attribute": "name", "part": "suffix", "for": "person"},
        {"column": "maiden_name", "attribute": "former_name", "part": "family", "for": "person"},
        {"column": "company", "attribute": "organisation_name", "for": "organisation"},
        {"column": "company", "attribute": "employer", "for": "person"},
        {"column": "job_title", "attribute": "occupation", "for": "person"},
        {
            "column": "salutation",
            "attribute": "gender",
            "for": "person",
            "transforms": [
                {
                    "lookup": {
                        "table": {
                            "Herr": "m", "Mr": "m", "M.": "m", "Sr.": "m", "Dhr.": "m", "Pan": "m",
                            "Frau": "f", "Ms": "f", "Mrs": "f", "Mme": "f", "Sra.": "f", "Mevr.": "f", "Pani": "f",
                        },
                        "otherwise": "drop",
                    }
                }
            ],
        },
        {"column": "date_of_birth", "attribute": "birth_date", "for": "person"},
        {"column": "email", "attribute": "email"},
        {"column": "email_2", "attribute": "email"},
        {"column": "phone", "attribute": "phone", "usage": "landline", "country": {"column": "country"}},
        {"column": "mobile", "attribute": "phone", "usage": "mobile", "country": {"column": "country"}},
        {"column": "street", "attribute": "address", "part": "street"},
        {"column": "house_no", "attribute": "address", "part": "house"},
        {"column": "unit", "attribute": "address", "part": "unit"},
        {"column": "postcode", "attribute": "address", "part": "postcode"},
        {"column": "city", "attribute": "address", "part": "city"},
        {"column": "state", "attribute": "address", "part": "region"},
        {"column": "country", "attribute": "address", "part": "country"},
        {"column": "website", "attribute": "website"},
        {"column": "vat_id", "attribute": "vat_id", "country": {"column": "country"}},
        {"column": "register_no", "attribute": "register_number", "for": "organisation",
        "country": {"column": "country"}},
        {"column": "national_id", "attribute": "national_id", "for": "person", "country": {"column": "country"}},
        {"column": "passport_no", "attribute": "passport", "for": "person", "country": {"column": "country"}},
        {"column": "loyalty_card", "attribute": "loyalty_card"},
        {"column": "billing_no", "attribute": "customer_number"},
        {"column": "language", "attribute": "language"},
        {"column": "segment", "attribute": "segment"},
        {"column": "status", "attribute": "status"},
    ],
    "ignore": ["owner", "truth_id"],
}  # fmt: skip

SOURCE = Source(
    code="crm",
    label="Customer relationship management",
    kind="crm",
    owner="Sales operations",
    trust=80,
    default_country="DE",
    language="de",
    date_formats=("%d.%m.%Y",),
    time_zone="Europe/Berlin",
    data_file="crm.csv",
    form=FileForm("csv"),
    key_column="customer_id",
    key_pattern="CRM-{:07d}",
    columns=COLUMNS,
    row=row,
    quality=QUALITY,
    shown=tuple(name for name in EVIDENCE if name != "tax_id"),
    presence={"consumer": Presence(0.8, 0.1), "contact": Presence(0.62, 0.1), "company": Presence(0.72, 0.1)},
    mapping=MAPPING,
    spoilers=(cut_short, unreadable_time, without_key, unknown_type, too_long),
)
