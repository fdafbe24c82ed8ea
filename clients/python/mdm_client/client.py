"""The service's addresses as methods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast
from urllib.parse import quote

from mdm_client.connection import Connection
from mdm_client.documents import FoundCustomer, GoldenVersion, Profile, Record, Sent
from mdm_client.following import Following


class Client(Following, Connection):
    """The service, seen with one client key.

    >>> with Client("https://customers.example.com", key) as service:
    ...     anna = service.customer_of("crm", "C-1001")
    """

    def customer(self, customer_id: str) -> Profile:
        """The profile that answers to the id today; one that was merged answers with the survivor."""
        return cast("Profile", self.ask("GET", f"customers/{customer_id}").json())

    def customer_of(self, source: str, key: str) -> Profile:
        """The profile of the customer that a source record belongs to."""
        return cast("Profile", self.ask("GET", f"{_record(source, key)}/customer").json())

    def lineage(self, customer_id: str) -> dict[str, Any]:
        """Every value with the records that say it, and those that lost, each with its reason."""
        return cast("dict[str, Any]", self.ask("GET", f"customers/{customer_id}/lineage").json())

    def history(self, customer_id: str) -> Iterator[GoldenVersion]:
        """The versions of a profile, the latest first."""
        return cast("Iterator[GoldenVersion]", self._pages(f"customers/{customer_id}/history", {}))

    def search(self, **criteria: str) -> Iterator[FoundCustomer]:
        """The customers that fit name, email, phone, identifier, postcode, kind …, the best first."""
        return cast("Iterator[FoundCustomer]", self._pages("customers", criteria))

    def record(self, source: str, key: str) -> Record:
        """A source record, original and clean, and how far it has come."""
        return cast("Record", self.ask("GET", _record(source, key)).json())

    def put_record(self, source: str, key: str, fields: Mapping[str, Any], *, if_match: str = "") -> Sent:
        """Say what a source knows of a customer; the answer tells whose record it is.

        `if_match` is the ETag of the record as the caller holds it, or * for what stands there.
        """
        headers = {"if-match": if_match} if if_match else {}
        return cast("Sent", self.ask("PUT", _record(source, key), json=dict(fields), headers=headers).json())

    def close_record(self, source: str, key: str, *, if_match: str = "*") -> Sent:
        """Say that a source knows the record no more."""
        return cast("Sent", self.ask("DELETE", _record(source, key), headers={"if-match": if_match}).json())

    def _pages(self, path: str, asked: Mapping[str, str]) -> Iterator[Any]:
        cursor: dict[str, str] = {}
        while True:
            page = self.ask("GET", path, params={**asked, **cursor}).json()
            yield from page["items"]
            if not page["next_cursor"]:
                return
            cursor = {"cursor": page["next_cursor"]}


def _record(source: str, key: str) -> str:
    return f"sources/{quote(source, safe='')}/records/{quote(key, safe='')}"
