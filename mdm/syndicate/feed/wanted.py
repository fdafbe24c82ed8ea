"""What a follower of the feed wants to hear, and may."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mdm.errors import InvalidInputError
from mdm.records import ChangeKind

# They concern whoever knows the customer, whichever attributes it follows.
IDENTITY_KINDS = frozenset({ChangeKind.MERGED, ChangeKind.SPLIT, ChangeKind.RETIRED})
# What facts tell -> the extra of a view that shows it. Such a change has no attributes either.
SHOWN_BY = MappingProxyType({ChangeKind.CONSENT: "consents", ChangeKind.RELATION: "relations"})


if TYPE_CHECKING:
    from mdm.syndicate.views import View


@dataclass(frozen=True, slots=True)
class Wanted:
    """A follower's choice; an empty collection leaves nothing out.

    `seen_attributes` and `seen_sources` are what the follower may see, None for everything; `unseen_types` are told to
    it of no customer.
    """

    types: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    not_by_client: int | None = None
    seen_attributes: frozenset[str] | None = None
    seen_sources: frozenset[str] | None = None
    unseen_types: frozenset[str] = frozenset()

    def within(self, view: View) -> Wanted:
        """The choice as far as the view goes."""
        unseen = frozenset(str(kind) for kind, extra in SHOWN_BY.items() if extra not in view.extras)
        return replace(self, seen_attributes=view.attributes, seen_sources=view.sources, unseen_types=unseen)

    def shown(self, attributes: Iterable[str]) -> list[str]:
        """Those of a change's attributes that the follower may see."""
        return [one for one in attributes if self.seen_attributes is None or one in self.seen_attributes]


def wanted_of(stated: Mapping[str, Any], *, known_attributes: Collection[str]) -> Wanted:
    """The choice in a subscription's or request's lists. Raises InvalidInputError naming what does not exist."""
    _refuse_unknown("types", stated.get("types", ()), set(ChangeKind))
    _refuse_unknown("attributes", stated.get("attributes", ()), known_attributes)
    return Wanted(
        types=frozenset(stated.get("types", ())),
        attributes=frozenset(stated.get("attributes", ())),
        sources=frozenset(stated.get("sources", ())),
    )


def _refuse_unknown(name: str, stated: Iterable[str], known: Collection[str]) -> None:
    if set(stated) - set(known):
        raise InvalidInputError(
            f"One of the {name} does not exist.",
            remedy=f"Possible: {', '.join(sorted(known))}.",
            data={"parameter": name},
        )
