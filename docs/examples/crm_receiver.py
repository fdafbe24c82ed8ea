"""A CRM that keeps its customer table in step with the master data, by webhook.

    python crm_receiver.py --database crm.sqlite --port 8500

`start_over` fills the table before the first message, and again when the feed no longer reaches back to what it holds;
subscribe with `after` set to what it returns.

The subscription's secret stands in the environment variable WEBHOOK_SECRET. Subscribe with `has_snapshot`, so that each
message brings the profile.

Three rules make it exact, whatever is killed when:

* The message's id is stored in the same transaction as what it changes. A message that comes again finds its id and
  changes nothing.
* The answer is sent after the commit. Who sent the message and got no answer sends it again.
* A row remembers the sequence of the change it shows; an older one, replayed by hand, leaves it alone.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from mdm_client import Client
from standardwebhooks import Webhook, WebhookVerificationError

TABLES = """
CREATE TABLE IF NOT EXISTS message (id TEXT PRIMARY KEY, sequence INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS customer (
    id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    merged_into TEXT,
    name TEXT,
    email TEXT,
    changes INTEGER NOT NULL DEFAULT 1
);
"""
WRITE = """
INSERT INTO customer (id, sequence, version, state, merged_into, name, email) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, version = excluded.version, state = excluded.state,
    merged_into = excluded.merged_into, name = excluded.name, email = excluded.email, changes = changes + 1
WHERE excluded.sequence > customer.sequence
"""
AGAIN = WRITE.replace("excluded.sequence > customer", "excluded.sequence >= customer")
ENDED = {"merged": "merged", "retired": "retired"}
LARGEST = 1_000_000


def opened(path: str) -> sqlite3.Connection:
    """The CRM's database; commits are on disk before they return."""
    database = sqlite3.connect(path, timeout=10, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    return database


def apply(database: sqlite3.Connection, message: str, change: dict[str, Any]) -> bool:
    """Bring the table up to date; False for a message that was applied before."""
    database.execute("BEGIN IMMEDIATE")
    try:
        known = database.execute("INSERT OR IGNORE INTO message VALUES (?, ?)", (message, change["sequence"]))
        if known.rowcount:
            database.execute(WRITE, row_of(change))
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise
    return bool(known.rowcount)


def start_over(database: sqlite3.Connection, service: Client) -> int:
    """Read every customer anew; returns the sequence from which to follow. May be run again if it is cut off.

    A row that shows a later change already is left alone. Customers that are no more do not come: each is asked for.
    """
    after, seen = 0, set()
    for page in service.snapshot():
        after = page["follow_after"]
        for profile in page["items"]:
            seen.add(profile["id"])
            told = {"customer_id": profile["id"], "type": "changed", "detail": {}, "customer": profile}
            database.execute(AGAIN, row_of({**told, "sequence": after, "version": profile["version"]}))
    standing = database.execute("SELECT id, version FROM customer WHERE state = 'active' AND sequence <= ?", (after,))
    for customer, version in [one for one in standing.fetchall() if one[0] not in seen]:
        found = service.lookup([customer])[0]["customer"]
        into = found["id"] if found and found["is_redirected"] else None
        told = {"customer_id": customer, "type": "merged" if into else "retired", "detail": {"into": into}}
        database.execute(AGAIN, row_of({**told, "sequence": after, "version": version}))
    return after


def row_of(change: dict[str, Any]) -> tuple[Any, ...]:
    """What the CRM keeps of a customer."""
    profile = change.get("customer")
    state = ENDED.get(change["type"], "active")
    shown = profile if profile and state == "active" else None
    emails = shown["attributes"].get("email", []) if shown else []
    return (
        change["customer_id"],
        change["sequence"],
        change["version"],
        state,
        change["detail"].get("into") if state == "merged" else None,
        shown["name"] if shown else None,
        emails[0]["display"] if emails else None,
    )


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    database: str
    webhook: Webhook

    def do_POST(self) -> None:
        """Verify, apply, and only then answer."""
        length = self.headers.get("content-length", "")
        if not length.isdigit() or int(length) > LARGEST:
            self.close_connection = True
            self._answer(413)
            return
        body = self.rfile.read(int(length))
        try:
            message = self.webhook.verify(body, dict(self.headers.items()))
        except (WebhookVerificationError, ValueError):
            self._answer(401)
            return
        with closing(opened(self.database)) as database:
            apply(database, self.headers["webhook-id"], message["data"])
        self._answer(204)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Addresses and bodies are nobody's business."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8500)
    stated = parser.parse_args()
    Receiver.database, Receiver.webhook = stated.database, Webhook(os.environ["WEBHOOK_SECRET"])
    with closing(opened(stated.database)) as database:
        database.executescript(TABLES)
    Server((stated.host, stated.port), Receiver).serve_forever()


if __name__ == "__main__":
    main()
