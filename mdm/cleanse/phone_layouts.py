"""How people write telephone numbers internationally, by the layouts that `phonenumbers` ships.

The library compiles and looks up each pattern anew for every number; here a calling code's are kept ready. The answers
are the library's (a test compares them).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneMetadata

_GROUP = re.compile(r"\\(\d)")


class _Layout(NamedTuple):
    """For numbers that begin like `leading` and fit `whole`: the template that their groups fill."""

    leading: re.Pattern[str]
    whole: re.Pattern[str]
    template: str


def laid_out(code: int, national: str) -> str:
    """The national significant number with its calling code, in groups: "+49 30 123456"."""
    for leading, whole, template in _layouts(code):
        if leading.match(national) and (found := whole.fullmatch(national)):
            return f"+{code} {template.format(*found.groups(''))}"
    return f"+{code} {national}"


@lru_cache(maxsize=512)
def _layouts(code: int) -> tuple[_Layout, ...]:
    region = phonenumbers.region_code_for_country_code(code)
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    if metadata is None:
        return ()
    return tuple(
        _Layout(re.compile("".join(one.leading_digits_pattern[-1:])), re.compile(one.pattern), _template(one.format))
        for one in metadata.intl_number_format or metadata.number_format
        if one.pattern and one.format
    )


def _template(layout: str) -> str:
    r"""Such as `\1 \2`, as what `str.format` fills."""
    return _GROUP.sub(lambda found: f"{{{int(found.group(1)) - 1}}}", layout)
