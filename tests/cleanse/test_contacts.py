import pytest

from mdm.cleanse.emails import standardise_email
from mdm.cleanse.phones import standardise_phone
from mdm.cleanse.websites import standardise_website

EMAILS = [
    ("Anna.B+news@GoogleMail.com", "annab@gmail.com", {"free_mailbox"}),
    ("Anna <anna@Acme.DE>", "anna@acme.de", set()),
    ("mailto:j@acme.com.", "j@acme.com", set()),
    ("john (at) acme.de", "john@acme.de", set()),
    ("john.s+crm@acme.com", "john.s@acme.com", set()),
    ("jo@gmial.com", "jo@gmail.com", {"free_mailbox", "mistyped_domain"}),
    ("anna@@acme.com", "anna@acme.com", {"mended"}),
    ("anna@acmecom", "anna@acme.com", {"mended"}),
    ("info@acme.de", "info@acme.de", {"role_mailbox"}),
    ("jane@example.com", "jane@example.com", {"reserved_domain"}),
]


@pytest.mark.parametrize(("value", "clean", "flags"), EMAILS)
def test_an_email_has_one_form_per_mailbox(value, clean, flags):
    form = standardise_email(value)

    assert (form.clean["value"], set(form.flags)) == (clean, flags)


def test_a_role_mailbox_on_its_own_domain_identifies_a_company():
    assert "role_mailbox" not in standardise_email("info@acme.de", is_organisation=True).flags
    assert "role_mailbox" in standardise_email("info@gmail.com", is_organisation=True).flags


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        ("n/a", "placeholder"),
        ("noreply@acme.com", "placeholder"),
        ("test@test.com", "placeholder"),
        ("unknown@unknown.com", "placeholder"),
        ("a@b", "malformed"),
        ("anna", "malformed"),
        ("x" * 300 + "@a.de", "malformed"),
    ],
)
def test_an_email_that_reaches_nobody_has_no_form(value, flag):
    form = standardise_email(value)

    assert (dict(form.clean), form.flags) == ({}, (flag,))


PHONES = [
    ("650-650-6176", ("US",), "+16506506176"),
    ("(914) 722-3492", ("US",), "+19147223492"),
    ("030/1234567", ("DE",), "+49301234567"),
    ("0049 30 1234567", ("US",), "+49301234567"),
    ("+49 (0)30 1234567", (), "+49301234567"),
    ("1-800-FLOWERS", ("US",), "+18003569377"),
    ("tel: 030 1234567", ("DE",), "+49301234567"),
    ("1-617-814-9648", ("US",), "+16178149648"),
    ("(0171) 123 45 67", ("DE",), "+491711234567"),
    ("612 345 678", ("ES",), "+34612345678"),
    ("06 12 34 56 78", ("FR",), "+33612345678"),
    ("06 698 12345", ("IT",), "+390669812345"),
    ("020 7123 4567", ("DE", "GB"), "+442071234567"),
]


@pytest.mark.parametrize(("value", "regions", "e164"), PHONES)
def test_a_phone_is_read_in_the_records_country(value, regions, e164):
    assert standardise_phone(value, regions).clean["value"] == e164


def test_a_trunk_zero_is_no_north_american_number():
    form = standardise_phone("0624 913 476", ("US",))

    assert (dict(form.clean), form.flags) == ({}, ("impossible",))


def test_a_national_number_of_no_known_country_says_so():
    form = standardise_phone("212-945-9420", ())

    assert (dict(form.clean), form.flags) == ({}, ("without_country",))


def test_an_extension_is_kept_apart():
    form = standardise_phone("030 1234567 ext. 12", ("DE",))

    assert (form.clean["value"], form.clean["extension"]) == ("+49301234567", "12")


@pytest.mark.parametrize("value", ["030 1234567 ext. 12", "030 1234567;ext=12", "030 1234567,12"])
def test_an_extension_is_shown_once(value):
    assert standardise_phone(value, ("DE",)).display == "+49 30 1234567 ext. 12"


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        ("000-000-0000", "placeholder"),
        ("1234567890", "placeholder"),
        ("(555) 555-5555", "placeholder"),
        ("n/a", "placeholder"),
        ("+10000000000", "placeholder"),
        ("+49 171 1234567890123", "impossible"),
        ("hello", "malformed"),
    ],
)
def test_a_number_that_rings_nowhere_has_no_form(value, flag):
    form = standardise_phone(value, ("US",))

    assert (dict(form.clean), form.flags) == ({}, (flag,))


@pytest.mark.parametrize("value", ["650-555-0123", "+44 20 7946 0018"])
def test_a_number_kept_for_films_identifies_nobody(value):
    assert "implausible" in standardise_phone(value, ("US",)).flags


WEBSITES = [
    ("https://www.Acme.co.uk/x?y", "acme.co.uk", ()),
    ("shop.acme.de:8080", "acme.de", ()),
    ("acme.com", "acme.com", ()),
    ("http://facebook.com/acme", "facebook.com", ("shared",)),
]


@pytest.mark.parametrize(("value", "host", "flags"), WEBSITES)
def test_a_website_compares_by_its_registrable_host(value, host, flags):
    form = standardise_website(value)

    assert (form.clean["value"], form.flags) == (host, flags)


@pytest.mark.parametrize(
    ("value", "flag"), [("acme", "malformed"), ("n/a", "placeholder"), ("not a site", "malformed")]
)
def test_what_is_no_host_is_refused(value, flag):
    assert standardise_website(value).flags == (flag,)
