"""The feed's parameters and shapes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from mdm.records import ChangeKind
from mdm.web.openapi import described
from mdm.web.parameters import PageParameters, Parameters
from mdm.web.shapes import Profile, Shape

LONGEST_WAIT = 30
LARGEST_PAGE = 1000
TYPES = [kind.value for kind in ChangeKind]
# Far beyond what a feed reaches, and within what the database counts.
HIGHEST_SEQUENCE = 10**18


class Listed(serializers.CharField):
    """Words separated by commas."""

    def __init__(self, **said: Any) -> None:
        # The length is that of the text as it was sent, as the schema says.
        super().__init__(trim_whitespace=False, **said)

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        # On the text: length and NUL can't be told of a list of words.
        self.run_validators(text)
        return sorted({one.strip() for one in text.split(",") if one.strip()})


class FeedParameters(Parameters):
    """Where to go on in the feed, and what to leave out."""

    after = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=HIGHEST_SEQUENCE, help_text="`last` of the answer before."
    )
    limit = serializers.IntegerField(required=False, default=100, min_value=1, max_value=LARGEST_PAGE)
    types = Listed(required=False, max_length=200, help_text=f"Only these, by commas: {', '.join(TYPES)}.")
    attributes = Listed(
        required=False,
        max_length=2000,
        help_text="Only changes of these attributes, by commas; changes without attributes, as merged, always come.",
    )
    sources = Listed(
        required=False, max_length=2000, help_text="Only customers that these source systems know, by commas."
    )
    own = serializers.BooleanField(
        required=False, default=True, help_text="`false` leaves out what this client's own requests caused."
    )
    snapshot = serializers.BooleanField(
        required=False, default=False, help_text="Put each customer's profile beside the change. Needs customers:read."
    )
    wait = serializers.IntegerField(
        required=False,
        default=0,
        min_value=0,
        max_value=LONGEST_WAIT,
        help_text="Where there is nothing, wait so many seconds for something.",
    )


class FeedChange(Shape):
    sequence = serializers.IntegerField(help_text="Its place in the feed.")
    customer_id = serializers.UUIDField()
    version = serializers.IntegerField(help_text="The customer's version after it.")
    type = serializers.ChoiceField(choices=TYPES)
    attributes = serializers.ListField(child=serializers.CharField(), help_text="What changed.")
    detail = serializers.DictField(
        help_text="After merged, `into` is the survivor; after split, all the parts; only what the client's view shows."
    )
    at = serializers.DateTimeField()
    customer = Profile(
        required=False, allow_null=True, help_text="With `snapshot`: who answers to the id now, maybe newer already."
    )


class Feed(Shape):
    items = FeedChange(many=True)
    last = serializers.IntegerField(help_text="State this as `after` next time.")
    has_more = serializers.BooleanField(help_text="There is more at once.")


CHANGES = described(
    "changes_read", "Changes to customers, in an order that skips none", Feed, parameters=(FeedParameters,),
    is_one=False, more={410: "The feed no longer reaches back that far."},
)  # fmt: skip


class Snapshot(Shape):
    items = Profile(many=True, help_text="In the order of their ids.")
    follow_after = serializers.IntegerField(
        help_text="After the last page, follow changes after this sequence. The same on every page."
    )
    next_cursor = serializers.CharField(allow_null=True)


SNAPSHOT = described(
    "changes_snapshot", "Every customer, to start following anew", Snapshot, parameters=(PageParameters,), is_one=False
)
