"""The quick layouts against the library's own."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from mdm.cleanse.phone_layouts import laid_out

TYPES = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE, PhoneNumberType.VOIP)


def both(number):
    national = phonenumbers.national_significant_number(number)
    return laid_out(number.country_code, national), phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


@pytest.mark.parametrize("region", sorted(SUPPORTED_REGIONS))
def test_examples_of_every_country(region):
    examples = [one for kind in TYPES if (one := phonenumbers.example_number_for_type(region, kind))]
    assert examples
    for ours, theirs in map(both, examples):
        assert ours == theirs


@given(
    code=st.sampled_from([*COUNTRY_CODE_TO_REGION_CODE]),
    national=st.integers(1, 10**12),
    zeros=st.integers(0, 2),
)
def test_any_number(code, national, zeros):
    number = PhoneNumber(
        country_code=code,
        national_number=national,
        italian_leading_zero=bool(zeros),
        number_of_leading_zeros=zeros or None,
    )
    ours, theirs = both(number)
    assert ours == theirs
