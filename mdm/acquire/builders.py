"""Entries of a mapping as closures that build a row's values: the fast path of every load."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mdm.acquire.cells import Fields, Getter, cell_text, column_getter, joined_getter, too_long
from mdm.acquire.declaration import Declaration
from mdm.acquire.entries import Entry
from mdm.acquire.shapes import refusal, suggestion
from mdm.acquire.transforms import chained
from mdm.records import PARTS, VALUE, Attribute, Catalogue, CustomerKind, SaidValue

Builder = Callable[[Fields, list[SaidValue]], None]
Fill = Callable[[Fields, dict[str, str]], None]
Put = Callable[[str, dict[str, str]], None]


@dataclass(slots=True)
class _Group:
    """Entries whose parts make one value together."""

    attribute: Attribute
    usage: str
    entries: list[Entry] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)


def value_builders(declaration: Declaration, catalogue: Catalogue, kind: CustomerKind) -> tuple[Builder, ...]:
    """One builder per value that a row of that kind may state. Raises MappingError naming the entry that is wrong."""
    return tuple(_builder(group, declaration) for group in _groups(declaration, catalogue, kind))


def _groups(declaration: Declaration, catalogue: Catalogue, kind: CustomerKind) -> Iterator[_Group]:
    latest: dict[tuple[str, str, str], _Group] = {}
    groups: list[_Group] = []
    for entry in declaration.entries:
        attribute = _attribute(entry, catalogue)
        parts = _parts(entry, attribute)
        _check_use(entry, attribute, declaration)
        if not _is_for(entry, attribute, kind):
            continue
        identity = (entry.attribute, entry.usage, entry.group)
        group = latest.get(identity)
        if group is None or _starts_value(entry, group, parts):
            group = latest[identity] = _Group(attribute, entry.usage)
            groups.append(group)
            _check_single(entry, attribute, groups)
        group.entries.append(entry)
        group.parts.update(parts)
    yield from groups


def _is_for(entry: Entry, attribute: Attribute, kind: CustomerKind) -> bool:
    return kind in attribute.applies_to and entry.kind in {None, kind}


def _attribute(entry: Entry, catalogue: Catalogue) -> Attribute:
    attribute = catalogue.attributes.get(entry.attribute)
    if attribute is None:
        otherwise = f"The catalogue has: {', '.join(catalogue.attributes)}."
        remedy = suggestion(entry.attribute, catalogue.attributes, otherwise)
        raise refusal(f"{entry.place}.attribute", f"'{entry.attribute}' is not in the catalogue", remedy)
    return attribute


def _parts(entry: Entry, attribute: Attribute) -> tuple[str, ...]:
    known = PARTS[attribute.kind]
    stated = (*_own_parts(entry, attribute), *entry.hints, *([entry.otherwise] if entry.otherwise else []))
    for part in stated:
        if part not in known:
            remedy = suggestion(part, known, f"It has: {', '.join(known)}.")
            raise refusal(f"{entry.place}.part", f"'{attribute.code}' has no part '{part}'", remedy)
    return stated


def _check_use(entry: Entry, attribute: Attribute, declaration: Declaration) -> None:
    if not any(_is_for(entry, attribute, kind) for kind in declaration.possible_kinds):
        message = f"'{attribute.code}' is not kept for the kind of customer that this mapping reads"
        raise refusal(entry.place, message, "Correct 'kind' or 'for', or take the entry out.")
    if entry.values and not attribute.is_multiple:
        raise refusal(f"{entry.place}.values", f"'{attribute.code}' holds one value", "Take 'values' out.")


def _starts_value(entry: Entry, group: _Group, parts: tuple[str, ...]) -> bool:
    repeated = group.parts.intersection(parts)
    if not repeated and not entry.values:
        return False
    if entry.values or (VALUE in repeated and group.attribute.is_multiple):
        return True
    message = f"states the part '{min(repeated)}' of '{entry.attribute}' a second time"
    raise refusal(
        entry.place, message, "Give the second value its own 'usage' or 'group', or join the columns in one entry."
    )


def _check_single(entry: Entry, attribute: Attribute, groups: list[_Group]) -> None:
    if not attribute.is_multiple and sum(one.attribute is attribute for one in groups) > 1:
        message = f"'{attribute.code}' holds one value per customer, and this would be the second"
        raise refusal(entry.place, message, "Map it to another attribute, or make the attribute multi-valued.")


def _builder(group: _Group, declaration: Declaration) -> Builder:
    if group.entries[0].values:
        return _many_builder(group.entries[0], group.attribute, declaration)
    code, usage = group.attribute.code, group.usage
    fills = tuple(_fill(entry, group.attribute, declaration) for entry in group.entries if entry.columns)
    hints = tuple(fill for entry in group.entries for fill in _hint_fills(entry, declaration))
    fixed = {part: text for entry in group.entries for part, text in _constants(entry, group.attribute)}

    def build(fields: Fields, values: list[SaidValue]) -> None:
        parts: dict[str, str] = {}
        for fill in fills:
            fill(fields, parts)
        # A constant or a country beside an empty value says nothing of a customer.
        if parts or not fills:
            for fill in hints:
                fill(fields, parts)
            values.append(SaidValue(code, {**fixed, **parts} if fixed else parts, usage))

    return build


def _many_builder(entry: Entry, attribute: Attribute, declaration: Declaration) -> Builder:
    """Several values in one column: a text with separators, or a list as JSON and Parquet have it."""
    code, usage, separator = attribute.code, entry.usage, entry.values
    put = _put(entry, attribute)
    hints = tuple(_hint_fills(entry, declaration))
    fixed = dict(_constants(entry, attribute))
    read = _pieces_getter(entry, declaration)

    def build(fields: Fields, values: list[SaidValue]) -> None:
        for piece in read(fields, separator):
            parts: dict[str, str] = {}
            put(piece, parts)
            if parts:
                for fill in hints:
                    fill(fields, parts)
                values.append(SaidValue(code, {**fixed, **parts} if fixed else parts, usage))

    return build


def _pieces_getter(entry: Entry, declaration: Declaration) -> Callable[[Fields, str], list[str]]:
    column, limit, missing = entry.columns[0], declaration.field_limit, declaration.missing
    whole = _getter(entry, declaration)

    def read(fields: Fields, separator: str) -> list[str]:
        value = fields.get(column)
        pieces = map(cell_text, value) if isinstance(value, list) else map(str.strip, whole(fields).split(separator))
        kept = [piece for piece in pieces if piece not in missing]
        longest = max(map(len, kept), default=0)
        if longest > limit:
            raise too_long(column, longest, limit)
        return kept

    return read


def _fill(entry: Entry, attribute: Attribute, declaration: Declaration) -> Fill:
    get = _getter(entry, declaration)
    if not entry.split and not entry.transforms:
        return _plain_fill(_own_parts(entry, attribute)[0], get)
    put = _put(entry, attribute)

    def fill(fields: Fields, parts: dict[str, str]) -> None:
        text = get(fields)
        if text:
            put(text, parts)

    return fill


def _getter(entry: Entry, declaration: Declaration) -> Getter:
    getters = tuple(column_getter(one, declaration.missing, declaration.field_limit) for one in entry.columns)
    return getters[0] if len(getters) == 1 else joined_getter(getters, entry.join)


def _put(entry: Entry, attribute: Attribute) -> Put:
    if entry.split:
        return _split_put(entry)
    part = _own_parts(entry, attribute)[0]
    if not entry.transforms:

        def put(text: str, parts: dict[str, str]) -> None:
            parts[part] = text

        return put
    transform = chained(entry.transforms)

    def put_transformed(text: str, parts: dict[str, str]) -> None:
        if text := transform(text):
            parts[part] = text

    return put_transformed


def _split_put(entry: Entry) -> Put:
    separator, names, otherwise = entry.split, entry.parts, entry.otherwise
    transform = chained(entry.transforms)

    def put(text: str, parts: dict[str, str]) -> None:
        pieces = [piece.strip() for piece in transform(text).split(separator, len(names) - 1)]
        if otherwise and len(pieces) < len(names):
            parts[otherwise] = separator.join(pieces)
        else:
            parts.update((part, piece) for part, piece in zip(names, pieces, strict=False) if piece)

    return put


def _hint_fills(entry: Entry, declaration: Declaration) -> Iterator[Fill]:
    for part, hint in entry.hints.items():
        if hint.column:
            yield _plain_fill(part, column_getter(hint.column, declaration.missing, declaration.field_limit))


def _plain_fill(part: str, get: Getter) -> Fill:
    def fill(fields: Fields, parts: dict[str, str]) -> None:
        if text := get(fields):
            parts[part] = text

    return fill


def _constants(entry: Entry, attribute: Attribute) -> Iterator[tuple[str, str]]:
    if entry.constant:
        yield _own_parts(entry, attribute)[0], entry.constant
    for part, hint in entry.hints.items():
        if hint.constant:
            yield part, hint.constant


def _own_parts(entry: Entry, attribute: Attribute) -> tuple[str, ...]:
    return entry.parts or PARTS[attribute.kind][:1]
