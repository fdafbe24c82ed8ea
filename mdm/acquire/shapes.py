"""The shapes a declaration is made of; each check names the place and the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from mdm.errors import MappingError
from mdm.records import CustomerKind


def refusal(place: str, message: str, remedy: str) -> MappingError:
    """The error for one place of the declaration."""
    return MappingError(f"{place}: {message}.", remedy=remedy, data={"place": place})


def suggestion(word: str, known: Iterable[str], otherwise: str) -> str:
    """A remedy that names the nearest known word, where there is a near one."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else otherwise


def as_object(place: str, value: Any, known: tuple[str, ...], required: tuple[str, ...] = ()) -> Mapping[str, Any]:
    """The value as an object that holds the required names and no unknown one."""
    if not isinstance(value, Mapping):
        raise refusal(place, "must be an object", f"Write it as {{...}} with {', '.join(required or known)}.")
    for name in value:
        if name not in known:
            remedy = suggestion(str(name), known, f"Known here: {', '.join(known)}.")
            raise refusal(place, f"does not know '{name}'", remedy)
    for name in required:
        if name not in value:
            raise refusal(place, f"lacks '{name}'", f"Add '{name}'.")
    return value


def as_text(place: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise refusal(place, "must be a text", "Write it in double quotes, not empty.")
    return value


def as_flag(place: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise refusal(place, "must be true or false", "Write true or false without quotes.")
    return value


def as_texts(place: str, value: Any, *, may_be_empty: bool = False) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed) or not (listed or may_be_empty):
        raise refusal(place, "must be a text or a list of texts", "Name columns as the file's header does.")
    if len(set(listed)) < len(listed):
        raise refusal(place, "names something twice", "Keep one of the two.")
    return tuple(listed)


def as_customer_kind(place: str, value: Any) -> CustomerKind:
    try:
        return CustomerKind(value)
    except ValueError:
        raise refusal(place, "is no kind of customer", f"Use {' or '.join(CustomerKind)}.") from None
