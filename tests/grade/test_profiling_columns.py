"""What a profile takes each column for, from its name and its values."""

from __future__ import annotations

import pytest

from mdm.records import Attribute, AttributeKind, Catalogue
from tests.grade.profiles import CATALOGUE, meanings, profiled, sentences, write


def test_columns_are_counted_exactly(tmp_path):
    rows = [["a", " x", ""], ["b", "x ", "1"], ["c", "", "2"], ["d", "yy", "2"]]
    found = profiled(write(tmp_path / "f.csv", ["k", "text", "number"], rows))
    key, text, number = (one.figures for one in found.columns)
    assert (key.rows, key.filled, key.distinct, key.is_unique) == (4, 4, 4, True)
    assert (text.filled, text.distinct, text.surplus, text.padded, text.longest) == (3, 2, 1, 2, 2)
    assert (number.filled, number.type, number.numbers.least, number.numbers.greatest) == (3, "integer", 1, 2)
    assert dict(number.top) == {"2": 2, "1": 1}


# Name of the column, its values, the country of the source, and what it should be taken for.
COLUMNS = [
    ("Telefon", ["030 1234567", "0170 1234567", "+49 89 654321"], "DE", "phone"),
    ("contact", ["ann@web.de", "bob@gmx.de", "carol@aol.com"], "", "email"),
    ("company", ["Acme Ltd", "Globex Corp", "Initech LLC"], "", "organisation_name"),
    ("name", ["Acme Ltd", "Globex Corp", "Initech LLC"], "", "organisation_name"),
    ("name", ["Ann Lee", "Robert Miller", "Susan Clark"], "", "name.full"),
    ("title", ["Architect", "Manager", "Engineer"], "", "occupation"),
    ("title", ["Dr", "Prof.", "Mr"], "", "name.title"),
    ("address", ["12 High Street, Leeds LS1 4AB", "7 Mill Lane, York YO1 7HH", "3 Park Rd, Hull HU1 2AA"], "GB",
     "address.full"),
    ("address", ["12 High Street", "7 Mill Lane", "3 Park Road"], "GB", "address.street"),
    ("state", ["CA", "TX", "NY"], "US", "address.region"),
    ("state", ["active", "churned", "lost"], "US", "status"),
    ("sex", ["M", "F", "F"], "", "gender"),
    ("code", ["Frau", "Herr", "Frau"], "", "gender"),
    ("domain", ["acme.com", "globex.co.uk", "initech.de"], "", "website"),
    ("partner_name", ["Acme Ltd", "Globex Corp", "Initech LLC"], "", ""),
    ("employer_city", ["Leeds", "York", "Hull"], "", ""),
    ("email", ["Leeds", "York", "Hull"], "", ""),
    ("phone", ["n/a", "yes", "no"], "", ""),
    ("race_ethnicity", ["White", "Black", "Asian"], "", ""),
    ("colour", ["red", "green", "blue"], "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("column", "values", "country", "expected"), COLUMNS)
def test_a_column_is_what_its_values_confirm(tmp_path, column, values, country, expected):
    path = write(tmp_path / "f.csv", ["row_id", column], [[str(number), text] for number, text in enumerate(values)])
    assert meanings(profiled(path, country))[column] == expected


def test_an_attribute_that_was_added_to_the_catalogue_is_found(tmp_path):
    own = Attribute("birth_place", AttributeKind.TEXT, "Birth place")
    catalogue = Catalogue(2, {**CATALOGUE.attributes, own.code: own})
    path = write(
        tmp_path / "f.csv", ["id", "name", "Birth Place"], [["1", "Ann Lee", "Hull"], ["2", "Bob May", "Leeds"]]
    )
    assert meanings(profiled(path, catalogue=catalogue))["Birth Place"] == "birth_place"


@pytest.mark.parametrize(
    ("texts", "country", "formats", "is_ambiguous"),
    [
        (["31.12.1970", "01.02.1980"], "", ["%d.%m.%Y"], False),
        (["12/31/1970", "01/02/1980"], "", ["%m/%d/%Y"], False),
        (["31/12/1970", "01/02/1980"], "US", ["%d/%m/%Y"], False),
        (["03/04/1970", "01/02/1980"], "US", ["%m/%d/%Y"], True),
        (["03/04/1970", "01/02/1980"], "GB", ["%d/%m/%Y"], True),
        (["19701231", "19800201"], "", ["%Y%m%d"], False),
        (["1970-12-31", "1980-02-01"], "", None, False),
    ],
)
def test_dates_get_their_format(tmp_path, texts, country, formats, is_ambiguous):
    rows = [[str(number), text] for number, text in enumerate(texts * 5)]
    found = profiled(write(tmp_path / "f.csv", ["id", "date of birth"], rows), country)
    entry = found.mapping["entries"][0]
    assert entry.get("transforms") == (formats and [{"dates": formats}])
    assert ("can't be told apart" in sentences(found, "date of birth")) is is_ambiguous
