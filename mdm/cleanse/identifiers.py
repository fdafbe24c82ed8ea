"""Numbers that an authority gives out: one form each, checked as the authority lays down."""

from __future__ import annotations

import importlib
import re
from functools import lru_cache
from types import ModuleType

from stdnum.exceptions import InvalidChecksum, ValidationError

from mdm.cleanse.forms import REMEMBERED, Form, refused
from mdm.cleanse.placeholders import is_placeholder, is_placeholder_number
from mdm.cleanse.tables.identifiers import COUNTRY_OF_VAT_PREFIX, FORMS, FULL_LENGTHS, SAMPLES, VALIDATORS
from mdm.cleanse.text import condensed, digits_for_lookalikes, fold, tidy
from mdm.records import VALUE

_VAT_PREFIX = re.compile(r"([a-z]{2})[a-z0-9*+]{2,13}")
_LONGEST = 64


@lru_cache(maxsize=REMEMBERED)
def standardise_identifier(value: str, authority: str, country: str) -> Form:
    """One number of that authority. Without a rule for authority and country any letters and digits will do."""
    shown = tidy(value)
    if is_placeholder(shown) or is_placeholder_number(shown):
        return refused(shown, "placeholder")
    issuer = fold(authority).replace(" ", "_") or "other"
    number = condensed(shown)
    if len(number) > _LONGEST:
        return refused(shown, "malformed")
    place, number = _place_of(issuer, number, country)
    number = _full_length(number, issuer, place)
    flags = _failures(number, issuer, place)
    if flags and (mended := condensed(digits_for_lookalikes(shown))) != number and not _failures(mended, issuer, place):
        number, flags = mended, ("misread",)
    if number in SAMPLES or is_placeholder_number(number):
        return refused(shown, "placeholder")
    clean = {VALUE: number, "authority": issuer} | ({"country": place.lower()} if place else {})
    return Form(clean, number.upper(), flags)


def _place_of(issuer: str, number: str, country: str) -> tuple[str, str]:
    """The country whose rule applies. A VAT id names its own, and is compared with it."""
    if issuer != "vat":
        return country, number
    prefixed = _VAT_PREFIX.fullmatch(number)
    if prefixed:
        prefix = "CHE" if number.startswith("che") else prefixed.group(1).upper()
        stated = COUNTRY_OF_VAT_PREFIX.get(prefix, prefix)
        if stated in VALIDATORS["vat"]:
            return stated, number
    if country in VALIDATORS["vat"] and number.isdigit():
        own = next(
            (prefix for prefix, of in COUNTRY_OF_VAT_PREFIX.items() if of == country and prefix != "XI"), country
        )
        return country, own.lower() + number
    return country, number


def _full_length(number: str, issuer: str, country: str) -> str:
    length = FULL_LENGTHS.get((issuer, country), 0)
    return number.zfill(length) if length - 2 <= len(number) < length and number.isdigit() else number


def _failures(number: str, issuer: str, country: str) -> tuple[str, ...]:
    form = FORMS.get((issuer, country))
    if form is not None:
        return () if re.fullmatch(form, number) else ("malformed",)
    by_country = VALIDATORS.get(issuer, {})
    modules = by_country.get(country) or by_country.get("")
    if not modules:
        return ()
    verdicts = [_verdict(name, number) for name in modules]
    if "" in verdicts:
        return ()
    return ("failed_check_digit",) if "failed_check_digit" in verdicts else ("malformed",)


def _verdict(module_name: str, number: str) -> str:
    try:
        _validator(module_name).validate(number.upper())
    except InvalidChecksum:
        return "failed_check_digit"
    except (ValidationError, ValueError, KeyError, IndexError):  # some validators index before they look
        return "malformed"
    return ""


@lru_cache(maxsize=128)
def _validator(module_name: str) -> ModuleType:
    return importlib.import_module(f"stdnum.{module_name}")
