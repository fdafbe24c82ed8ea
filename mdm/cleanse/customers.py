"""One source record in comparable form: every value standardised by its kind, the original kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from mdm.cleanse.addresses import standardise_address
from mdm.cleanse.codes import standardise_code, standardise_gender, standardise_number, standardise_text
from mdm.cleanse.dates import joined_date, standardise_birth_date, standardise_date
from mdm.cleanse.emails import standardise_email
from mdm.cleanse.forms import Form, Reading, refused
from mdm.cleanse.identifiers import standardise_identifier
from mdm.cleanse.names import standardise_name
from mdm.cleanse.organisations import standardise_organisation
from mdm.cleanse.phones import standardise_phone
from mdm.cleanse.places import country_code
from mdm.cleanse.text import fold, tidy
from mdm.cleanse.websites import standardise_website
from mdm.records import (
    VALUE,
    Attribute,
    AttributeKind,
    Catalogue,
    CleanCustomer,
    CleanValue,
    CustomerKind,
    SaidRecord,
    SaidValue,
    SourceContext,
)

# Raise a kind's number with its rules or tables: records that hold that kind are cleansed again, others are not.
KIND_VERSIONS: Mapping[AttributeKind, int] = dict.fromkeys(AttributeKind, 1) | {
    AttributeKind.PERSON_NAME: 2,
    AttributeKind.ORGANISATION_NAME: 2,
    AttributeKind.PHONE: 2,
    AttributeKind.ADDRESS: 2,
}
CLEANSE_VERSION: int = sum(KIND_VERSIONS.values())

# Longer than anything that fits one line of a form: a document has slipped into a field.
_LONGEST = 400
_UNLIMITED = frozenset({AttributeKind.TEXT})

Parts = Mapping[str, str]


def _birth_date(parts: Parts, reading: Reading) -> Form:
    stated = parts.get(VALUE, "") or joined_date(parts.get("year", ""), parts.get("month", ""), parts.get("day", ""))
    return standardise_birth_date(stated, reading.date_formats, reading.country, reading.today)


def _phone(parts: Parts, reading: Reading) -> Form:
    own = country_code(parts.get("country", ""))
    regions = (own, *(region for region in reading.regions if region != own)) if own else reading.regions
    return standardise_phone(parts.get(VALUE, ""), regions)


def _identifier(parts: Parts, reading: Reading) -> Form:
    country = country_code(parts.get("country", "")) or reading.country
    return standardise_identifier(parts.get(VALUE, ""), parts.get("authority", "") or reading.authority, country)


_STANDARDISERS: Mapping[AttributeKind, Callable[[Parts, Reading], Form]] = {
    AttributeKind.PERSON_NAME: lambda parts, reading: standardise_name(parts, reading.country),
    AttributeKind.ORGANISATION_NAME: lambda parts, reading: standardise_organisation(
        parts.get(VALUE, ""), reading.cities
    ),
    AttributeKind.BIRTH_DATE: _birth_date,
    AttributeKind.GENDER: lambda parts, _: standardise_gender(parts.get(VALUE, "")),
    AttributeKind.EMAIL: lambda parts, reading: standardise_email(
        parts.get(VALUE, ""), is_organisation=reading.is_organisation
    ),
    AttributeKind.PHONE: _phone,
    AttributeKind.ADDRESS: lambda parts, reading: standardise_address(parts, reading.country),
    AttributeKind.IDENTIFIER: _identifier,
    AttributeKind.WEBSITE: lambda parts, _: standardise_website(parts.get(VALUE, "")),
    AttributeKind.TEXT: lambda parts, _: standardise_text(parts.get(VALUE, "")),
    AttributeKind.CODE: lambda parts, _: standardise_code(parts.get(VALUE, "")),
    AttributeKind.DATE: lambda parts, reading: standardise_date(
        parts.get(VALUE, ""), reading.date_formats, reading.country, reading.today
    ),
    AttributeKind.NUMBER: lambda parts, reading: standardise_number(parts.get(VALUE, ""), reading.country),
}


def standardise(said: SaidRecord, catalogue: Catalogue, context: SourceContext, *, today: date) -> CleanCustomer:
    """The clean form of a record, value by value in the order stated. Never raises on any text.

    The country a value is read in: its own, else that of the record's address, else the source's.
    Values of attributes that the catalogue does not know are left out.
    """
    home = country_code(context.country)
    country = _stated_country(said, catalogue, home) or home
    regions = tuple(dict.fromkeys(region for region in (country, home) if region))
    is_organisation = said.kind is CustomerKind.ORGANISATION
    cities = _stated_cities(said, catalogue) if is_organisation else ()
    reading = Reading(regions, context.date_formats, today, is_organisation=is_organisation, cities=cities)
    values = tuple(
        standardise_value(value, attribute, reading)
        for value in said.values
        if (attribute := catalogue.attributes.get(value.attribute)) is not None
    )
    return CleanCustomer(kind=said.kind, country=country, values=values)


def standardise_value(said: SaidValue, attribute: Attribute, reading: Reading) -> CleanValue:
    """One value by the rules of its attribute's kind."""
    if attribute.authority:
        reading = reading._replace(authority=attribute.authority)
    form = _overlong(said.parts, attribute.kind) or _STANDARDISERS[attribute.kind](said.parts, reading)
    return CleanValue(
        attribute=attribute.code,
        kind=attribute.kind,
        said=said.parts,
        clean=form.clean,
        display=form.display,
        usage=said.usage,
        flags=form.flags,
        shown=form.shown,
    )


def _overlong(parts: Parts, kind: AttributeKind) -> Form | None:
    longest = max(map(len, parts.values()), default=0)
    if longest <= _LONGEST or kind in _UNLIMITED:
        return None
    shown = next(text for text in parts.values() if len(text) == longest)
    return refused(tidy(shown[:_LONGEST]) + "…", "overlong")


def _stated_cities(said: SaidRecord, catalogue: Catalogue) -> tuple[str, ...]:
    """The cities that the record's addresses state in a part of their own."""
    return tuple(
        city
        for value in said.values
        if value.parts.get("city")
        and (attribute := catalogue.attributes.get(value.attribute)) is not None
        and attribute.kind is AttributeKind.ADDRESS
        and (city := fold(value.parts["city"][:_LONGEST]))
    )


def _stated_country(said: SaidRecord, catalogue: Catalogue, home: str) -> str:
    """The country of the record's first address that tells one, by name, in the full text or by its postcode's form."""
    for value in said.values:
        attribute = catalogue.attributes.get(value.attribute)
        if attribute is None or attribute.kind is not AttributeKind.ADDRESS or _overlong(value.parts, attribute.kind):
            continue
        country = country_code(value.parts.get("country", ""))
        if not country and (value.parts.get("full") or value.parts.get("postcode")):
            # Read with the source's country, so that the value itself finds this reading remembered.
            country = standardise_address(value.parts, home).clean.get("country", "").upper()
        if country:
            return country
    return ""
