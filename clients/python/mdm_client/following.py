"""Following changes: the feed, and webhook subscriptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, Protocol, TypedDict, Unpack, cast

import httpx

from mdm_client.changes import ChangeType, DeadLetter, Feed, Snapshot, Subscription
from mdm_client.connection import once

_LONGEST_WAIT = 30


class Choice(TypedDict, total=False):
    """What to hear of the feed."""

    types: Sequence[ChangeType]
    attributes: Sequence[str]
    sources: Sequence[str]
    own: bool
    snapshot: bool


class Choices(TypedDict, total=False):
    """What a subscription hears."""

    types: Sequence[ChangeType]
    attributes: Sequence[str]
    sources: Sequence[str]
    leaves_out_own: bool
    has_snapshot: bool


class Move(Choices, total=False):
    """What can be changed of a subscription."""

    url: str
    state: Literal["active", "paused"]


class _Asks(Protocol):
    def ask(self, method: str, path: str, **sent: Any) -> httpx.Response: ...


class Following:
    """What a client can do to stay up to date."""

    def changes(self: _Asks, after: int = 0, *, limit: int = 1000, wait: int = 0, **choice: Unpack[Choice]) -> Feed:
        """The feed after that sequence. With `wait`, an empty answer comes only after so many seconds."""
        asked: dict[str, Any] = {"after": after, "limit": limit, "wait": wait}
        for name, value in choice.items():
            asked[name] = str(value).lower() if isinstance(value, bool) else ",".join(cast("Sequence[str]", value))
        return cast("Feed", self.ask("GET", "changes", params=asked).json())

    def follow(self, after: int = 0, *, limit: int = 1000, **choice: Unpack[Choice]) -> Iterator[Feed]:
        """The feed for ever. Store each part and its `last` together before asking for the next."""
        while True:
            part = self.changes(after, limit=limit, wait=_LONGEST_WAIT, **choice)  # type: ignore[misc]
            after = part["last"]
            yield part

    def snapshot(self: _Asks, *, page_size: int = 200) -> Iterator[Snapshot]:
        """Every customer, page by page: to begin, or to start over after `gone`. Then follow from `follow_after`."""
        asked: dict[str, Any] = {"page_size": page_size}
        while True:
            part = cast("Snapshot", self.ask("GET", "changes/snapshot", params=asked).json())
            yield part
            if part["next_cursor"] is None:
                return
            asked["cursor"] = part["next_cursor"]

    def subscribe(
        self: _Asks, name: str, url: str, *, after: int | None = None, **choices: Unpack[Choices]
    ) -> Subscription:
        """Be told by webhook, from that sequence on, or from now."""
        body: dict[str, Any] = {"name": name, "url": url, **choices}
        if after is not None:
            body["after"] = after
        return cast("Subscription", self.ask("POST", "subscriptions", json=body, headers=once()).json())

    def subscriptions(self: _Asks) -> list[Subscription]:
        """This client's subscriptions."""
        return cast("list[Subscription]", self.ask("GET", "subscriptions").json()["items"])

    def subscription(self: _Asks, subscription: int) -> Subscription:
        """A subscription and how it fares."""
        return cast("Subscription", self.ask("GET", f"subscriptions/{subscription}").json())

    def change_subscription(self: _Asks, subscription: int, **choices: Unpack[Move]) -> Subscription:
        """Other choices; `state` pauses (paused) and resumes (active)."""
        return cast("Subscription", self.ask("PATCH", f"subscriptions/{subscription}", json=choices).json())

    def unsubscribe(self: _Asks, subscription: int) -> None:
        """Be told no more."""
        self.ask("DELETE", f"subscriptions/{subscription}")

    def secret(self: _Asks, subscription: int) -> str:
        """What messages are signed with; verify them with any Standard Webhooks library."""
        return cast("str", self.ask("GET", f"subscriptions/{subscription}/secret").json()["secret"])

    def rotate_secret(self: _Asks, subscription: int) -> Subscription:
        """Make a new secret; messages are signed with both for a day."""
        path = f"subscriptions/{subscription}/secret"
        return cast("Subscription", self.ask("POST", path, headers=once()).json())

    def replay(self: _Asks, subscription: int, after: int) -> Subscription:
        """Have everything after that sequence sent once more."""
        path = f"subscriptions/{subscription}/replay"
        return cast("Subscription", self.ask("POST", path, json={"after": after}, headers=once()).json())

    def dead_letters(self: _Asks, subscription: int) -> Iterator[DeadLetter]:
        """What could not be delivered."""
        after: int | None = 0
        while after is not None:
            page = self.ask("GET", f"subscriptions/{subscription}/dead-letters", params={"after": after}).json()
            yield from page["items"]
            after = page["next_after"]

    def replay_dead_letters(self: _Asks, subscription: int, sequences: Sequence[int] | None = None) -> int:
        """Have dead letters tried again, these or all; how many."""
        body = {} if sequences is None else {"sequences": list(sequences)}
        path = f"subscriptions/{subscription}/dead-letters"
        return cast("int", self.ask("POST", path, json=body, headers=once()).json()["count"])
