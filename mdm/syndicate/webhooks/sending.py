"""Sending one message, and what its answer means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from mdm.syndicate.webhooks.addresses import AddressError, resolved, target_of

# Name look-up apart, a message takes no longer than these together.
TIMEOUT = httpx.Timeout(5, connect=5, read=10)
USER_AGENT = "customer-master-data"
_GONE = 410
_LONGEST_WAIT = 3600


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out."""

    url: str
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


def send(client: httpx.Client, message: Message, allowed: Sequence[str]) -> Answer:
    """Post the message to the address that its host has now. The answer's body is not read; redirects are failures."""
    try:
        target = target_of(message.url)
        address = resolved(target, allowed)
        with client.stream(
            "POST",
            target.at(address),
            content=message.body,
            headers={**message.headers, "host": target.authority, "content-type": "application/json"},
            extensions={"sni_hostname": target.host},
        ) as response:
            return _answer(response)
    except AddressError as error:
        return Answer(None, error.message)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Answer(None, f"No answer: {type(error).__name__}.")


def new_client(connections: int) -> httpx.Client:
    """A client that knows no proxies, follows nothing and keeps its connections while it lives."""
    return httpx.Client(
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
        limits=httpx.Limits(max_connections=connections),
        headers={"user-agent": USER_AGENT},
    )


def _answer(response: httpx.Response) -> Answer:
    status = response.status_code
    if 200 <= status < 300:
        return Answer(status)
    said = response.headers.get("retry-after", "")
    wait = min(int(said), _LONGEST_WAIT) if said.isascii() and said.isdigit() and len(said) < 10 else 0
    return Answer(status, f"Answered with status {status}.", wait)
