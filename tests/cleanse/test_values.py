import pytest

from mdm.cleanse.codes import standardise_code, standardise_gender, standardise_number, standardise_text
from mdm.cleanse.identifiers import standardise_identifier
from mdm.cleanse.organisations import standardise_organisation
from mdm.cleanse.text import fold, tidy, without_umlauts

ORGANISATIONS = [
    ("Acme Ltd", "acme", "ltd"),
    ("ACME LIMITED", "acme", "ltd"),
    ("Müller & Söhne GmbH & Co. KG", "mueller and soehne", "gmbh_co_kg"),
    ("Müller und Söhne GmbH & Co KG", "mueller and soehne", "gmbh_co_kg"),
    ("Süddeutsche Kabelwerke A.-G.", "sueddeutsche kabelwerke", "ag"),
    ("Striegauer Blätter Act.-Ges.", "striegauer blaetter", "ag"),
    ("Glückauf, Actien-Gesellschaft für Kohlen", "glueckauf fuer kohlen", "ag"),
    ("The Body Shop PLC", "body shop", "plc"),
    ("H&R Block, Inc.", "h and r block", "inc"),
    ("Volvo AB", "volvo", "ab"),
    ("A. G. Barr plc", "a g barr", "plc"),
    ("Jansen Transport B.V. Filiaal Utrecht", "jansen transport filiaal utrecht", "bv"),
    ("Acme Ltd Leeds Branch", "acme leeds branch", "ltd"),
    ("Durand Société par actions simplifiée Succursale Orléans", "durand succursale orleans", "sas"),
    ("Agence France Presse SA", "agence france presse", "sa"),
    ("Post Office Ltd", "post office", "ltd"),
    ("Smith Limited Liability Partnershi", "smith", "llp"),
    ("Acme Limited Liability", "acme", ""),
    ("Acme Sociedad Limit", "acme", "sl"),
    ("Rhein Kommanditgesellsch", "rhein", "kg"),
    ("Kühn Autohaus GmbH &", "kuehn autohaus", "gmbh_co_kg"),
    ("Kühn Autohaus GmbH & Co. K", "kuehn autohaus", "gmbh_co_kg"),
    ("Smith Partners", "smith partners", ""),
    ("A.-G. Herseler Anstalt", "herseler anstalt", "ag"),
    ("Rhederei Esens-Langeoog, Akt.-Ges. in Esens.", "rhederei esens langeoog", "ag"),
    ("Gaswerk Montjoie, A.-G., Sitz in Bremen,", "gaswerk montjoie", "ag"),
    ("Handwerkerbank, Akt.-Ges. in Spaichingen. (in Liquidation)", "handwerkerbank", "ag"),
    ("Fabrik in Billwärder, vorm. Hell & Sthamer A.-G.", "fabrik in billwaerder vorm hell and sthamer", "ag"),
    ("Kirche in Not e.V.", "kirche in not", "ev"),
    ("IBM", "ibm", ""),
    ("Limited", "limited", ""),
]


@pytest.mark.parametrize(("value", "name", "legal_form"), ORGANISATIONS)
def test_a_company_compares_without_its_legal_form(value, name, legal_form):
    clean = standardise_organisation(value).clean

    assert (clean["value"], clean.get("legal_form", "")) == (name, legal_form)


SEATS = [
    ("Rheinische Immobilien-Actien-Bank in Köln.", "koeln", "rheinische immobilien actien bank"),
    ("Rheinische Immobilien-Actien-Bank in Köln.", "bonn", "rheinische immobilien actien bank in koeln"),
    ("„Frankonia'' in Tauberbischofsheim.", "tauberbischofsheim", "frankonia"),
    ("Mülheimer Bank in Mülheim a. d. Ruhr", "muelheim", "muelheimer bank"),
    ("Mannesmannröhren-Werke in Berlin W. u. Düsseldorf", "berlin", "mannesmannroehren werke"),
    ("Chemische Fabrik in Billwärder, vorm. Hell", "billwaerder", "chemische fabrik in billwaerder vorm hell"),
]


@pytest.mark.parametrize(("value", "city", "name"), SEATS)
def test_a_seat_that_the_address_states_is_no_part_of_the_name(value, city, name):
    assert standardise_organisation(value, (city,)).clean["value"] == name


CASES = [
    ("nexmix logistik gmbh u. co. kg", "Nexmix Logistik GmbH u. Co. KG"),
    ("doradztwo sp. z o.o.", "Doradztwo Sp. z o.o."),
    ("NORTHSTAR", "NORTHSTAR"),
]


@pytest.mark.parametrize(("stated", "shown"), CASES)
def test_legal_forms_keep_their_spelling_where_a_name_gets_capitals(stated, shown):
    assert standardise_organisation(stated).display == shown


def test_a_branch_is_no_part_of_the_name():
    clean = standardise_organisation("Acme Ltd - Leeds Branch").clean

    assert dict(clean) == {"value": "acme", "legal_form": "ltd", "branch": "leeds branch"}


@pytest.mark.parametrize("value", ["n/a", "self-employed", "private", "-", "unknown", "none"])
def test_having_no_company_is_no_company(value):
    assert standardise_organisation(value).flags == ("placeholder",)


IDENTIFIERS = [
    ("786-77-6454", "national", "US", "786776454", ()),
    ("7 67 76454", "national", "US", "076776454", ()),
    ("301-O8-9O52", "national", "US", "301089052", ("misread",)),
    ("DE 136 695 976", "vat", "", "de136695976", ()),
    ("136695976", "vat", "DE", "de136695976", ()),
    ("DE136695977", "vat", "", "de136695977", ("failed_check_digit",)),
    ("000-12-3456", "national", "US", "000123456", ("malformed",)),
    ("AB-12 x", "loyalty", "US", "ab12x", ()),
    ("2718281", "register", "GB", "02718281", ()),
]


@pytest.mark.parametrize(("value", "authority", "country", "number", "flags"), IDENTIFIERS)
def test_an_identifier_is_checked_as_its_authority_lays_down(value, authority, country, number, flags):
    form = standardise_identifier(value, authority, country)

    assert (form.clean["value"], form.clean["authority"], form.flags) == (number, authority, flags)


@pytest.mark.parametrize("value", ["123456789", "000000000", "n/a", "XXXXXXXXX", "DE000000000", "078-05-1120"])
def test_a_filler_number_identifies_nobody(value):
    form = standardise_identifier(value, "national", "US")

    assert (dict(form.clean), form.flags) == ({}, ("placeholder",))


NUMBERS = [
    ("1.234,56 €", "DE", "1234.56"),
    ("$1,234.50", "US", "1234.5"),
    ("1.234", "DE", "1234"),
    ("1.234", "US", "1.2340"),
    ("(12)", "US", "-12"),
    ("007", "US", "7"),
    ("12 kg", "DE", "12"),
]


@pytest.mark.parametrize(("value", "country", "plain"), NUMBERS)
def test_numbers_are_read_as_the_country_writes_them(value, country, plain):
    assert standardise_number(value, country).clean["value"] == plain


def test_letters_glued_to_digits_are_a_slip_not_a_unit():
    assert standardise_number("z8355").flags == ("malformed",)


GENDERS = [("Male", "m"), ("Herr", "m"), ("weiblich", "f"), ("Frau", "f"), ("divers", "x"), ("2", "f")]


@pytest.mark.parametrize(("value", "code"), GENDERS)
def test_gender_is_known_in_several_languages(value, code):
    assert standardise_gender(value).clean["value"] == code


@pytest.mark.parametrize(("value", "flag"), [("U", "placeholder"), ("0", "placeholder"), ("banana", "unknown_code")])
def test_a_gender_not_stated_is_not_a_gender(value, flag):
    assert standardise_gender(value).flags == (flag,)


def test_codes_keep_their_signs_and_text_its_words():
    assert standardise_code(" A+ ").clean["value"] == "a+"
    assert standardise_text("Senior  Engineer!").clean["value"] == "senior engineer"
    assert standardise_code("pending").clean["value"] == "pending"


FOLDED = [
    ("Müller", "mueller"),
    ("Agüero", "aguero"),
    ("O\u2019Brien", "obrien"),
    ("Straße", "strasse"),
    ("An|ta", "anta"),
    ("ÅSE", "aase"),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_folding_writes_out_and_drops(text, folded):
    assert fold(text) == folded


def test_tidying_removes_what_cannot_be_seen():
    assert tidy(" a\x00\u200bb\t c\u00a0 d\n") == "a b c d"


def test_short_umlauts_meet_written_out_ones():
    assert without_umlauts(fold("Müller")) == without_umlauts(fold("Muller")) == "muller"
