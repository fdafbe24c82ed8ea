"""The quick look-up of number ranges against the library's own."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS, PhoneNumber, PhoneNumberType

from mdm.cleanse.phone_ranges import country_of, is_in_use

TYPES = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE, PhoneNumberType.VOIP)


def asked_of_the_library(number):
    country = phonenumbers.region_code_for_number(number) or ""
    return country, bool(country) and phonenumbers.is_valid_number_for_region(number, country)


def found(number):
    national = phonenumbers.national_significant_number(number)
    country = country_of(number.country_code, national)
    return country, bool(country) and is_in_use(number.country_code, national, country)


@pytest.mark.parametrize("region", sorted(SUPPORTED_REGIONS))
def test_examples_of_every_country(region):
    examples = [one for kind in TYPES if (one := phonenumbers.example_number_for_type(region, kind))]
    assert examples
    assert [found(one) for one in examples] == [asked_of_the_library(one) for one in examples]
    assert all(is_used for _, is_used in map(found, examples))


@given(code=st.sampled_from([*COUNTRY_CODE_TO_REGION_CODE, 999]), national=st.integers(1, 10**12))
def test_any_number(code, national):
    number = PhoneNumber(country_code=code, national_number=national)
    assert found(number) == asked_of_the_library(number)
