"""Numbers that authorities give out, with their check digits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from stdnum import luhn
from stdnum.es import cif, dni
from stdnum.fr import nir
from stdnum.iso7064 import mod_11_10
from stdnum.pl import pesel

from mdm.simulate.chance import Chance


def _de_vat(chance: Chance) -> str:
    stem = f"{chance.between(1, 9)}{chance.digits(7)}"
    return f"DE{stem}{mod_11_10.calc_check_digit(stem)}"


def _gb_vat(chance: Chance) -> str:
    stem = f"{chance.between(1, 9)}{chance.digits(6)}"
    rest = sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), stem, strict=True)) % 97
    return f"GB{stem}{97 - rest:02d}"


def _siren(chance: Chance) -> str:
    stem = f"{chance.between(3, 8)}{chance.digits(7)}"
    return stem + str(luhn.calc_check_digit(stem))


def _fr_vat(chance: Chance) -> str:
    siren = _siren(chance)
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def _es_vat(chance: Chance) -> str:
    stem = f"B{chance.between(10, 52)}{chance.digits(5)}"
    return f"ES{stem}{cif.calc_check_digits(stem)[0]}"


def _weighted(chance: Chance, weights: tuple[int, ...]) -> str:
    """Digits whose weighted sum modulo 11 is the last one; where that would be 10, no number exists."""
    while True:
        stem = str(chance.between(1, 9)) + chance.digits(len(weights) - 1)
        check = sum(weight * int(digit) for weight, digit in zip(weights, stem, strict=True)) % 11
        if check < 10:
            return stem + str(check)


def _bsn(chance: Chance) -> str:
    return _weighted(chance, (9, 8, 7, 6, 5, 4, 3, 2))


def _nip(chance: Chance) -> str:
    return _weighted(chance, (6, 5, 7, 2, 3, 4, 5, 6, 7))


# US: companies have no VAT id; the employer number stands in their tax number.
VAT_IDS: Mapping[str, Callable[[Chance], str]] = {
    "DE": _de_vat,
    "GB": _gb_vat,
    "FR": _fr_vat,
    "ES": _es_vat,
    "NL": lambda chance: f"NL{_bsn(chance)}B0{chance.between(1, 3)}",
    "PL": lambda chance: f"PL{_nip(chance)}",
}

REGISTER_NUMBERS: Mapping[str, Callable[[Chance], str]] = {
    "DE": lambda chance: f"HRB {chance.between(1000, 249_999)}",
    "GB": lambda chance: f"{chance.between(1_000_000, 15_999_999):08d}",
    "FR": _siren,
    "NL": lambda chance: f"{chance.between(1, 8)}{chance.digits(7)}",
    "PL": lambda chance: f"{chance.between(1, 999_999):010d}",
}


def _idnr(chance: Chance, *_: object) -> str:
    """Ten digits of which exactly one comes twice, then the check digit."""
    left = list("0123456789")
    digits = [left.pop(chance.between(0, len(left) - 1)) for _ in range(9)]
    if digits[0] == "0":
        digits[0], digits[1] = digits[1], digits[0]
    digits.insert(chance.between(3, 9), digits[0])
    stem = "".join(digits)
    return f"{stem}{mod_11_10.calc_check_digit(stem)}"


def _ssn(chance: Chance, *_: object) -> str:
    area = chance.between(1, 665)
    return f"{area:03d}-{chance.between(1, 99):02d}-{chance.between(1, 9999):04d}"


def _nino(chance: Chance, *_: object) -> str:
    return f"{chance.pick('ABCEHJLMPRSW')}{chance.pick('ABCEGHJKLMPRSTWXYZ')}{chance.digits(6)}{chance.pick('ABCD')}"


def _nir(chance: Chance, gender: str, born: date) -> str:
    sex = 2 if gender == "f" else 1
    stem = f"{sex}{born:%y%m}{chance.between(21, 89)}{chance.between(1, 400):03d}{chance.between(1, 400):03d}"
    return f"{stem}{nir.calc_check_digits(stem)}"


def _dni(chance: Chance, *_: object) -> str:
    stem = chance.digits(8)
    return f"{stem}{dni.calc_check_digit(stem)}"


def _pesel(chance: Chance, gender: str, born: date) -> str:
    month = born.month + (20 if born.year >= 2000 else 0)
    sex = 2 * chance.between(0, 4) + (0 if gender == "f" else 1)
    stem = f"{born:%y}{month:02d}{born:%d}{chance.digits(3)}{sex}"
    return stem + str(pesel.calc_check_digit(stem))


# What a person's state counts them by; some of these tell gender and birth date.
PERSONAL_NUMBERS: Mapping[str, Callable[[Chance, str, date], str]] = {
    "DE": _idnr,
    "US": _ssn,
    "GB": _nino,
    "FR": _nir,
    "ES": _dni,
    "NL": lambda chance, *_: _bsn(chance),
    "PL": _pesel,
}


def employer_number(chance: Chance) -> str:
    """A US employer identification number."""
    return f"{chance.pick(('10', '20', '26', '33', '45', '46', '54', '61', '74', '81', '95'))}-{chance.digits(7)}"


def passport(chance: Chance, country: str) -> str:
    if country == "US":
        return chance.digits(9)
    return f"{chance.pick('CFGHJKLMNPRT')}{chance.pick('CFGHJKLMNPRT')}{chance.digits(7)}"


def loyalty_card(chance: Chance) -> str:
    stem = f"9280{chance.digits(11)}"
    return stem + str(luhn.calc_check_digit(stem))
