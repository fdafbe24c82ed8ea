from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.simulate.chance import Chance
from mdm.simulate.countries import DE, US
from mdm.simulate.quality import BILLING, CRM, SFA, SUPPORT, Quality
from mdm.simulate.slips import SLIPS, slip, wrong_digit
from mdm.simulate.sources import SOURCES
from mdm.simulate.spoiling import spoil
from mdm.simulate.statement import Statement

THEN = datetime(2025, 5, 4, 12, tzinfo=UTC)
RUINOUS = Quality(
    missing=dict.fromkeys(("email", "mobile", "birth", "phone", "street", "customer_number",
    "national_id", "tax_id"), 1.0),
    phone_styles=("e164",), stale=1.0, typo=0.5, nickname=1.0, initial=1.0, swapped_names=0.5,
    wrong_digit=1.0, wrong_field=1.0,
)  # fmt: skip


def person(**changes) -> Statement:
    said = Statement(
        "C1", True, DE, THEN, THEN, given="Hans", family="Müller", birth="1980-05-04",
        email="h.mueller@web.de", mobile="+4915112345678",
        phone="030/1234567", street="Hauptstraße", house="5", postcode="10115", city="Berlin",
        customer_number="123456789",
    )  # fmt: skip
    return replace(said, **changes)


@given(st.text("abcdefghijklmnopqrstuvwxyzäöüß -", min_size=4, max_size=20), st.integers(0, 10_000))
@settings(max_examples=60)
def test_a_slip_changes_little(text, seed):
    assert abs(len(slip(Chance(seed), text)) - len(text)) <= 3


@pytest.mark.parametrize("how", [how for how, _ in SLIPS], ids=lambda how: how.__name__)
def test_every_slip_changes_a_name(how):
    assert any(how(Chance(seed), "Schumacher") != "Schumacher" for seed in range(20))


def test_a_wrong_digit_leaves_the_form():
    wrong = wrong_digit(Chance(1), "+49 30/123-456")

    assert wrong != "+49 30/123-456"
    assert len(wrong) == len("+49 30/123-456")
    assert wrong_digit(Chance(1), "none") == "none"


@pytest.mark.parametrize("quality", [CRM, SFA, BILLING, SUPPORT, RUINOUS])
def test_one_proof_always_stays(quality):
    shown = ("email", "mobile", "birth", "customer_number")
    for seed in range(150):
        said = person()
        spoil(Chance(seed), said, quality, shown)
        assert any(getattr(said, name) == getattr(person(), name) for name in shown)


def test_what_others_share_is_no_proof():
    for seed in range(50):
        said = person(proves_nothing={"email", "phone"})
        spoil(Chance(seed), said, RUINOUS, ("email", "phone", "mobile"))
        assert said.mobile == person().mobile


def test_nicknames_and_initials_replace_given_names():
    forms = set()
    for seed in range(40):
        said = person(given="William", country=US)
        spoil(Chance(seed), said, replace_rates(nickname=0.5, initial=1.0), ("email",))
        forms.add(said.given)

    assert forms >= {"Bill", "W."}


def replace_rates(**rates: float) -> Quality:
    return replace(Quality(missing={}, phone_styles=("e164",), stale=0, typo=0, nickname=0, initial=0), **rates)


def test_capitals_hold_for_the_whole_record():
    said = person()
    spoil(Chance(1), said, replace_rates(upper=1.0), ("email",))

    assert (said.family, said.city) == ("MÜLLER", "BERLIN")
    assert said.street.isupper()


def test_declared_rates_name_real_fields():
    known = set(Statement.__dataclass_fields__)
    for source in SOURCES:
        assert known >= set(source.quality.missing) | set(source.quality.placeholders) | set(source.shown)
