import pytest

from mdm.cleanse.addresses import standardise_address
from mdm.cleanse.places import country_code, postcode_form, region_code

FULL = [
    ("US", "7548 Center St, San Diego, CA 92101", "7548|center street|||san diego|ca|92101|us"),
    ("US", "7548 Center St San Diego CA 92101", "7548|center street|||san diego|ca|92101|us"),
    (
        "US",
        "123 N. Main Street #12, St. Louis, Missouri 63101, USA",
        "123|north main street|12||saint louis|mo|63101|us",
    ),
    ("US", "PO Box 123, Springfield, IL 62701", "|||123|springfield|il|62701|us"),
    ("US", "123 Highway 101, Eureka, CA, 95501", "123|highway 101|||eureka|ca|95501|us"),
    ("US", "San Diego, CA", "||||san diego|ca||us"),
    ("DE", "Hauptstr. 5, 10115 Berlin", "5|hauptstrasse|||berlin||10115|de"),
    ("", "Hauptstr. 5, D-10115 Berlin", "5|hauptstrasse|||berlin||10115|de"),
    ("DE", "Straße des 17. Juni 135, 10623 Berlin", "135|strasse des 17 juni|||berlin||10623|de"),
    ("GB", "Flat 2, 14 High Street, London SW1A 1AA", "14|high street|2||london||sw1a1aa|gb"),
    ("GB", "Rose Cottage, Main Road, Ashford, Kent, TN23 1AA", "|rose cottage main road|||ashford|kent|tn231aa|gb"),
    ("FR", "12 bis rue de la Paix, 75002 Paris", "12bis|rue de la paix|||paris||75002|fr"),
    ("NL", "Keizersgracht 123-2, 1015 CJ Amsterdam", "123-2|keizersgracht|||amsterdam||1015cj|nl"),
    ("AU", "3/12 Smith St, Fitzroy VIC 3065", "12|smith street|3||fitzroy|vic|3065|au"),
    ("ES", "Calle Mayor 5, 28013 Madrid", "5|calle mayor|||madrid||28013|es"),
    ("GB", "8 Wood Lane, Edinburgh, EH4 7MR", "8|wood lane|||edinburgh||eh47mr|gb"),
    ("DE", "8 Wood Lane, Edinburgh, EH4 7MR", "8|wood lane|||edinburgh||eh47mr|gb"),
    ("", "8 Wood Lane, Edinburgh EH4 7MR", "8|wood lane|||edinburgh||eh47mr|gb"),
    ("DE", "8 Wood Lane, Edinburgh, Midlothian, EH4 7MR", "8|wood lane|||edinburgh|midlothian|eh47mr|gb"),
    ("DE", "8 Wood Lane, Edinburgh, Scotland, EH4 7MR", "8|wood lane|||edinburgh||eh47mr|gb"),
    ("GB", "8 Wood Lane, Edinburgh, EH4 7MR, Scotland", "8|wood lane|||edinburgh||eh47mr|gb"),
    ("US", "8 Wood Lane, Edinburgh, Midlothian, Scotland EH4 7MR", "8|wood lane|||edinburgh|midlothian|eh47mr|gb"),
    ("GB", "Flat 3, 8 Wood Lane, Edinburgh, EH4 7MR", "8|wood lane|3||edinburgh||eh47mr|gb"),
    ("GB", "Rose House, 8 Wood Lane, Edinburgh, EH4 7MR", "8|wood lane|rosehouse||edinburgh||eh47mr|gb"),
    ("DE", "Flat 3, Rose House, 8 Wood Lane, Edinburgh, EH4 7MR, UK", "8|wood lane|3||edinburgh||eh47mr|gb"),
    ("US", "100 Dogwood Lane, 6Z, Mapleport, WI 54930", "100|dogwood lane|6z||mapleport|wi|54930|us"),
    ("US", "1 Tylerbrook Road, Suite 028, Los Angeles, CA 90042", "1|tylerbrook road|28||los angeles|ca|90042|us"),
    ("US", "10174 VILLA LA JOLLA DR, SAN DIEGO, CA 92101", "10174|villa la jolla drive|||san diego|ca|92101|us"),
    ("US", "10 Sycamore La, Boston, MA 02116", "10|sycamore lane|||boston|ma|02116|us"),
    ("US", "Sycamore Drive 10, New York, NY 10081", "10|sycamore drive|||new york|ny|10081|us"),
    ("US", "Hauptstr. 5, 10115 Berlin, Germany", "5|hauptstrasse|||berlin||10115|de"),
    ("DE", "12 Rue de la Paix, 75002 Paris, France", "12|rue de la paix|||paris||75002|fr"),
    ("DE", "Q7, 24, 68161 Mannheim", "24|q7|||mannheim||68161|de"),
    ("NL", "Dorpsstraat 109, Z, 7594 RR Enschede", "109|dorpsstraat|z||enschede||7594rr|nl"),
    ("NL", "Nieuwstraat 28, 6hoog, 2020 GM Haarlem", "28|nieuwstraat|6hoog||haarlem||2020gm|nl"),
    ("DE", "Nieuwstraat 28, 2020 GM Haarlem", "28|nieuwstraat|||haarlem||2020gm|nl"),
    ("PL", "ul. Lipowa 23, m. 04, 90-800 Łódź", "23|lipowa|4||lodz||90800|pl"),
    ("DE", "ul. Krótka 50, lok. 3, 90-373 Łódź", "50|krotka|3||lodz||90373|pl"),
    ("ES", "C/ Mayor 10, 9º R, 41299 Sevilla", "10|calle mayor|9or||sevilla||41299|es"),
    ("ES", "Camino Ramón y Cajal 3, Bajo L, 50974 Zaragoza", "3|camino ramon y cajal|bajol||zaragoza||50974|es"),
    ("FR", "11 Pl. des Alouettes, Bât. V, 75880 Paris", "11|place des alouettes|v||paris||75880|fr"),
]
PARTS = ("house", "street", "unit", "po_box", "city", "region", "postcode", "country")


@pytest.mark.parametrize(("country", "full", "parts"), FULL)
def test_an_address_in_one_text_is_taken_apart(country, full, parts):
    clean = standardise_address({"full": full}, country).clean

    assert "|".join(clean.get(part, "") for part in PARTS) == parts


@pytest.mark.parametrize(("country", "full", "parts"), FULL)
def test_what_people_see_reads_back_the_same(country, full, parts):
    form = standardise_address({"full": full}, country)

    assert standardise_address({"full": form.display}, country).clean == form.clean


SAME_STREETS = [
    ("US", "Main St.", "MAIN STREET"),
    ("US", "N Oak Ave", "North Oak Avenue"),
    ("DE", "Berliner Str.", "Berliner Straße"),
    ("DE", "Haupt Strasse", "Hauptstr."),
    ("GB", "St Johns Rd", "Saint Johns Road"),
    ("US", "Fifth Ave", "5th Avenue"),
    ("FR", "Bd Voltaire", "Boulevard Voltaire"),
    ("FR", "Pl. du Marché", "Place du Marché"),
    ("NL", "Julianastr.", "Julianastraat"),
    ("NL", "Rembrandtln.", "Rembrandtlaan"),
    ("NL", "Raadhuispl.", "Raadhuisplein"),
    ("PL", "ul. Długa", "Dluga"),
]


@pytest.mark.parametrize(("country", "one", "other"), SAME_STREETS)
def test_abbreviated_and_written_out_streets_agree(country, one, other):
    assert standardise_address({"street": one}, country).clean == standardise_address({"street": other}, country).clean


SAME_UNITS = [("Flat 05", "5"), ("Ap # 001", "Apt 1"), ("Esc. U", "u"), ("Bât. V", "Bâtiment V"), ("m. 04", "4")]


@pytest.mark.parametrize(("one", "other"), SAME_UNITS)
def test_units_agree_without_their_designator(one, other):
    assert standardise_address({"unit": one}, "").clean == standardise_address({"unit": other}, "").clean


def test_a_house_numbers_letter_does_not_keep_a_street_in_capitals():
    assert standardise_address({"street": "1a FIRST STREET"}, "US").display == "1a First Street"


@pytest.mark.parametrize("parts", [{"full": "unknown"}, {"street": "n/a", "city": "-"}, {"postcode": "00000"}])
def test_an_address_of_fillers_is_nowhere(parts):
    form = standardise_address(parts, "US")

    assert (dict(form.clean), form.flags) == ({}, ("placeholder",))


@pytest.mark.parametrize(
    ("parts", "home", "country"),
    [
        ({"city": "London", "postcode": "NW6 9HY"}, "DE", "gb"),
        ({"city": "Ottawa", "postcode": "K1R 7S8"}, "US", "ca"),
        ({"city": "Berlin", "postcode": "10115"}, "DE", "de"),
        ({"city": "London", "postcode": "NW9 0MT"}, "US", "gb"),
        ({"city": "Haarlem", "postcode": "2020 GM"}, "DE", "nl"),
        ({"city": "Warszawa", "postcode": "00-238"}, "DE", "pl"),
        ({"city": "Chicago", "postcode": "60628", "region": "IL"}, "DE", "us"),
        ({"city": "Hannover", "postcode": "30434", "region": "Niedersachsen"}, "US", "de"),
        ({"city": "Lyon", "region": "Auvergne-Rhône-Alpes"}, "DE", "fr"),
        ({"city": "Ottawa", "region": "ON"}, "DE", "de"),
        ({"city": "München", "region": "Bayern"}, "DE", "de"),
        ({"city": "London", "postcode": "NW6 9HY", "country": "FR"}, "DE", "fr"),
    ],
)
def test_a_telling_postcode_names_the_country_unless_one_is_stated(parts, home, country):
    assert standardise_address(parts, home).clean["country"] == country


POSTCODES = [
    ("sw1a1aa", "GB", ("sw1a1aa", "SW1A 1AA", True)),
    ("92101-1234", "US", ("92101", "92101-1234", True)),
    ("2116", "US", ("02116", "02116", True)),
    ("D-10115", "DE", ("10115", "10115", True)),
    ("1015cj", "NL", ("1015cj", "1015 CJ", True)),
    ("1234567", "DE", ("1234567", "1234567", False)),
]


@pytest.mark.parametrize(("text", "country", "form"), POSTCODES)
def test_postcodes_take_their_countrys_form(text, country, form):
    assert postcode_form(text, country) == form


COUNTRIES = [
    ("Deutschland", "DE"),
    ("usa", "US"),
    ("UK", "GB"),
    ("Österreich", "AT"),
    ("deu", "DE"),
    ("Atlantis", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "code"), COUNTRIES)
def test_countries_answer_to_names_and_codes(text, code):
    assert country_code(text) == code


def test_regions_answer_to_names_and_codes():
    assert [region_code("California", "US"), region_code("CA", "US"), region_code("CA", "DE")] == ["ca", "ca", ""]
