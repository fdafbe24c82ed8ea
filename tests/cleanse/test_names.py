import pytest

from mdm.cleanse.name_casing import cased_name
from mdm.cleanse.names import standardise_name
from mdm.cleanse.nicknames import nickname_roots, shares_nickname

FULL_NAMES = [
    ("JOHN MCDONALD", {"given": "john", "family": "mcdonald"}, "John McDonald"),
    ("Mc Donald, Ian", {"given": "ian", "family": "mcdonald"}, "Ian Mc Donald"),
    (
        "Smith, John, Jr., PhD",
        {"given": "john", "family": "smith", "suffix": "jr", "honours": "phd"},
        "John Smith Jr PhD",
    ),
    ("John Smith III", {"given": "john", "family": "smith", "suffix": "iii"}, "John Smith III"),
    ("Anna Müller geb. Schmidt", {"given": "anna", "family": "mueller", "former": "schmidt"}, "Anna Müller"),
    ("Anna Müller (née Schmidt)", {"given": "anna", "family": "mueller", "former": "schmidt"}, "Anna Müller"),
    ("Anna Smith (formerly Jones)", {"given": "anna", "family": "smith", "former": "jones"}, "Anna Smith"),
    ('Robert "Bob" Smith', {"given": "robert", "family": "smith", "nickname": "bob"}, "Robert Smith"),
    ("van der berg, jan", {"given": "jan", "family": "van der berg"}, "Jan van der Berg"),
    ("Jan van der Berg", {"given": "jan", "family": "van der berg"}, "Jan van der Berg"),
    ("O'BRIEN, SEÁN PATRICK", {"given": "sean", "middle": "patrick", "family": "obrien"}, "Seán Patrick O'Brien"),
    ("Mary Smith-Jones", {"given": "mary", "family": "smith jones"}, "Mary Smith-Jones"),
    ("J.R.R. Tolkien", {"given": "j", "middle": "r r", "family": "tolkien"}, "J.R.R. Tolkien"),
    ("Владимир Путин", {"given": "vladimir", "family": "putin"}, "Владимир Путин"),
    ("习近平", {"given": "jinping", "family": "xi"}, "习近平"),
    ("Sergio Agüero", {"given": "sergio", "family": "aguero"}, "Sergio Agüero"),
    ("Mr Smith", {"title": "mr", "family": "smith"}, "Mr Smith"),
    ("Prof. Dr. h.c. Anna Maier", {"title": "prof dr hc", "given": "anna", "family": "maier"}, "Prof Dr hc Anna Maier"),
    ("José Ortega y Gasset", {"given": "jose", "family": "ortega y gasset"}, "José Ortega y Gasset"),
    ("Max Born", {"given": "max", "family": "born"}, "Max Born"),
    ("Jack Lord", {"given": "jack", "family": "lord"}, "Jack Lord"),
    ("Christopher Null", {"given": "christopher", "family": "null"}, "Christopher Null"),
]


@pytest.mark.parametrize(("full", "clean", "display"), FULL_NAMES)
def test_a_name_in_one_text_is_taken_apart(full, clean, display):
    form = standardise_name({"full": full})

    assert (dict(form.clean), form.display) == (clean, display)


IN_COUNTRIES = [
    ("ES", "Manuel Gómez Arias", {"given": "manuel", "family": "gomez arias"}),
    ("ES", "María José García López", {"given": "maria", "middle": "jose", "family": "garcia lopez"}),
    ("ES", "María José García", {"given": "maria", "middle": "jose", "family": "garcia"}),
    ("ES", "Juan de la Cruz", {"given": "juan", "family": "de la cruz"}),
    ("ES", "Juan de la Cruz Moreno", {"given": "juan", "family": "de la cruz moreno"}),
    ("ES", "Pedro J. García", {"given": "pedro", "middle": "j", "family": "garcia"}),
    ("US", "Eric Alonso Tellez", {"given": "eric", "family": "alonso tellez"}),
    ("US", "Ana Lopez de la Cruz", {"given": "ana", "family": "lopez de la cruz"}),
    ("US", "Mary Cruz Smith", {"given": "mary", "middle": "cruz", "family": "smith"}),
    ("DE", "Gregor Alvarez Diaz", {"given": "gregor", "family": "alvarez diaz"}),
    ("US", "M. Howard", {"given": "m", "family": "howard"}),
    ("FR", "M. Dupont", {"title": "m", "family": "dupont"}),
    ("", "M. Dupont", {"title": "m", "family": "dupont"}),
]


@pytest.mark.parametrize(("country", "full", "clean"), IN_COUNTRIES)
def test_a_name_is_taken_apart_as_the_country_does(country, full, clean):
    assert dict(standardise_name({"full": full}, country).clean) == clean


STATED_PARTS = [
    (
        {"given": "Dr. JEAN-PAUL", "family": "O'BRIEN jr."},
        {"title": "dr", "given": "jean", "middle": "paul", "family": "obrien", "suffix": "jr"},
    ),
    ({"given": "Mary Ann", "family": "Smith"}, {"given": "mary", "middle": "ann", "family": "smith"}),
    ({"middle": "W", "family": "Wang"}, {"middle": "w", "family": "wang"}),
    ({"given": "Jan van der", "family": "Berg"}, {"given": "jan", "family": "van der berg"}),
    ({"given": "Ann", "family": "Lee", "suffix": "III"}, {"given": "ann", "family": "lee", "suffix": "iii"}),
    ({"given": "Ann", "family": "Lee", "former": "née Kim"}, {"given": "ann", "family": "lee", "former": "kim"}),
    ({"full": "Bob Marley", "family": "Smith"}, {"given": "bob", "family": "smith"}),
]


@pytest.mark.parametrize(("parts", "clean"), STATED_PARTS)
def test_stated_parts_stay_parts(parts, clean):
    assert dict(standardise_name(parts).clean) == clean


@pytest.mark.parametrize(
    "full", ["test test", "N/A", "unknown", "xxx xxxx", "John Doe", "do not use", "null null", "Max Mustermann", "-"]
)
def test_a_placeholder_is_nobody(full):
    form = standardise_name({"full": full})

    assert (dict(form.clean), form.flags) == ({}, ("placeholder",))


def test_a_placeholder_part_is_left_out_and_the_rest_kept():
    form = standardise_name({"given": "Unknown", "family": "Smith"})

    assert (dict(form.clean), form.display, form.flags) == ({"family": "smith"}, "Smith", ("partly_placeholder",))


def test_a_mailbox_is_no_name():
    assert standardise_name({"full": "jane.doe@acme.com"}).flags == ("malformed",)


@pytest.mark.parametrize("spelling", ["Müller", "Mueller", "MÜLLER", "mu\u0308ller", "MÃ¼ller"])
def test_spellings_of_one_family_name_compare_equal(spelling):
    assert standardise_name({"given": "Anna", "family": spelling}).clean["family"] == "mueller"


CASES = [
    ("MCDONALD", "McDonald"),
    ("o'brien", "O'Brien"),
    ("VAN DER BERG", "van der Berg"),
    ("smith-jones", "Smith-Jones"),
    ("DeVito", "DeVito"),
    ("II", "II"),
]


@pytest.mark.parametrize(("stated", "shown"), CASES)
def test_only_one_case_names_are_recased(stated, shown):
    assert cased_name(stated) == shown


NICKNAMES = [
    ("robert", "bob", True),
    ("bob", "rob", True),
    ("william", "bill", True),
    ("friedrich", "fritz", True),
    ("jose", "pepe", True),
    ("robert", "william", False),
    ("anna", "bob", False),
    ("", "", False),
    ("anna", "", False),
]


@pytest.mark.parametrize(("one", "other", "related"), NICKNAMES)
def test_nicknames_relate_both_ways(one, other, related):
    assert (shares_nickname(one, other), shares_nickname(other, one)) == (related, related)


def test_a_name_is_its_own_root():
    assert "zaphod" in nickname_roots("zaphod")
