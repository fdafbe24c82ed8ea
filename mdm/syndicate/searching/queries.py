"""The search for customers: by exact terms and by names, through one index, never over all customers.

A name is sought word by word. A small table of all words of names tells what a mistyped word may have meant, and
PostgreSQL's own statistics tell which words very many customers have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial, reduce
from itertools import chain, combinations
from operator import add, and_, or_
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Expression, F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Cast, Greatest

from mdm.catalogue.queries import catalogue, hidden_attributes
from mdm.records import Catalogue
from mdm.resolve.models import Entity
from mdm.survive.models import GoldenRecord
from mdm.survive.queries import shares_of, street_words_alike, words_alike
from mdm.survive.search import (
    NARROW,
    Criteria,
    NameGroup,
    Shares,
    Sought,
    criteria,
    name_groups,
    name_term,
    street_term,
)
from mdm.syndicate.profiles import Place
from mdm.syndicate.queries import places_in
from mdm.syndicate.sought import CONTAINS, RESEMBLES, is_rank_unseen, reasons, rescored
from mdm.syndicate.views import WHOLE, View, seen_through

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    class _Score(TypedDict):
        score: float

    Scored = WithAnnotations[GoldenRecord, _Score]

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """One customer that a search found. `score` is 1 without a name or a street to compare."""

    id: UUID
    kind: str
    number: int
    name: str
    since: datetime
    score: float
    document: Json
    reasons: tuple[str, ...] = ()


def found(
    sought: Sought,
    *,
    sees_sensitive: bool = True,
    view: View = WHOLE,
    after: tuple[float, UUID] | None = None,
    limit: int = 20,
) -> list[Found]:
    """The customers that these words fit, the best first; `after` is the last one of the page before."""
    view = view.masking(hidden_attributes(sees_sensitive=sees_sensitive))
    known = catalogue()
    wanted = criteria(sought, known, view.unseen(known.attributes))
    if view.sources is not None or is_rank_unseen(wanted, view, known):
        seen = _after(_found_in_sight(wanted, view), after)[:limit]
        return [_with_reasons(one, wanted, known) for one in seen]
    rows = matching(wanted)
    if after is not None:
        score, entity = after
        rows = rows.filter(Q(score__lt=score) | Q(score=score, entity__gt=entity))
    page = rows.order_by("-score", "entity").values_list(*_FOUND)[:limit]
    places = places_in(row[-1] for row in page) if view.preferences else {}
    return [_with_reasons(_found(row, view, places), wanted, known) for row in page]


def _with_reasons(one: Found, wanted: Criteria, known: Catalogue) -> Found:
    return replace(one, reasons=tuple(reasons(wanted, one.document, one.score, known)))


_FOUND = ("entity_id", "kind", "number", "since", "score", "document")
# Of so many that fit best, those are told apart that a view of some sources shows.
_LOOKED_AT = 500


def _found(row: tuple[Any, ...], view: View, places: Mapping[int, Place]) -> Found:
    entity, kind, number, since, score, document = row
    seen = seen_through(view, document, places)
    return Found(entity, kind, number, seen["name"], since, score, seen)


def _found_in_sight(wanted: Criteria, view: View) -> list[Found]:
    """Found again among what the view shows, and ranked by that alone: a hidden value must not move a customer."""
    rows = matching(wanted)
    if view.sources is not None:
        shown = {"memberships__until": None, "memberships__record__source__code__in": sorted(view.sources)}
        rows = rows.filter(entity__in=Entity.objects.filter(**shown).values("pk"))
    best = list(rows.order_by("-score", "entity").values_list(*_FOUND)[:_LOOKED_AT])
    places, known = places_in(row[-1] for row in best), catalogue()
    again = [(one, rescored(wanted, one.document, known)) for one in (_found(row, view, places) for row in best)]
    fitting = [replace(one, score=score) for one, score in again if score is not None]
    return sorted(fitting, key=lambda one: (-one.score, one.id))


def _after(rows: Sequence[Found], after: tuple[float, UUID] | None) -> list[Found]:
    return [one for one in rows if after is None or (-one.score, one.id) > (-after[0], after[1])]


def matching(wanted: Criteria) -> QuerySet[Scored]:
    """The golden records that meet the criteria, with their `score`."""
    words, streets = words_alike(wanted.words), street_words_alike(wanted.street_words)
    meant = (name_term(one) for one in (*wanted.words, *chain.from_iterable(words.values())))
    places = (_in_streets(wanted, one) for one in (*wanted.street_words, *chain.from_iterable(streets.values())))
    shares = shares_of({*chain.from_iterable(wanted.terms), *meant, *chain.from_iterable(places)})
    names = name_groups(wanted.words, words, shares)
    lines = name_groups(wanted.street_words, streets, shares, partial(_in_streets, wanted))
    rows = GoldenRecord.objects.filter(*(_met(group) for group in wanted.terms), _named(names), _along(lines))
    every = [*wanted.terms, *(one.terms for one in (*names, *lines))]
    # One word of a name that very many have, as it was sought: all fit alike. So do all of a street that many live in.
    is_common = [one.terms for one in names if not one.is_narrow] == [(name_term(wanted.name),)]
    is_long = not any(one.is_narrow for one in lines) and shares.expected(every) > NARROW
    ranked = {"search_name": "" if is_common else wanted.name, "search_street": "" if is_long else wanted.street}
    return _ranked(rows, {column: text for column, text in ranked.items() if text}, _alike(shares, every))


def _ranked(rows: QuerySet[GoldenRecord], sought: Mapping[str, str], alike: Expression) -> QuerySet[Scored]:
    """Those that resemble each text in its column, by how well they do on average; with no text, all `alike`."""
    best: list[Expression] = []
    for column, text in sought.items():
        whole, part = f"whole_{column}", f"part_{column}"
        rows = rows.annotate(
            **{whole: TrigramSimilarity(column, text), part: TrigramWordSimilarity(text, column)}
        ).filter(Q(**{f"{whole}__gte": RESEMBLES}) | Q(**{f"{part}__gte": CONTAINS}))
        best.append(Greatest(whole, part))
    # Cast, because a four-byte score that has been to Python and back is not equal to itself.
    score = Cast(reduce(add, best) / Value(float(len(best))), FloatField()) if best else alike
    return rows.annotate(score=score)


def _in_streets(wanted: Criteria, word: str) -> tuple[str, ...]:
    return tuple(street_term(one, word) for one in wanted.addresses)


# Where so many fit, a page of them in the order of their ids is soon found by walking through all customers. That two
# common things are rare together is possible, and more of them make up for it.
_WALKED_FOR_ONE, _WALKED_FOR_MORE = 5_000, 50_000


def _alike(shares: Shares, groups: Sequence[Sequence[str]]) -> Expression:
    """The same score for all. A constant makes PostgreSQL walk in the order of ids, which for few means to the end."""
    if shares.expected(groups) > (_WALKED_FOR_ONE if len(groups) == 1 else _WALKED_FOR_MORE):
        return Value(1.0, output_field=FloatField())
    return Cast(F("number") * 0 + 1, FloatField())


def _met(terms: Sequence[str]) -> Q:
    return Q(search_terms__overlap=list(terms))


def _named(groups: Sequence[NameGroup]) -> Q:
    """Two words of the name must be met, or one that few have: the others may be missing, or another name."""
    met = [_met(one.terms) for one in groups]
    if len(met) <= 1:
        return met[0] if met else Q()
    pairs = [one & other for one, other in combinations(met, 2)]
    alone = [one for one, group in zip(met, groups, strict=True) if group.is_narrow]
    return reduce(or_, (*pairs, *alone))


def _along(groups: Sequence[NameGroup]) -> Q:
    """A word of the street that few have must be met, or all of one that has none such."""
    narrow = [_met(one.terms) for one in groups if one.is_narrow]
    return reduce(or_, narrow) if narrow else reduce(and_, (_met(one.terms) for one in groups), Q())
