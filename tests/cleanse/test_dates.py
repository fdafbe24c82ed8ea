from datetime import date

import pytest

from mdm.cleanse.date_formats import compiled
from mdm.cleanse.dates import joined_date, standardise_birth_date, standardise_date
from mdm.errors import InvalidInputError

TODAY = date(2026, 11, 21)

READ = [
    ("1990-05-06", (), "", "1990-05-06", ()),
    ("1990-05-06T00:00:00Z", (), "", "1990-05-06", ()),
    ("19900506", (), "", "1990-05-06", ()),
    ("1990-05", (), "", "1990-05", ("partial",)),
    ("1990", (), "", "1990", ("partial",)),
    ("1990-05-00", (), "", "1990-05", ("partial",)),
    ("12042018", ("%m%d%Y",), "US", "2018-12-04", ()),
    ("03/04/1990", ("%m/%d/%Y",), "", "1990-03-04", ()),
    ("03/04/1990", ("%d/%m/%Y",), "", "1990-04-03", ()),
    ("29/09/1994", ("%m/%d/%Y",), "US", "1994-09-29", ("day_month_swapped",)),
    ("03/04/1990", (), "US", "1990-03-04", ()),
    ("03/04/1990", (), "GB", "1990-04-03", ()),
    ("03/04/1990", (), "", "1990", ("ambiguous", "partial")),
    ("13/04/1990", (), "", "1990-04-13", ()),
    ("24.12.90", (), "DE", "1990-12-24", ()),
    ("1. März 1950", (), "", "1950-03-01", ()),
    ("Dec. 24, 1990", (), "", "1990-12-24", ()),
    ("14/03/|973", ("%d/%m/%Y",), "", "1973-03-14", ("misread",)),
]


@pytest.mark.parametrize(("value", "formats", "country", "iso", "flags"), READ)
def test_a_birth_date_is_read_as_declared(value, formats, country, iso, flags):
    form = standardise_birth_date(value, formats, country, TODAY)

    assert (form.clean["value"], form.flags) == (iso, flags)


REFUSED = [
    ("2001-02-30", "impossible"),
    ("2030-01-01", "impossible"),
    ("1890-05-05", "impossible"),
    ("17/24/1970", "impossible"),
    ("1900-01-01", "placeholder"),
    ("1970-01-01", "placeholder"),
    ("9999-12-31", "placeholder"),
    ("1111-11-11", "placeholder"),
    ("00/00/0000", "placeholder"),
    ("n/a", "placeholder"),
    ("soon", "malformed"),
]


@pytest.mark.parametrize(("value", "flag"), REFUSED)
def test_an_impossible_or_filler_date_is_refused_and_says_why(value, flag):
    form = standardise_birth_date(value, ("%d/%m/%Y",), "", TODAY)

    assert (dict(form.clean), form.flags) == ({}, (flag,))


CENTURIES = [
    ("01.02.26", "2026-02-01", "2026-02-01"),
    ("01.02.27", "1927-02-01", "2027-02-01"),
    ("01.02.90", "1990-02-01", "1990-02-01"),
]


@pytest.mark.parametrize(("value", "birth", "other"), CENTURIES)
def test_two_digit_years_never_make_an_unborn_customer(value, birth, other):
    assert standardise_birth_date(value, (), "DE", TODAY).clean["value"] == birth
    assert standardise_date(value, (), "DE", TODAY).clean["value"] == other


def test_parts_make_a_date_as_far_as_they_reach():
    assert [joined_date("1990", "5", "6"), joined_date("1990", "5", ""), joined_date("1990", "", "6")] == [
        "1990-05-06",
        "1990-05",
        "1990",
    ]


@pytest.mark.parametrize("declared", ["%Q", "%d.%m.", "%d.%d.%Y"])
def test_a_format_that_cannot_be_used_is_named(declared):
    with pytest.raises(InvalidInputError) as raised:
        compiled((declared,))

    assert raised.value.data == {"format": declared}
    assert raised.value.remedy
