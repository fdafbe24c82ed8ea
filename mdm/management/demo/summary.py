"""What came of the demo, as lines of text."""

from __future__ import annotations

from mdm.management.demo.accounts import Accounts
from mdm.match.measures import Accuracy, Measures
from mdm.pipeline.summary import Summary

LINE = "  {:<36} {:>9} {:>9}"
NOT_OURS = "(set by somebody; to set it anew: manage.py changepassword)"
NO_KEY = "The client's key was issued before and can't be read again; issue another client in the admin."


def result_lines(counts: Summary, measures: Measures) -> list[str]:
    """Sources, customers, what was merged, held and rejected, and how right that is."""
    return [
        LINE.format("source system", "records", "rejected"),
        *(LINE.format(one.label, f"{one.records:,}", f"{one.rejects:,}") for one in counts.sources),
        LINE.format("together", f"{counts.records:,}", f"{counts.rejects:,}"),
        "",
        f"  {counts.records_in_customers:,} records are {counts.customers:,} customers.",
        f"  Truly there are {measures.customers:,}. Merged: {counts.merged:,}.",
        f"  Held for review: {counts.open_reviews:,} questions.",
        f"  Accuracy, pairwise: {_shown(measures.pairwise)}",
        f"  Accuracy, B-cubed:  {_shown(measures.b_cubed)}",
    ]


def place_lines(accounts: Accounts, port: int) -> list[str]:
    """Where to look, how to sign in, and a first call."""
    here = f"http://127.0.0.1:{port}"
    signs = [f"  {user:<16} {password or NOT_OURS}" for user, password in accounts.passwords.items()]
    call = f"  curl -H 'Authorization: Bearer {accounts.key}' '{here}/api/v1/customers?name=schmidt'"
    return [f"Admin: {here}/admin/ - sign in as one of", *signs, "API:", call if accounts.key else f"  {NO_KEY}"]


def _shown(accuracy: Accuracy) -> str:
    return f"precision {accuracy.precision:.3f}, recall {accuracy.recall:.3f}, F1 {accuracy.f1:.3f}"
