"""Phone numbers as people write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mdm.simulate.country import Phone


def _international(phone: Phone) -> str:
    area, rest = phone.digits[: phone.area_length], phone.digits[phone.area_length :]
    return f"+{phone.country.dial} {area} {rest}"


def _national(phone: Phone) -> str:
    area, rest = phone.digits[: phone.area_length], phone.digits[phone.area_length :]
    if phone.country.code == "US":
        return f"({area}) {rest[:3]}-{rest[3:]}"
    return (
        f"{phone.country.trunk}{area}/{rest}"
        if phone.country.code == "DE"
        else f"{phone.country.trunk}{area} {rest[:3]} {rest[3:]}"
    )


def _dashed(phone: Phone) -> str:
    area, rest = phone.digits[: phone.area_length], phone.digits[phone.area_length :]
    return f"{phone.country.trunk}{area}-{rest[:3]}-{rest[3:]}"


def _bare(phone: Phone) -> str:
    return phone.country.trunk + phone.digits


def _e164(phone: Phone) -> str:
    return f"+{phone.country.dial}{phone.digits}"


def _dialled(phone: Phone) -> str:
    exit_code = "" if phone.country.code == "US" else "00"
    return f"{exit_code}{phone.country.dial}{phone.digits}"


def _with_trunk(phone: Phone) -> str:
    trunk = f"({phone.country.trunk}) " if phone.country.trunk else ""
    return f"+{phone.country.dial} {trunk}{phone.digits[: phone.area_length]} {phone.digits[phone.area_length :]}"


PHONE_STYLES: Mapping[str, Callable[[Phone], str]] = {
    "international": _international,
    "national": _national,
    "dashed": _dashed,
    "bare": _bare,
    "e164": _e164,
    "dialled": _dialled,
    "with_trunk": _with_trunk,
}
