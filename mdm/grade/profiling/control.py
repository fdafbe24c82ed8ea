"""What decides about a row: its key, who it is, and the source's own times and deletions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mdm.cleanse.tables import inverted, table
from mdm.cleanse.text import fold
from mdm.grade.profiling.detection import Detected, Sampled
from mdm.grade.profiling.shapes import TextType, counted
from mdm.grade.profiling.tallies import Figures
from mdm.grade.profiling.words import keylike, named, tokens
from mdm.records import CustomerKind

_KIND_WORDS = inverted(
    table(
        """
        person: person, p, individual, private, privat, private person, privatperson, natural, natural person, b2c
            consumer, contact, particulier, ind, human, np, pers, endkunde, i, household, privatkunde, kontakt
        organisation: organisation, organization, org, o, company, c, business, corporate, b2b, firm, firma, legal
            legal entity, legal person, account, enterprise, commercial, unternehmen, geschaeftskunde, lp, co, societe
            empresa, juristisch, gewerblich, entreprise
        """
    )
)
_YES = frozenset({"true", "yes", "y", "1", "t", "ja", "j", "x", "oui", "si"})
_NO = frozenset({"false", "no", "n", "0", "f", "nein", "non"})
_DELETED = frozenset({"d", "del", "delete", "deleted", "removed", "geloescht"})
_LIVE = frozenset({"i", "u", "insert", "update", "upsert", "c", "create", "created", "updated", "live", "active"})
_TYPE_WORDS = frozenset({"type", "kind", "class"})
# Rows with an unknown text in the column of kinds would be refused, so it must be nearly always known.
_KINDS_AT_MOST = 8
# A share of rows from which on a file is taken to mix persons and organisations.
_MIXED = 0.1
# So many repetitions are borne in a column that is named as a key.
_NEARLY = 0.98
_NO_KEYS = frozenset({"email", "phone", "name", "address", "birth_date", "organisation_name", "employer", "website"})
_PERSONAL = ("name.full", "name.given", "name.family")


@dataclass(frozen=True, slots=True)
class Key:
    """The columns that identify a row; none where the row's content must."""

    columns: tuple[str, ...]
    reason: str
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class KindFound:
    """How the kind of customer is told, in the mapping's words."""

    declaration: Any
    reason: str
    kinds: frozenset[CustomerKind]
    column: str = ""


def find_key(columns: Sequence[Sampled], detected: Sequence[Detected]) -> Key:
    """The column that best serves as the key: named so, filled, without repetitions."""
    ranked = []
    for place, (column, found) in enumerate(zip(columns, detected, strict=True)):
        figures, named_so = column.figures, keylike(column.name)
        if not figures.filled or found.attribute in _NO_KEYS or figures.type in {TextType.TIME, TextType.DECIMAL}:
            continue
        is_meant = named_so == 2 or (named_so == 1 and place == 0)
        if (figures.is_unique and (named_so or place == 0)) or (is_meant and _is_nearly_unique(figures)):
            ranked.append(((figures.is_unique, not found.attribute, named_so, -place), column))
    if not ranked:
        return Key((), "No column tells every row apart, so the whole row is the key: a changed row is another record.")
    best = max(ranked, key=lambda one: one[0])[1].figures
    if best.is_unique:
        return Key((best.name,), "Filled in every row and never repeated.")
    empty = best.rows - best.filled
    slips = {"repeated value": best.surplus, "empty value": empty}
    told = " and ".join(counted(number, what) for what, number in slips.items() if number)
    if not told:
        return Key((best.name,), "Named as a key, and never repeated as far as rows were compared.")
    return Key((best.name,), f"Named as a key, but with {told}.", is_exact=False)


def _is_nearly_unique(figures: Figures) -> bool:
    return figures.fill >= _NEARLY and figures.distinct >= _NEARLY * figures.filled


def find_kind(columns: Sequence[Sampled], detected: Sequence[Detected], rows: Sequence[Mapping[str, str]]) -> KindFound:
    """Whom the rows describe: told by a column, or by which columns are filled."""
    for column in columns:
        said = named(column.name)
        is_meant = (said and said.meaning == "@kind") or not _TYPE_WORDS.isdisjoint(tokens(column.name)[-1:])
        found = _by_column(column) if is_meant else None
        if found:
            return found
    persons = [one.column for one in detected if one.meaning in _PERSONAL]
    companies = [one.column for one in detected if one.meaning == "organisation_name"]
    if persons and companies:
        return _by_filling(persons, companies[0], rows)
    if companies:
        return _constant(CustomerKind.ORGANISATION, f"There is '{companies[0]}' and no personal name.")
    reason = f"There is '{persons[0]}'." if persons else "No column speaks of organisations."
    return _constant(CustomerKind.PERSON, reason)


def _constant(kind: CustomerKind, reason: str) -> KindFound:
    return KindFound(kind.value, reason, frozenset({kind}))


def _by_column(column: Sampled) -> KindFound | None:
    texts = dict(column.figures.top)
    if column.figures.distinct > _KINDS_AT_MOST or not texts:
        return None
    yes_means = CustomerKind.ORGANISATION if "is" in tokens(column.name) or "business" in tokens(column.name) else None
    lookup = {text: kind for text in texts if (kind := _kind_of(text, yes_means))}
    if sum(texts[text] for text in lookup) < _NEARLY * column.figures.filled:
        return None
    declaration = {"column": column.name, "lookup": {text: kind.value for text, kind in sorted(lookup.items())}}
    unknown = sorted(texts.keys() - lookup.keys())
    reason = f"'{column.name}' says so in every row."
    if unknown:
        count = sum(texts[text] for text in unknown)
        reason = f"'{column.name}' says so; {counted(count, 'row')} with another text there would be refused."
    return KindFound(declaration, reason, frozenset(lookup.values()), column.name)


def _kind_of(text: str, yes_means: CustomerKind | None) -> CustomerKind | None:
    folded = fold(text)
    if yes_means and folded in _YES | _NO:
        return yes_means if folded in _YES else CustomerKind.PERSON
    word = _KIND_WORDS.get(folded)
    return CustomerKind(word) if word else None


def _by_filling(persons: Sequence[str], company: str, rows: Sequence[Mapping[str, str]]) -> KindFound:
    only_company = sum(bool(row.get(company)) and not any(row.get(one) for one in persons) for row in rows)
    only_person = sum(not row.get(company) and any(row.get(one) for one in persons) for row in rows)
    least = _MIXED * len(rows)
    if only_company > least and only_person > least:
        declaration = {"organisation_if": {"filled": [company], "empty": list(persons)}}
        reason = f"Some rows have '{company}' and no personal name, others the reverse."
        return KindFound(declaration, reason, frozenset(CustomerKind))
    return _constant(CustomerKind.PERSON, f"'{persons[0]}' names persons; '{company}' is where they work.")


def deletion_rule(column: Sampled) -> dict[str, Any] | None:
    """Which texts say deleted, where the column's texts are understood."""
    texts = [text for text, _ in column.figures.top]
    if column.figures.distinct > len(texts):
        return None
    said = {text: fold(text) for text in texts}
    is_flag = set(said.values()) <= _YES | _NO
    deleted = [text for text, folded in said.items() if folded in (_YES if is_flag else _DELETED)]
    live = [text for text in texts if text not in deleted]
    if not deleted or not all(said[text] in _NO | _LIVE for text in live):
        return None
    return {"column": column.name, "values": sorted(deleted)}
