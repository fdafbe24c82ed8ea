"""What a mapping may do to a text before it becomes a value. Each transform is built once from its argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

Transform = Callable[[str], str]

# Real files repeat few dates; parsing one costs a hundred times as much as finding it again.
_DATES_REMEMBERED = 50_000


class ArgumentError(Exception):
    """A transform's argument can't be used; the message says what it must be."""


def _take(argument: Any) -> Transform:
    separator, piece = _members(argument, "separator", "piece")
    if not isinstance(separator, str) or not separator or not isinstance(piece, int) or isinstance(piece, bool):
        raise ArgumentError('must be {"separator": text, "piece": number}, counting from 0, or from -1 at the end')

    def take(text: str) -> str:
        pieces = text.split(separator)
        return pieces[piece].strip() if -len(pieces) <= piece < len(pieces) else ""

    return take


def _lookup(argument: Any) -> Transform:
    table, otherwise = _members(argument, "table", "otherwise", optional={"otherwise": "keep"})
    if not _is_text_table(table) or otherwise not in {"keep", "drop"}:
        raise ArgumentError('must be {"table": {text: text}, "otherwise": "keep" or "drop"}')
    folded = {said.strip().casefold(): meant for said, meant in table.items()}
    is_kept = otherwise == "keep"
    return lambda text: folded.get(text.casefold(), text if is_kept else "")


def _dates(argument: Any) -> Transform:
    formats = declared_formats(argument)

    @lru_cache(_DATES_REMEMBERED)
    def iso(text: str) -> str:
        for one in formats:
            try:
                return datetime.strptime(text, one).date().isoformat()  # noqa: DTZ007 - a calendar date has no zone
            except ValueError:
                continue
        return text

    return iso


def _replace(argument: Any) -> Transform:
    if not _is_text_table(argument) or not all(argument):
        raise ArgumentError('must be {"what stands there": "what to put in its place"}')
    pairs = tuple(argument.items())

    def replace(text: str) -> str:
        for old, new in pairs:
            text = text.replace(old, new)
        return text.strip()

    return replace


def _case(argument: Any) -> Transform:
    try:
        return {"upper": str.upper, "lower": str.lower, "title": str.title}[argument]
    except (KeyError, TypeError):
        raise ArgumentError('must be "upper", "lower" or "title"') from None


def _zero_pad(argument: Any) -> Transform:
    if not isinstance(argument, int) or isinstance(argument, bool) or not 1 <= argument <= 40:
        raise ArgumentError("must be the full length, a number from 1 to 40")
    return lambda text: text.zfill(argument) if text.isdigit() else text


def _prefix(argument: Any) -> Transform:
    if not isinstance(argument, str) or not argument:
        raise ArgumentError("must be the text to put in front")
    return lambda text: text if text.startswith(argument) else argument + text


# Name in a mapping's "transforms" -> how it is built from its argument. Empty texts are never transformed.
TRANSFORMS: Mapping[str, Callable[[Any], Transform]] = MappingProxyType(
    {
        "take": _take,
        "lookup": _lookup,
        "dates": _dates,
        "replace": _replace,
        "case": _case,
        "zero_pad": _zero_pad,
        "prefix": _prefix,
    }
)


def chained(transforms: tuple[Transform, ...]) -> Transform:
    """All of them in order; a text that one of them empties stays empty."""

    def chain(text: str) -> str:
        for one in transforms:
            if not text:
                break
            text = one(text)
        return text

    return chain


def declared_formats(argument: Any) -> tuple[str, ...]:
    listed = [argument] if isinstance(argument, str) else argument
    if not isinstance(listed, list) or not listed or not all(isinstance(one, str) and "%" in one for one in listed):
        raise ArgumentError('must be one or more strptime formats, such as "%d.%m.%Y"')
    for one in listed:
        _check_format(one)
    return tuple(listed)


def _check_format(one: str) -> None:
    try:
        datetime.strptime(datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC).strftime(one), one)  # noqa: DTZ007
    except ValueError:
        raise ArgumentError(f'has a format that strptime does not know: "{one}"') from None


def _members(argument: Any, *names: str, optional: Mapping[str, Any] = MappingProxyType({})) -> tuple[Any, ...]:
    if not isinstance(argument, dict) or not set(names) - set(optional) <= set(argument) <= set(names):
        raise ArgumentError(f"must be an object with {' and '.join(names)}")
    return tuple(argument[name] if name in argument else optional[name] for name in names)


def _is_text_table(table: Any) -> bool:
    return isinstance(table, dict) and bool(table) and all(isinstance(one, str) for one in table.values())
