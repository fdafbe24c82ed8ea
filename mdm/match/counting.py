"""Counting how often values occur, so that an agreement on a common one is worth little."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mdm.match.columns import Codes, Columns, Lexicon, Numbers, Parts, Positions
from mdm.match.contacts import web_hosts
from mdm.match.frequencies import Frequencies
from mdm.match.places import address_table

# The most values that one field keeps in a model.
KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Share:
    """A field whose values are shared by nature: each is worth its share of the records.

    `usual` is the share of a value seen nowhere yet, held with the force of `force` records. Values of several
    attributes in one field are counted by record.
    """

    usual: float
    force: float
    is_by_record: bool = False


@dataclass(frozen=True, slots=True)
class Excess:
    """A field whose values belong to one customer: a value loses its force by the holders beyond `allowed`."""

    allowed: int


SHARES: Mapping[str, Share] = {
    "given": Share(0.001, 500),
    "family": Share(1e-4, 2000),
    "birth_date": Share(5e-5, 20_000),
    "city": Share(0.002, 200),
    "postcode": Share(3e-4, 1000),
    "organisation": Share(1e-5, 10_000),
    "organisation_word": Share(2e-4, 1000),
    "extra": Share(0.02, 20, is_by_record=True),
    "employer": Share(0.002, 200),
    "employer_word": Share(0.002, 200),
}

EXCESSES: Mapping[str, Excess] = {
    "email": Excess(2),
    "phone": Excess(4),
    "identifier": Excess(2),
    "website": Excess(4),
    "address": Excess(6),
}


@dataclass(frozen=True, slots=True)
class _Held:
    """Values as held: which record holds which code of the lexicon."""

    records: Positions
    codes: Codes
    lexicon: Lexicon


def count_frequencies(columns: Columns, shipped: Mapping[str, Frequencies]) -> dict[str, Frequencies]:
    """The frequencies of these records, leaning on the shipped ones where the records are few."""
    frequencies = {name: _shares(_held(columns, name), rule, shipped.get(name)) for name, rule in SHARES.items()}
    names = _names(columns)
    frequencies |= {name: _excesses(_held(columns, name), rule, names) for name, rule in EXCESSES.items()}
    return frequencies


def _held(columns: Columns, field: str) -> _Held:
    if field in {"email", "phone", "identifier", "extra"}:
        return _of_parts(columns, f"{field}s", "|")
    if field.endswith("_word"):
        return _of_parts(columns, field.removesuffix("_word"), " ")
    if field == "website":
        hosts = web_hosts(columns)
        return _Held(np.repeat(np.arange(len(columns)), hosts.counts), hosts.codes, hosts.lexicon)
    if field in {"city", "postcode", "address"}:
        return _of_addresses(columns, field)
    column = columns[field]
    return _Held(np.arange(len(columns)), column.codes, column.lexicon)


def _of_parts(columns: Columns, name: str, separator: str) -> _Held:
    column = columns[name]
    parts: Parts = column.lexicon.parts(separator)
    counts = parts.counts[column.codes]
    owner = np.repeat(np.arange(len(columns)), counts)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    return _Held(owner, parts.codes[parts.starts[column.codes[owner]] + within], parts.lexicon)


def _of_addresses(columns: Columns, field: str) -> _Held:
    table = address_table(columns)
    owner = np.repeat(np.arange(len(columns)), np.diff(table.starts))
    if field == "address":
        return _Held(owner, table.dwelling, table.dwellings)
    name = {"city": "cities", "postcode": "postcodes"}[field]
    return _Held(owner, table.codes[name], table.lexicons[name])


def _shares(held: _Held, rule: Share, shipped: Frequencies | None) -> Frequencies:
    counts = np.bincount(held.codes, minlength=len(held.lexicon)).astype(np.float64)
    counts[0] = 0.0
    usual = np.full(len(counts), rule.usual) if shipped is None else np.maximum(shipped.of(held.lexicon), 1e-9)
    total = float(len(np.unique(held.records))) if rule.is_by_record else counts.sum()
    shares = (counts + rule.force * usual) / (total + rule.force)
    rest = rule.usual if shipped is None else max(shipped.rest, 1e-9)
    seen = counts > 0
    common = _standing_out(np.where(seen, shares, 0.0), 2 * rest)
    rare = seen & ~common
    weight = counts[rare].sum() + rule.force
    rest = float((counts[rare] @ shares[rare] + rule.force * rest) / weight)
    kept = {} if shipped is None else shipped.shares
    known = {text: _diluted(share, rule.force, total) for text, share in kept.items()}
    return Frequencies(known | _by_text(held.lexicon, common, shares), rest)


def _diluted(share: float, force: float, counted: float) -> float:
    """A shipped share that the records do not bear out weakens as they grow in number."""
    return share * force / (force + counted)


def _excesses(held: _Held, rule: Excess, names: Codes) -> Frequencies:
    pairs = np.unique(held.codes.astype(np.int64) << 32 | names[held.records])
    holders = np.bincount(pairs >> 32, minlength=len(held.lexicon))
    records = max(len(np.unique(held.records)), 1)
    shares = np.maximum(holders - rule.allowed, 0) / records
    shares[0] = 0.0
    return Frequencies(_by_text(held.lexicon, _standing_out(shares, 0.0), np.minimum(shares, 1.0)))


def _names(columns: Columns) -> Codes:
    """A code per record for who holds a value: the given name of a person, the name of an organisation."""
    person, organisation = columns["given"], columns["organisation"]
    return np.where(person.codes > 0, person.codes, -1 - organisation.codes).astype(np.int32) & np.int32(0x7FFFFFFF)


def _standing_out(shares: Numbers, least: float) -> NDArray[np.bool_]:
    """The values above that share, the commonest first if there are too many to keep."""
    common = shares > least
    if common.sum() > KEPT:
        common &= shares >= np.partition(shares, -KEPT)[-KEPT]
    return common


def _by_text(lexicon: Lexicon, chosen: NDArray[np.bool_], shares: Numbers) -> dict[str, float]:
    return {str(lexicon.texts[code]): float(shares[code]) for code in np.flatnonzero(chosen)}


def sharing_pairs(codes: Codes) -> float:
    """How many pairs of these records have the same value."""
    sizes = np.bincount(codes)[1:].astype(np.float64)
    return float((sizes * (sizes - 1) / 2).sum())
