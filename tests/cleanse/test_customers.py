from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.catalogue.defaults import default_catalogue
from mdm.cleanse.comparable import comparable
from mdm.cleanse.customers import CLEANSE_VERSION, KIND_VERSIONS, standardise
from mdm.records import (
    COMPARABLE_COLUMNS,
    PARTS,
    Attribute,
    AttributeKind,
    Catalogue,
    CustomerKind,
    SaidRecord,
    SaidValue,
    SourceContext,
)

TODAY = date(2026, 11, 21)
CATALOGUE = default_catalogue()
US = SourceContext("crm", "US", date_formats=("%m/%d/%Y",))
DE = SourceContext("erp", "DE")
PERSON, ORGANISATION = CustomerKind.PERSON, CustomerKind.ORGANISATION


def said(*values, kind=PERSON):
    return SaidRecord("1", kind, tuple(SaidValue(*value) for value in values))


def compared(*values, kind=PERSON, context=US, catalogue=CATALOGUE):
    return comparable(standardise(said(*values, kind=kind), catalogue, context, today=TODAY), catalogue)


def test_a_record_becomes_columns():
    row = compared(
        ("name", {"given": "Dr. Jean-Paul", "family": "O'BRIEN"}),
        ("email", {"value": "Jean.Paul+x@gmail.com"}),
        ("phone", {"value": "650-650-6176"}),
        ("address", {"full": "7548 Center St, San Diego, CA 92101"}),
        ("birth_date", {"value": "04/05/1980"}),
        ("national_id", {"value": "786-77-6454"}),
        ("employer", {"value": "Acme Ltd"}),
    )

    stated = {column: text for column in COMPARABLE_COLUMNS if (text := getattr(row, column))}
    assert stated == {
        "kind": "person",
        "given": "jean",
        "middle": "paul",
        "family": "obrien",
        "birth_date": "1980-04-05",
        "employer": "acme",
        "emails": "jeanpaul@gmail.com",
        "phones": "+16506506176",
        "identifiers": "national:786776454",
        "streets": "center street",
        "houses": "7548",
        "cities": "san diego",
        "regions": "ca",
        "postcodes": "92101",
        "countries": "us",
    }


def test_what_was_said_is_kept_beside_what_is_compared():
    clean = standardise(said(("name", {"full": "SMITH, JOHN"})), CATALOGUE, US, today=TODAY)

    assert dict(clean.values[0].said) == {"full": "SMITH, JOHN"}
    assert clean.values[0].display == "John Smith"


def test_placeholders_leave_no_trace():
    row = compared(
        ("name", {"full": "test test"}),
        ("email", {"value": "noreply@acme.com"}),
        ("phone", {"value": "000-000-0000"}),
        ("birth_date", {"value": "1900-01-01"}),
        ("national_id", {"value": "123456789"}),
        ("employer", {"value": "n/a"}),
    )

    assert {column for column in COMPARABLE_COLUMNS if getattr(row, column)} == {"kind"}


def test_addresses_stay_aligned():
    row = compared(
        ("address", {"city": "Berlin", "country": "DE"}),
        ("address", {"street": "Main St", "postcode": "92101", "country": "US"}),
    )

    assert (row.streets, row.cities, row.postcodes, row.countries) == ("|main street", "berlin|", "|92101", "de|us")


def test_earlier_names_are_former():
    row = compared(
        ("name", {"given": "Anna", "family": "Smith"}),
        ("former_name", {"family": "Jones"}),
        ("name", {"given": "Anna", "family": "Brown"}, "maiden"),
    )

    assert (row.family, row.former) == ("smith", "jones|brown")


def test_a_phone_is_read_in_the_country_of_the_records_address():
    clean = standardise(
        said(("phone", {"value": "030 1234567"}), ("address", {"city": "Berlin", "country": "Germany"})),
        CATALOGUE,
        US,
        today=TODAY,
    )

    assert (clean.country, clean.values[0].clean["value"]) == ("DE", "+49301234567")


def test_a_phone_is_read_in_the_country_that_the_postcode_tells():
    values = (("phone", {"value": "020 7123 4567"}), ("address", {"city": "London", "postcode": "NW6 9HY"}))

    assert compared(*values, context=DE).phones == "+442071234567"


def test_a_companys_seat_is_told_by_its_address():
    values = (("organisation_name", {"value": "Kaiserbank in Köln"}), ("address", {"city": "KÖLN"}))

    assert compared(*values, kind=ORGANISATION, context=DE).organisation == "kaiserbank"


def test_a_role_mailbox_identifies_the_company_but_not_the_person():
    assert compared(("email", {"value": "info@acme.de"})).emails == ""
    assert compared(("email", {"value": "info@acme.de"}), kind=ORGANISATION).emails == "info@acme.de"


def test_an_added_attribute_is_matched_only_where_the_catalogue_says_so():
    place = Attribute("birth_place", AttributeKind.TEXT, "Birth place", is_matched=True)
    catalogue = Catalogue(2, {**CATALOGUE.attributes, "birth_place": place})
    values = (("birth_place", {"value": "Köln"}), ("occupation", {"value": "Baker"}))

    assert compared(*values, catalogue=catalogue).extras == "birth_place=koeln"
    assert compared(*values).extras == ""


def test_a_document_in_a_field_is_refused():
    value = standardise(said(("email", {"value": "a" * 10_000})), CATALOGUE, US, today=TODAY).values[0]

    assert (value.flags, dict(value.clean), len(value.said["value"])) == (("overlong",), {}, 10_000)


def test_every_kind_has_a_rule_and_a_version():
    for kind in AttributeKind:
        attribute = Attribute("any", kind, "Any")
        clean = standardise(said(("any", {})), Catalogue(1, {"any": attribute}), US, today=TODAY)
        assert clean.values[0].clean == {}
    assert set(KIND_VERSIONS) == set(AttributeKind)
    assert sum(KIND_VERSIONS.values()) == CLEANSE_VERSION


# Words that mean something to some rule, so that random texts of them reach the branches.
WORDS = [
    "Dr.", "Jr.", "van", "der", "Mc", "O'", "née", "(Bob)", "PhD", "Smith", "St.", "Str.", "Apt", "5b", "12-14",
    "#3", "PO", "Box", "12", "c/o", "GmbH", "&", "Co.", "KG", "A.-G.", "Ltd", "The", "in", "Liqu.", "CA", "92101",
    "10115", "Berlin", ",", "+", "030", "ext", "x12", "1990", "02/30", "@", ".com", "gmail.com", "n/a", "test",
    "Unknown", "and", "1.234", "II", "Al", "bin", "y",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=40),
    st.text("aeomcdr'-.,()/ 019#&@|ßüé\u00e5St", max_size=30),
    st.lists(
        st.sampled_from(WORDS),
        max_size=7,
    ).map(" ".join),
)
CONTEXTS = st.sampled_from(
    [US, DE, SourceContext("none"), SourceContext("uk", "GB", date_formats=("%d/%m/%Y", "%d.%m.%y"))]
)


@st.composite
def single_values(draw):
    kind = draw(st.sampled_from(AttributeKind))
    parts = draw(st.dictionaries(st.sampled_from(PARTS[kind]), TEXTS, min_size=1, max_size=4))
    return kind, parts


def cleansed(kind, parts, context, customer=PERSON):
    attribute = Attribute("any", kind, "Any", is_matched=True, authority="tax")
    catalogue = Catalogue(1, {"any": attribute})
    return standardise(said(("any", parts), kind=customer), catalogue, context, today=TODAY), catalogue


@settings(max_examples=250, deadline=None)
@given(single_values(), CONTEXTS, st.sampled_from(CustomerKind))
def test_any_text_is_cleansed_without_raising(value, context, customer):
    clean, catalogue = cleansed(*value, context, customer)
    row = comparable(clean, catalogue)

    assert dict(clean.values[0].said) == value[1]
    assert all("\x00" not in text for text in (clean.values[0].display, *clean.values[0].clean.values()))
    assert all(getattr(row, column).isascii() for column in COMPARABLE_COLUMNS if column != "extras")


@settings(max_examples=200, deadline=None)
@given(single_values(), CONTEXTS)
def test_cleansing_what_is_clean_changes_nothing(value, context):
    kind, parts = value
    once = cleansed(kind, parts, context)[0].values[0]
    if not once.clean:
        return
    again = cleansed(kind, once.clean, context)[0].values[0]

    stated = {part: text for part, text in once.clean.items() if part in PARTS[kind]}
    assert {part: again.clean.get(part, "") for part in stated} == stated


SHOWN_AS_COMPARED = [
    kind
    for kind in AttributeKind
    if kind not in {AttributeKind.PERSON_NAME, AttributeKind.ADDRESS, AttributeKind.IDENTIFIER}
]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SHOWN_AS_COMPARED), TEXTS, CONTEXTS)
def test_what_people_see_compares_as_what_was_said(kind, text, context):
    once = cleansed(kind, {"value": text}, context)[0].values[0]
    if not once.clean:
        return
    again = cleansed(kind, {"value": once.display}, context)[0].values[0]

    assert again.clean == once.clean


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "🙂", "|", "'" * 50, "(" * 50, "@" * 50, "-" * 399])
@pytest.mark.parametrize("kind", list(AttributeKind))
def test_hostile_text_is_survived(kind, text):
    for part in PARTS[kind]:
        value = cleansed(kind, {part: text}, US)[0].values[0]
        assert value.said[part] == text
        assert "\x00" not in value.display
