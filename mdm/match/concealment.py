"""An explanation for a reader who may not see every attribute: what those weigh is told as one sum."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import accumulate
from types import MappingProxyType

from mdm.match.explanation import Explanation, Step
from mdm.records import AttributeKind

_K = AttributeKind
# Which kinds of attribute a comparison reads.
READS: Mapping[str, frozenset[AttributeKind]] = MappingProxyType(
    {
        **dict.fromkeys(("given", "middle", "family", "name_order", "suffix"), frozenset({_K.PERSON_NAME})),
        **dict.fromkeys(("organisation", "legal_form", "employer"), frozenset({_K.ORGANISATION_NAME})),
        "birth_date": frozenset({_K.BIRTH_DATE}),
        "gender": frozenset({_K.GENDER}),
        "identifier": frozenset({_K.IDENTIFIER}),
        "email": frozenset({_K.EMAIL}),
        "phone": frozenset({_K.PHONE}),
        "website": frozenset({_K.WEBSITE}),
        "address": frozenset({_K.ADDRESS}),
        "extras": frozenset({_K.TEXT, _K.CODE, _K.DATE, _K.NUMBER}),
    }
)
# What these say follows from all comparisons together.
_FROM_ALL = frozenset({"rivals"})


def concealed(found: Explanation, hidden: Collection[AttributeKind]) -> Explanation:
    """The explanation without what it tells of attributes of the hidden kinds. The total stays what it is."""
    if not hidden:
        return found
    steps = [one for one in found.steps if not _tells(one, hidden)]
    told_apart = [one for one in found.steps if _tells(one, hidden)]
    weight = sum(one.weight for one in told_apart)
    if told_apart:
        steps.append(
            Step("hidden", "Attributes not shown", "", weight, 0.0, "Your role does not show what is compared here.")
        )
    totals = accumulate(one.weight for one in steps)
    return replace(
        found,
        shared_keys=(),
        steps=tuple(replace(one, total=total) for one, total in zip(steps, totals, strict=True)),
        veto_sentence="Something in them contradicts." if found.veto else "",
        summary=f"The probability of a match is {found.probability:.1%}.",
    )


def _tells(step: Step, hidden: Collection[AttributeKind]) -> bool:
    return step.name in _FROM_ALL or not READS.get(step.name, frozenset()).isdisjoint(hidden)
