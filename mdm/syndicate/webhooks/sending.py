"""Sending one message, and what its answer means."""

from __future__ import annotations

import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import httpcore

from mdm.syndicate.webhooks.addresses import Address, Target, resolved, target_of

# Name look-up apart, a message takes no longer than these together, and what its answer's body takes.
_TIMEOUT = {"connect": 5.0, "write": 5.0, "read": 10.0, "pool": 5.0}
_HEADERS = {"user-agent": "customer-master-data", "content-type": "application/json"}
# A connection serves the next message only when the body was read; long or slow ones are not worth it.
_LONGEST_BODY, _LONGEST_READING = 65_536, 2.0
_GONE = 410
_LONGEST_WAIT = 3600


@dataclass(frozen=True, slots=True)
class Destination:
    """Where messages go: what the subscriber stated, and the address that its host has now."""

    target: Target
    address: Address


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out."""

    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it. `status` is None where nobody answered; `wait` is what the subscriber asked for."""

    status: int | None
    problem: str = ""
    wait: int = 0

    @property
    def is_success(self) -> bool:
        """Whether the subscriber took it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the subscriber wants no more."""
        return self.status == _GONE


def destination_of(url: str, allowed: Sequence[str]) -> Destination:
    """Where to send now. Raises AddressError for a host that has no address or one that is not allowed."""
    target = target_of(url)
    return Destination(target, resolved(target, allowed))


def send(connections: httpcore.ConnectionPool, message: Message, to: Destination) -> Answer:
    """Post the message. What the answer's body says is passed over; redirects are failures."""
    headers = {
        **_HEADERS, **message.headers, "host": to.target.authority, "content-length": str(len(message.body)),
    }  # fmt: skip
    try:
        with connections.stream(
            "POST",
            to.target.at(to.address),
            headers=list(headers.items()),
            content=message.body,
            extensions={"timeout": _TIMEOUT, "sni_hostname": to.target.host},
        ) as response:
            answer = _answer(response)
            _read_to_the_end(response)
            return answer
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        return Answer(None, f"No answer: {type(error).__name__}.")


def new_connections(most: int) -> httpcore.ConnectionPool:
    """Connections that know no proxies, follow nothing and are kept while the pool is open."""
    return httpcore.ConnectionPool(ssl_context=_trusted(), max_connections=most)


# Reading the authorities' certificates takes longer than sending a hundred messages.
@cache
def _trusted() -> ssl.SSLContext:
    return httpcore.default_ssl_context()


def _read_to_the_end(response: httpcore.Response) -> None:
    count, until = 0, time.monotonic() + _LONGEST_READING
    try:
        for part in response.iter_stream():
            count += len(part)
            if count > _LONGEST_BODY or time.monotonic() > until:
                return
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        return  # it was answered


def _answer(response: httpcore.Response) -> Answer:
    status = response.status
    if 200 <= status < 300:
        return Answer(status)
    said = next((value.decode("latin-1") for name, value in response.headers if name.lower() == b"retry-after"), "")
    wait = min(int(said), _LONGEST_WAIT) if said.isascii() and said.isdigit() and len(said) < 10 else 0
    return Answer(status, f"Answered with status {status}.", wait)
