"""Saying what a source system knows: record by record, in batches and files; searching first, and proposing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, cast
from urllib.parse import quote

import httpx

from mdm_client.connection import once
from mdm_client.documents import BatchResult, FileJob, Matches, Proposal, Refused, Sent, Validation

_PIECE = 1 << 20
_MERGE_PATCH = "application/merge-patch+json"
_OPEN = frozenset({"waiting", "running", "matching"})


class _Asks(Protocol):
    def ask(self, method: str, path: str, **sent: Any) -> httpx.Response: ...


class Writing:
    """What a client can say. Every POST has an idempotency key, so that it is repeated safely.

    State the key yourself where another process may send the same again: under one key it is done a single time.
    """

    def match(
        self: _Asks,
        source: str,
        fields: Mapping[str, Any],
        *,
        key: str = "",
        create: bool = False,
        idempotency_key: str = "",
    ) -> Matches:
        """Whom a candidate is like. With `create` and a key it is taken in, if it is like nobody."""
        body = {"source": source, "record": dict(fields), "create": create, **({"key": key} if key else {})}
        return cast("Matches", self.ask("POST", "customers/match", json=body, headers=once(idempotency_key)).json())

    def validate(self: _Asks, source: str, fields: Mapping[str, Any]) -> Validation:
        """How the record, its key among its fields, would look and what is wrong with it; nothing is written."""
        body = {"source": source, "row": dict(fields)}
        return cast("Validation", self.ask("POST", "validate", json=body, headers=once()).json())

    def put_record(self: _Asks, source: str, key: str, fields: Mapping[str, Any], *, if_match: str = "") -> Sent:
        """Say what a source knows of a customer; the answer tells whose record it is.

        `if_match` is the ETag of the record as the caller holds it, or * for what stands there.
        """
        headers = {"if-match": if_match} if if_match else {}
        return cast("Sent", self.ask("PUT", record_path(source, key), json=dict(fields), headers=headers).json())

    def create_record(self: _Asks, source: str, key: str, fields: Mapping[str, Any]) -> Sent:
        """Take the record in where the source has none under this key yet; ProblemError 412 otherwise."""
        headers = {"if-none-match": "*"}
        return cast("Sent", self.ask("PUT", record_path(source, key), json=dict(fields), headers=headers).json())

    def patch_record(self: _Asks, source: str, key: str, changes: Mapping[str, Any], *, if_match: str = "*") -> Sent:
        """Change what is named (JSON merge patch): None removes, the rest replaces.

        With the ETag of the record as the caller holds it, nobody else's change is overwritten.
        """
        headers = {"if-match": if_match, "content-type": _MERGE_PATCH}
        return cast("Sent", self.ask("PATCH", record_path(source, key), json=dict(changes), headers=headers).json())

    def close_record(self: _Asks, source: str, key: str, *, if_match: str = "*") -> Sent:
        """Say that a source knows the record no more."""
        return cast("Sent", self.ask("DELETE", record_path(source, key), headers={"if-match": if_match}).json())

    def send_batch(
        self: _Asks, source: str, records: Mapping[str, Mapping[str, Any] | None], *, idempotency_key: str = ""
    ) -> BatchResult:
        """Up to 500 records by key, each by itself; None closes one. What was refused says why in its item."""
        items = [
            {"key": key, "close": True} if fields is None else {"key": key, "record": dict(fields)}
            for key, fields in records.items()
        ]
        path, headers = f"sources/{quote(source, safe='')}/records", once(idempotency_key)
        return cast("BatchResult", self.ask("POST", path, json={"records": items}, headers=headers).json())

    def send_file(
        self: _Asks, source: str, file: Path, *, snapshot: bool = False, idempotency_key: str = "", **stated: str
    ) -> FileJob:
        """Have a file of any size loaded; `stated` are format, encoding and delimiter, else found out.

        The file is read piece by piece. The answer is the job; `wait_for` waits for its end.
        """
        headers = once(idempotency_key) | {
            "content-type": "application/octet-stream", "content-length": str(file.stat().st_size),
        }  # fmt: skip
        asked = {"name": file.name, "snapshot": str(snapshot).lower(), **stated}
        path = f"sources/{quote(source, safe='')}/files"
        return cast("FileJob", self.ask("POST", path, content=_Content(file), params=asked, headers=headers).json())

    def job(self: _Asks, job: int) -> FileJob:
        """A sent file and how far it is."""
        return cast("FileJob", self.ask("GET", f"jobs/{job}").json())

    def wait_for(self: _Asks, job: int, *, seconds: float = 3600, every: float = 2) -> FileJob:
        """The job when it has ended, or is held; raises TimeoutError after so many seconds."""
        until = time.monotonic() + seconds
        while True:
            told = cast("FileJob", self.ask("GET", f"jobs/{job}").json())
            if told["state"] not in _OPEN:
                return told
            if time.monotonic() >= until:
                raise TimeoutError(f"Job {job} is {told['state']} still.")
            time.sleep(every)

    def cancel_job(self: _Asks, job: int) -> FileJob:
        """Stop loading; rows that were taken stay."""
        return cast("FileJob", self.ask("POST", f"jobs/{job}/cancel", headers=once()).json())

    def resume_job(self: _Asks, job: int) -> FileJob:
        """Go on where it failed or was cancelled."""
        return cast("FileJob", self.ask("POST", f"jobs/{job}/resume", headers=once()).json())

    def job_rejects(self: _Asks, job: int) -> Iterator[Refused]:
        """The file's rows that could not be taken, with what to do."""
        return cast("Iterator[Refused]", pages(self, f"jobs/{job}/rejects", {}))

    def rejects(self: _Asks, source: str) -> Iterator[Refused]:
        """All rows of a source that could not be taken and were not corrected since."""
        return cast("Iterator[Refused]", pages(self, f"sources/{quote(source, safe='')}/rejects", {}))

    def propose_correction(
        self: _Asks,
        customer_id: str,
        attribute: str,
        value: Mapping[str, str],
        *,
        reason: str,
        country: str = "",
        idempotency_key: str = "",
    ) -> Proposal:
        """Suggest what a value should be, by its parts; a person decides."""
        body = {
            "kind": "correction", "customer_id": customer_id, "attribute": attribute, "value": dict(value),
            "reason": reason, **({"country": country} if country else {}),
        }  # fmt: skip
        return cast("Proposal", self.ask("POST", "proposals", json=body, headers=once(idempotency_key)).json())

    def propose_duplicate(
        self: _Asks, customer_id: str, other_customer_id: str, *, reason: str, idempotency_key: str = ""
    ) -> Proposal:
        """Suggest that two customers are one; a person decides."""
        body = {
            "kind": "duplicate", "customer_id": customer_id, "other_customer_id": other_customer_id, "reason": reason,
        }  # fmt: skip
        return cast("Proposal", self.ask("POST", "proposals", json=body, headers=once(idempotency_key)).json())

    def proposal(self: _Asks, proposal: int) -> Proposal:
        """A proposal and what became of it."""
        return cast("Proposal", self.ask("GET", f"proposals/{proposal}").json())

    def proposals(self: _Asks, state: str = "") -> Iterator[Proposal]:
        """This client's proposals, the latest first."""
        return cast("Iterator[Proposal]", pages(self, "proposals", {"state": state} if state else {}))


def record_path(source: str, key: str) -> str:
    """The address of a source record: every character of the key that means something there is coded."""
    return f"sources/{quote(source, safe='')}/records/{quote(key, safe='')}"


def pages(asks: _Asks, path: str, asked: Mapping[str, str]) -> Iterator[Any]:
    """The items of all pages of a list."""
    cursor: dict[str, str] = {}
    while True:
        page = asks.ask("GET", path, params={**asked, **cursor}).json()
        yield from page["items"]
        if not page["next_cursor"]:
            return
        cursor = {"cursor": page["next_cursor"]}


class _Content:
    """A file's bytes, read anew each time the request is sent."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        with self._file.open("rb") as stream:
            while piece := stream.read(_PIECE):
                yield piece
