"""An explanation for a reader who may not see every attribute: nothing of it tells whether those agree."""

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
    """The explanation without what it tells of attributes of the hidden kinds.

    The weight is that of what is shown, and `is_concealed` says that there is more. Held against the whole weight or a
    veto, it would tell what the hidden ones weigh.
    """
    if not hidden:
        return found
    steps = [one for one in found.steps if not _tells(one, hidden)]
    if len(steps) == len(found.steps):
        return found
    totals = list(accumulate(one.weight for one in steps))
    return replace(
        found,
        shared_keys=(),
        steps=tuple(replace(one, total=total) for one, total in zip(steps, totals, strict=True)),
        weight=totals[-1] if totals else 0.0,
        veto=0,
        veto_sentence="",
        summary="Your role does not show all that is compared, nor what it comes to.",
        is_concealed=True,
    )


def _tells(step: Step, hidden: Collection[AttributeKind]) -> bool:
    return step.name in _FROM_ALL or not READS.get(step.name, frozenset()).isdisjoint(hidden)
