"""Comparing addresses whole: street, house, unit, postcode and city are one piece of evidence, not five."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from mdm.match.closeness import is_within_edits, jaro, lengths
from mdm.match.columns import Codes, Columns, Levels, Lexicon, Mask, Numbers, Parts, Positions, cross
from mdm.match.view import Evidence, View

ADDRESS_COLUMNS = ("streets", "houses", "units", "cities", "regions", "postcodes")


class Address(IntEnum):
    """How two addresses agree."""

    DIFFERENT = 1
    SAME_CITY = 2
    SAME_POSTCODE = 3
    SAME_STREET = 4
    SAME_HOUSE = 5
    SAME_DWELLING = 6


@dataclass(frozen=True, slots=True)
class AddressTable:
    """Addresses as rows: those of record r are rows `starts[r]` to `starts[r + 1]`."""

    starts: Positions
    codes: dict[str, Codes]
    lexicons: dict[str, Lexicon]
    dwelling: Codes
    dwellings: Lexicon


def address_table(columns: Columns) -> AddressTable:
    """The addresses of these columns, built once."""
    return columns.derived.once("addresses", lambda: _build_table(columns))


def _build_table(columns: Columns) -> AddressTable:
    parts = {name: columns[name].lexicon.parts() for name in ADDRESS_COLUMNS}
    counts = {name: parts[name].counts[columns[name].codes] for name in ADDRESS_COLUMNS}
    sizes = np.maximum.reduce(list(counts.values()))
    starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.intp)
    owner = np.repeat(np.arange(len(columns)), sizes)
    within = np.arange(len(owner)) - starts[owner]
    codes = {name: _aligned(parts[name], columns[name].codes, owner, within) for name in ADDRESS_COLUMNS}
    dwelling, dwellings = _dwellings(codes, {name: parts[name].lexicon for name in ADDRESS_COLUMNS})
    return AddressTable(starts, codes, {name: parts[name].lexicon for name in ADDRESS_COLUMNS}, dwelling, dwellings)


def _aligned(parts: Parts, codes: Codes, owner: Positions, within: Positions) -> Codes:
    text = codes[owner]
    is_there = within < parts.counts[text]
    if not len(parts.codes):
        return np.zeros(len(owner), dtype=np.int32)
    return np.where(is_there, parts.codes[np.where(is_there, parts.starts[text] + within, 0)], 0).astype(np.int32)


def _dwellings(codes: dict[str, Codes], lexicons: dict[str, Lexicon]) -> tuple[Codes, Lexicon]:
    """A code per address row for its street, house and place; 0 without street and house."""
    names = ("streets", "houses", "postcodes")
    packed = np.zeros(len(codes["streets"]), dtype=np.int64)
    for name in names:
        packed = packed * len(lexicons[name]) + codes[name]
    is_whole = (codes["streets"] > 0) & (codes["houses"] > 0)
    _, first, inverse = np.unique(np.where(is_whole, packed, -1), return_index=True, return_inverse=True)
    whole = is_whole[first]
    texts = [
        " ".join(str(lexicons[name].texts[codes[name][row]]) for name in names) if is_known else ""
        for row, is_known in zip(first, whole, strict=True)
    ]
    # np.unique puts the -1 of incomplete addresses first; where all are whole, code 0 must still mean missing.
    shift = 0 if len(whole) and not whole[0] else 1
    return (inverse + shift).astype(np.int32), Lexicon([""] * shift + texts)


def compare_address(view: View) -> Evidence:
    """Addresses; of several the best agreement counts."""
    table = address_table(view.columns)
    counts = np.diff(table.starts)
    met = cross(table.starts[view.left], counts[view.left], table.starts[view.right], counts[view.right])
    facts = {name: _Facing.of(codes[met.left], codes[met.right]) for name, codes in table.codes.items()}
    levels = _address_levels(facts, table.lexicons)
    return Evidence(*met.best(levels, _address_chance(view, table, levels, met.left, met.right), len(view)))


@dataclass(frozen=True, slots=True)
class _Facing:
    left: Codes
    right: Codes
    is_both: Mask
    is_same: Mask

    @classmethod
    def of(cls, left: Codes, right: Codes) -> _Facing:
        is_both = (left > 0) & (right > 0)
        return cls(left, right, is_both, is_both & (left == right))

    @property
    def is_contrary(self) -> Mask:
        return self.is_both & ~self.is_same


def _address_levels(facts: dict[str, _Facing], lexicons: dict[str, Lexicon]) -> Levels:
    street, house, unit = facts["streets"], facts["houses"], facts["units"]
    city, postcode, region = _nearly(facts["cities"], lexicons["cities"]), facts["postcodes"], facts["regions"]
    is_elsewhere = (postcode.is_contrary & ~city.is_same) | (city.is_contrary & ~postcode.is_same)
    is_known = street.is_both | postcode.is_both | city.is_both | region.is_contrary
    levels = np.where(is_known, Address.DIFFERENT, 0).astype(np.int8)
    levels[city.is_same] = Address.SAME_CITY
    levels[postcode.is_same] = Address.SAME_POSTCODE
    is_street = _is_street(street, house, postcode, lexicons["streets"]) & ~is_elsewhere
    levels[is_street] = Address.SAME_STREET
    is_house = is_street & house.is_same
    levels[is_house] = Address.SAME_HOUSE
    is_unit = unit.is_same | ((unit.left == 0) & (unit.right == 0))
    levels[is_house & is_unit] = Address.SAME_DWELLING
    return levels


def _nearly(facing: _Facing, lexicon: Lexicon) -> _Facing:
    """The same, with slips of the pen taken for agreement."""
    is_same = facing.is_same.copy()
    places = np.flatnonzero(facing.is_contrary)
    left, right = facing.left[places], facing.right[places]
    is_long = np.minimum(lengths(lexicon)[left], lengths(lexicon)[right]) >= 5
    is_same[places] = is_within_edits(lexicon, left, right, 1) & is_long
    return replace(facing, is_same=is_same)


def _is_street(street: _Facing, house: _Facing, postcode: _Facing, lexicon: Lexicon) -> Mask:
    is_street = street.is_same.copy()
    places = np.flatnonzero(street.is_contrary & (house.is_same | postcode.is_same))
    left, right = street.left[places], street.right[places]
    is_long = np.minimum(lengths(lexicon)[left], lengths(lexicon)[right]) >= 4
    is_street[places] = (jaro(lexicon, left, right) >= 0.92) & is_long
    return is_street


def _address_chance(view: View, table: AddressTable, levels: Levels, left: Positions, right: Positions) -> Numbers:
    """Chance of sharing that city, that postcode, or a house where many live."""
    of_city = view.chance("city", table.lexicons["cities"])
    city = np.maximum(of_city[table.codes["cities"][left]], of_city[table.codes["cities"][right]])
    postcode = view.chance("postcode", table.lexicons["postcodes"])[table.codes["postcodes"][left]]
    chance = view.chance("address", table.dwellings)
    house = np.maximum(chance[table.dwelling[left]], chance[table.dwelling[right]])
    is_house = levels >= Address.SAME_HOUSE
    return np.select(
        [levels == Address.SAME_CITY, levels == Address.SAME_POSTCODE, is_house], [city, postcode, house], 0.0
    )
