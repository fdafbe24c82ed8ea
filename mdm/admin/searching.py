"""One search box: what a person types is told apart by its form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from mdm.acquire.models import SourceSystem
from mdm.catalogue.queries import catalogue, hidden_attributes
from mdm.errors import InvalidInputError
from mdm.survive.models import GoldenRecord
from mdm.survive.search import Criteria, Sought, criteria
from mdm.syndicate.searching.queries import matching


def customers_like(text: str, *, sees_sensitive: bool) -> QuerySet[Any]:
    """The customers that fit: by id, by e-mail, by anything with a digit; by name where these find nothing."""
    entity = _customer_id(text)
    if entity:
        return matching(Criteria()).filter(entity=entity).order_by("entity")
    exact = matching(Criteria(terms=(_terms(text, hidden_attributes(sees_sensitive=sees_sensitive)),)))
    # In this order the index of terms is read. To find any one, PostgreSQL would walk through all customers.
    exact = exact.order_by("-score", "entity")
    if exact.values_list("pk")[:1]:
        return exact
    by_name = _criteria(Sought(name=text), frozenset())
    return matching(by_name).order_by("-score", "entity") if by_name else GoldenRecord.objects.none()


def _customer_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _terms(text: str, hidden: frozenset[str]) -> tuple[str, ...]:
    found = [one for sought in _readings(text) if (one := _criteria(sought, hidden))]
    return tuple(term for one in found for group in one.terms for term in group)


def _readings(text: str) -> list[Sought]:
    if "@" in text:
        return [Sought(email=text)]
    if not any(one.isdigit() for one in text):
        return []
    countries = SourceSystem.objects.order_by().values_list("default_country", flat=True).distinct()
    phones = [Sought(phone=text, country=country) for country in {*countries, ""}]
    return [*phones, Sought(identifier=text), Sought(postcode=text)]


def _criteria(sought: Sought, hidden: frozenset[str]) -> Criteria | None:
    try:
        return criteria(sought, catalogue(), hidden)
    except InvalidInputError:
        return None
