"""What matching compares of a clean record: identifying values of matched attributes, one text per column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mdm.records import SEPARATOR, VALUE, AttributeKind, Catalogue, CleanCustomer, CleanValue, Comparable, CustomerKind

_EXTRA_KINDS = frozenset({AttributeKind.TEXT, AttributeKind.CODE, AttributeKind.DATE, AttributeKind.NUMBER})
_FORMER_ATTRIBUTE = "former_name"
_FORMER_USAGES = frozenset({"former", "maiden", "birth", "previous", "old"})
_PLACES = (
    ("streets", "street"), ("houses", "house"), ("units", "unit"), ("cities", "city"), ("regions", "region"),
    ("postcodes", "postcode"), ("countries", "country"),
)  # fmt: skip


def comparable(clean: CleanCustomer, catalogue: Catalogue) -> Comparable:
    """The columns of that record; what is a placeholder, invalid, shared or not matched leaves no trace in them."""
    by_kind = _by_kind(clean, catalogue)

    def of(kind: AttributeKind) -> Sequence[CleanValue]:
        return by_kind.get(kind, ())

    is_person = clean.kind is CustomerKind.PERSON
    columns = _names(of(AttributeKind.PERSON_NAME)) if is_person else {}
    columns |= _organisations(of(AttributeKind.ORGANISATION_NAME), is_person=is_person)
    columns |= _addresses(of(AttributeKind.ADDRESS))
    extras = [
        f"{one.attribute}={one.clean[VALUE]}" for kind in _EXTRA_KINDS for one in of(kind) if one.clean.get(VALUE)
    ]
    return Comparable(
        kind=str(clean.kind),
        gender=_first(of(AttributeKind.GENDER)),
        birth_date=_fullest(of(AttributeKind.BIRTH_DATE)),
        emails=_all(of(AttributeKind.EMAIL)),
        phones=_all(of(AttributeKind.PHONE)),
        identifiers=_identifiers(of(AttributeKind.IDENTIFIER)),
        websites=_all(of(AttributeKind.WEBSITE)),
        extras=_joined(sorted(extras)) if extras else "",
        **columns,
    )


def _by_kind(clean: CleanCustomer, catalogue: Catalogue) -> Mapping[AttributeKind, Sequence[CleanValue]]:
    found: dict[AttributeKind, list[CleanValue]] = {}
    for value in clean.values:
        attribute = catalogue.attributes.get(value.attribute)
        if attribute is not None and attribute.is_matched and value.is_identifying:
            found.setdefault(value.kind, []).append(value)
    return found


def _names(values: Sequence[CleanValue]) -> dict[str, str]:
    current = [one for one in values if not _is_former(one)]
    former = [one.clean.get("former", "") for one in values]
    former += [one.clean.get("family", "") or one.clean.get("given", "") for one in values if _is_former(one)]
    if not current:
        return {"former": _joined(former)}
    name = current[0].clean
    family = name.get("family", "")
    former += [one.clean.get("family", "") for one in current[1:]]
    return {
        "given": name.get("given", ""),
        "middle": name.get("middle", ""),
        "family": family,
        "suffix": name.get("suffix", ""),
        "former": _joined(one for one in former if one != family),
    }


def _is_former(value: CleanValue) -> bool:
    return value.attribute == _FORMER_ATTRIBUTE or value.usage in _FORMER_USAGES


def _organisations(values: Sequence[CleanValue], *, is_person: bool) -> dict[str, str]:
    if not values:
        return {}
    if is_person:
        return {"employer": values[0].clean.get(VALUE, "")}
    return {"organisation": values[0].clean.get(VALUE, ""), "legal_form": values[0].clean.get("legal_form", "")}


def _identifiers(values: Sequence[CleanValue]) -> str:
    return _joined(f"{one.clean['authority']}:{one.clean[VALUE]}" for one in values if one.clean.get(VALUE))


def _addresses(values: Sequence[CleanValue]) -> dict[str, str]:
    """Aligned columns: the n-th street belongs to the n-th postcode."""
    if not values:
        return {}
    columns = {column: [one.clean.get(part, "") for one in values] for column, part in _PLACES}
    columns["streets"] = [
        one.clean.get("street", "") or (f"po box {one.clean['po_box']}" if one.clean.get("po_box") else "")
        for one in values
    ]
    return {column: SEPARATOR.join(texts) if any(texts) else "" for column, texts in columns.items()}


def _first(values: Sequence[CleanValue]) -> str:
    return values[0].clean.get(VALUE, "") if values else ""


def _fullest(values: Sequence[CleanValue]) -> str:
    return max((one.clean.get(VALUE, "") for one in values), key=len, default="")


def _all(values: Sequence[CleanValue]) -> str:
    if len(values) == 1:
        return values[0].clean.get(VALUE, "")
    return _joined(one.clean.get(VALUE, "") for one in values)


def _joined(texts: Iterable[str]) -> str:
    return SEPARATOR.join(dict.fromkeys(text for text in texts if text))
