"""The service's addresses as methods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypedDict, Unpack, cast

from mdm_client.connection import Connection, once
from mdm_client.documents import FoundCustomer, GoldenVersion, Kind, LookedUp, Place, Profile, Record
from mdm_client.following import Following
from mdm_client.writing import Writing, pages, record_path


class Criteria(TypedDict, total=False):
    """What to search by; all that is stated must fit."""

    name: str
    email: str
    phone: str
    identifier: str
    postcode: str
    city: str
    street: str
    segment: str
    country: str
    kind: Kind


class Client(Writing, Following, Connection):
    """The service, seen with one client key.

    >>> with Client("https://customers.example.com", key) as service:
    ...     anna = service.customer_of("crm", "C-1001")
    """

    def customer(self, customer_id: str, *, as_of: str = "") -> Profile:
        """The profile that answers to the id today, or as it stood; one that was merged answers with the survivor."""
        asked = {"as_of": as_of} if as_of else {}
        return cast("Profile", self.ask("GET", f"customers/{customer_id}", params=asked).json())

    def customer_of(self, source: str, key: str) -> Profile:
        """The profile of the customer that a source record belongs to."""
        return cast("Profile", self.ask("GET", f"{record_path(source, key)}/customer").json())

    def lookup(self, ids: Sequence[str] = (), keys: Sequence[Place] = ()) -> list[LookedUp]:
        """Up to 200 customers at once, by id or by source and key; first the ids, then the keys, as they were given."""
        body = {"ids": list(ids), "keys": list(keys)}
        return cast("list[LookedUp]", self.ask("POST", "customers/lookup", json=body, headers=once()).json()["items"])

    def lineage(self, customer_id: str) -> dict[str, Any]:
        """Every value with the records that say it, and those that lost, each with its reason."""
        return cast("dict[str, Any]", self.ask("GET", f"customers/{customer_id}/lineage").json())

    def explanation(self, customer_id: str) -> dict[str, Any]:
        """What ties each record to the customer."""
        return cast("dict[str, Any]", self.ask("GET", f"customers/{customer_id}/explanation").json())

    def history(self, customer_id: str) -> Iterator[GoldenVersion]:
        """The versions of a profile, the latest first."""
        return cast("Iterator[GoldenVersion]", pages(self, f"customers/{customer_id}/history", {}))

    def search(self, **criteria: Unpack[Criteria]) -> Iterator[FoundCustomer]:
        """The customers that fit, the best first."""
        return cast("Iterator[FoundCustomer]", pages(self, "customers", cast("dict[str, str]", criteria)))

    def record(self, source: str, key: str) -> Record:
        """A source record, original and clean, and how far it has come."""
        return cast("Record", self.ask("GET", record_path(source, key)).json())
