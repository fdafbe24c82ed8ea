"""The mapping that follows from what was detected, in the form that a source system declares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mdm.acquire.declaration import parse
from mdm.cleanse.text import fold
from mdm.grade.profiling.contents import is_business, is_person
from mdm.grade.profiling.control import Key, KindFound, deletion_rule
from mdm.grade.profiling.datings import dating
from mdm.grade.profiling.detection import Detected, Sampled
from mdm.grade.profiling.shapes import TextType
from mdm.grade.profiling.words import tokens
from mdm.records import Attribute, AttributeKind, Catalogue, CustomerKind

# Parts that may be spread over several columns, and what joins them.
_JOINED = {"street": ", ", "title": " ", "full": ", "}
# From this share of values on, a separator or a comma is the column's way of writing.
_USUAL = 0.02
# From this share of firms' names on, a column of full names holds those of organisations too.
_BOTH = 0.05
_TOWNS = frozenset({"address.city", "address.postcode"})
_SEVERAL = ("; ", ";", "|", ", ", ",")
_ACTIVE = {"true": "active", "false": "inactive", "1": "active", "0": "inactive", "yes": "active", "no": "inactive",
           "y": "active", "n": "inactive", "t": "active", "f": "inactive"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """All that a suggestion follows from."""

    columns: Sequence[Sampled]
    detected: Sequence[Detected]
    key: Key
    kind: KindFound
    report: Mapping[str, Any]
    file: str

    def texts(self, column: str) -> tuple[str, ...]:
        return next(one.texts for one in self.columns if one.name == column)


def suggest(found: Found, catalogue: Catalogue) -> dict[str, Any] | None:
    """The mapping; None where no column holds anything of a customer."""
    entries = _entries(found, catalogue)
    if not entries:
        return None
    times = dict(_times(found))
    deleted = next((rule for rule in _deletions(found) if rule), None)
    mapping: dict[str, Any] = {
        "title": f"Suggested for {found.file}"[:120],
        "description": "Made from a profile of the file. Look it through before records are loaded with it.",
        "file": _file(found.report),
        "key": _key(found.key),
        "kind": found.kind.declaration,
        **times,
        **({"deleted": deleted} if deleted else {}),
        "missing": sorted({text for one in found.columns for text in one.fillers}),
        "entries": entries,
    }
    mapping["ignore"] = _rest(found, mapping)
    return {name: value for name, value in mapping.items() if value or name == "entries"}


def _key(key: Key) -> Any:
    if not key.columns:
        return {"content": True}
    return key.columns[0] if len(key.columns) == 1 else list(key.columns)


def _file(report: Mapping[str, Any]) -> dict[str, str]:
    stated = {name: report.get(name) for name in ("format", "encoding", "delimiter")}
    return {name: str(value) for name, value in stated.items() if value}


def _times(found: Found) -> Iterator[tuple[str, Any]]:
    """The source's own times. An unreadable time has its row refused, so a column with many of them stays out."""
    for name, meanings in (("created_at", ("@created_at",)), ("updated_at", ("@updated_at", "@seen_at"))):
        fit = [one for meaning in meanings for one in found.detected if one.meaning == meaning]
        whole = [one for one in fit if _is_read_whole(found.texts(one.column))]
        if whole:
            best = whole[0]
            yield name, {"column": best.column, "formats": list(best.formats)} if best.formats else best.column


def _is_read_whole(texts: Sequence[str]) -> bool:
    again = dating(texts, may_be_digits=True)
    return again is not None and again.share >= 0.97


def _deletions(found: Found) -> Iterator[dict[str, Any] | None]:
    for column, one in zip(found.columns, found.detected, strict=True):
        if one.meaning == "@deleted":
            yield deletion_rule(column)


def _entries(found: Found, catalogue: Catalogue) -> list[dict[str, Any]]:
    held: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for one in _in_order(found, catalogue):
        attribute = catalogue.attributes[one.attribute]
        entry = _entry(one, attribute, found)
        place = (one.attribute, entry.get("part", ""), entry.get("usage", ""), entry.get("group", ""))
        repeats = "values" not in entry and attribute.kind in {AttributeKind.PHONE, AttributeKind.EMAIL}
        before = held.get(place)
        if before is None:
            held[place] = entry
        elif entry.get("part") in _JOINED and "split" not in before:
            _join(before, one.column, _JOINED[entry["part"]])
        elif repeats and attribute.is_multiple:
            held[(*place[:3], one.column)] = entry
    entries = list(held.values())
    return entries + list(_doubled(entries, found, catalogue))


def _in_order(found: Found, catalogue: Catalogue) -> list[Detected]:
    """The columns that hold values; of several for one single-valued attribute the surest stands first."""
    given = {one.meaning for one in found.detected}
    is_split = {"name.given", "name.family"} <= given
    used = [
        one
        for one in found.detected
        if one.attribute
        and one.column not in found.key.columns
        and not (one.meaning == "name.full" and is_split)
        and found.kind.kinds & catalogue.attributes[one.attribute].applies_to
    ]
    place = {one.column: number for number, one in enumerate(found.detected)}
    best: dict[str, float] = {}
    for one in used:
        best[one.meaning] = max(best.get(one.meaning, 0.0), one.confidence)

    def rank(one: Detected) -> tuple[bool, int]:
        return one.meaning not in _FREE and one.confidence < best[one.meaning], place[one.column]

    return sorted(used, key=rank)


_FREE = frozenset({"email", "phone", "address.street", "name.title"})


def _join(entry: dict[str, Any], column: str, separator: str) -> None:
    before = entry.pop("columns", None) or [entry.pop("column")]
    entry["columns"] = [*before, column]
    entry["join"] = separator


def _entry(one: Detected, attribute: Attribute, found: Found) -> dict[str, Any]:
    texts = found.texts(one.column)
    entry: dict[str, Any] = {"column": one.column, "attribute": one.attribute}
    if one.part:
        entry["part"] = one.part
    if one.usage and attribute.kind in {AttributeKind.ADDRESS, AttributeKind.PHONE, AttributeKind.EMAIL}:
        entry["usage"] = one.usage
    if _is_of_second_address(one, found):
        entry["group"] = str(one.number)
    if one.formats:
        entry["transforms"] = [{"dates": list(one.formats)}]
    if one.meaning == "name.full" and _has_commas(texts):
        del entry["part"]
        entry |= {"split": ",", "parts": ["family", "given"], "otherwise": "full"}
    if attribute.kind in {AttributeKind.EMAIL, AttributeKind.PHONE} and attribute.is_multiple:
        entry |= _separator(texts)
    if attribute.kind is AttributeKind.PHONE:
        entry |= _country(found)
    if one.meaning == "status":
        entry |= _active(one, found)
    return entry


def _is_of_second_address(one: Detected, found: Found) -> bool:
    """A second street line belongs to the first address, unless there is a second town or postcode too."""
    towns = {(other.usage, other.number) for other in found.detected if other.meaning in _TOWNS and other.number > 1}
    return one.attribute == "address" and (one.usage, one.number) in towns


def _has_commas(texts: Sequence[str]) -> bool:
    split = [text.split(",") for text in texts if text.count(",") == 1]
    persons = sum(is_person(pieces[1]) for pieces in split)
    return len(split) > _USUAL * len(texts) and persons > len(split) / 4


def _separator(texts: Sequence[str]) -> dict[str, str]:
    for one in _SEVERAL:
        if sum(one in text and all(piece.strip() for piece in text.split(one)) for text in texts) > _USUAL * len(texts):
            return {"values": one.strip()}
    return {}


def _country(found: Found) -> dict[str, Any]:
    column = next((one.column for one in found.detected if one.meaning == "address.country"), "")
    return {"country": {"column": column}} if column else {}


def _active(one: Detected, found: Found) -> dict[str, Any]:
    figures = next(column.figures for column in found.columns if column.name == one.column)
    if figures.type is not TextType.BOOLEAN or not {"active", "aktiv", "actif"}.intersection(tokens(one.column)):
        return {}
    return {"transforms": [{"lookup": {"table": {text: _ACTIVE.get(fold(text), text) for text, _ in figures.top}}}]}


def _doubled(entries: Sequence[Mapping[str, Any]], found: Found, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Columns that mean one thing of a person and another of an organisation."""
    stated = {entry["attribute"] for entry in entries}
    for entry in entries:
        if entry["attribute"] == "organisation_name" and CustomerKind.PERSON in found.kind.kinds:
            if "employer" in catalogue.attributes and "employer" not in stated:
                yield {"column": entry["column"], "attribute": "employer"}
        elif entry.get("part") == "full" or entry.get("otherwise") == "full":
            is_name = entry["attribute"] == "name" and CustomerKind.ORGANISATION in found.kind.kinds
            if is_name and "organisation_name" not in stated and "organisation_name" in catalogue.attributes:
                column = {"column": entry["column"]} if "column" in entry else {"columns": entry["columns"]}
                yield {**column, "attribute": "organisation_name"}


def by_kind(columns: Sequence[Sampled], detected: Sequence[Detected], kind: KindFound) -> tuple[Detected, ...]:
    """A company's name beside a person's is where the person works, unless it is the name of the row's organisation."""
    full = next((one for one, found in zip(columns, detected, strict=True) if found.meaning == "name.full"), None)
    names_both = full is not None and sum(map(is_business, full.texts)) > _BOTH * len(full.texts)
    has_own = CustomerKind.ORGANISATION in kind.kinds and not names_both
    if has_own or any(one.meaning == "employer" for one in detected):
        return tuple(detected)
    return tuple(
        replace(one, meaning="employer", reason=f"{one.reason} A person's name stands beside it.")
        if one.meaning == "organisation_name"
        else one
        for one in detected
    )


def _rest(found: Found, mapping: Mapping[str, Any]) -> list[str]:
    """Every column that nothing reads, by name, so that a new one is noticed."""
    used = parse({name: value for name, value in mapping.items() if value}).columns
    return [one.name for one in found.columns if one.name not in used]
