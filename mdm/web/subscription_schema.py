"""Bodies, answers and descriptions of webhook subscriptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import serializers

from mdm.web.acting_schema import IDEMPOTENCY, MISSING, WITH_BODY, acting
from mdm.web.bodies import Body
from mdm.web.feed_schema import HIGHEST_SEQUENCE, TYPES
from mdm.web.openapi import described
from mdm.web.parameters import Parameters
from mdm.web.shapes import Shape

_ID = OpenApiParameter("subscription", OpenApiTypes.INT, OpenApiParameter.PATH)
_STATES = ["active", "paused", "disabled"]
_CONFLICT = {409: "The name is taken, or the subscription is in another state."}
_GONE = {410: "The feed no longer reaches back to where it would go on."}
_LONGEST_URL = 1000


def _words(**options: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=100, **options)


class _Choices(Body):
    types = serializers.ListField(child=serializers.ChoiceField(choices=TYPES), required=False, max_length=20)
    attributes = _words(help_text="Only changes of these; merged, split and retired always come.")
    sources = _words(help_text="Only customers that these source systems know.")
    leaves_out_own = serializers.BooleanField(required=False, help_text="Not what this client's requests caused.")
    has_snapshot = serializers.BooleanField(required=False, help_text="Send the profile too. Needs customers:read.")


class SubscriptionBody(_Choices):
    name = serializers.CharField(max_length=80)
    url = serializers.CharField(max_length=_LONGEST_URL, help_text="A public https address.")
    after = serializers.IntegerField(
        required=False, min_value=0, max_value=HIGHEST_SEQUENCE, help_text="Begin after it; left out, begin now."
    )


class SubscriptionPatch(_Choices):
    url = serializers.CharField(required=False, max_length=_LONGEST_URL)
    state = serializers.ChoiceField(required=False, choices=["active", "paused"])


class ReplayBody(Body):
    after = serializers.IntegerField(min_value=0, max_value=HIGHEST_SEQUENCE)


class DeadLettersBody(Body):
    sequences = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=HIGHEST_SEQUENCE),
        required=False,
        max_length=1000,
        help_text="Only these; left out, all.",
    )


class DeadLetterParameters(Parameters):
    """Where to go on."""

    after = serializers.IntegerField(required=False, default=0, min_value=0, max_value=HIGHEST_SEQUENCE)


class Subscription(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    url = serializers.CharField()
    types = serializers.ListField(child=serializers.CharField())
    attributes = serializers.ListField(child=serializers.CharField())
    sources = serializers.ListField(child=serializers.CharField())
    leaves_out_own = serializers.BooleanField()
    has_snapshot = serializers.BooleanField()
    state = serializers.ChoiceField(choices=_STATES)
    cursor = serializers.IntegerField(help_text="Up to here of the feed, deliveries have been made out.")
    waiting = serializers.IntegerField()
    sending = serializers.IntegerField()
    dead = serializers.IntegerField(help_text="Dead letters.")
    failures = serializers.IntegerField(help_text="Failed attempts since the last success.")
    problem = serializers.CharField(allow_blank=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class Subscriptions(Shape):
    items = Subscription(many=True)


class Secret(Shape):
    secret = serializers.CharField(help_text="Verify the webhook-signature header with it.")
    former_until = serializers.DateTimeField(allow_null=True, help_text="Until then the former one signs too.")


class DeadLetter(Shape):
    sequence = serializers.IntegerField()
    customer_id = serializers.UUIDField()
    attempts = serializers.IntegerField()
    status = serializers.IntegerField(allow_null=True, help_text="HTTP status of the last answer.")
    problem = serializers.CharField()
    ended_at = serializers.DateTimeField()


class DeadLetters(Shape):
    items = DeadLetter(many=True)
    next_after = serializers.IntegerField(allow_null=True)


class Revived(Shape):
    count = serializers.IntegerField(help_text="How many dead letters are tried again.")


_EXAMPLE = OpenApiExample(
    "crm",
    value={"name": "crm", "url": "https://crm.example.com/hooks/customers", "types": ["changed", "merged"]},
    request_only=True,
)


def _acting(
    name: str, summary: str, request: Any, status: int, answer: Any, *, is_one: bool = True
) -> Callable[..., Any]:
    gone = _GONE if request in {SubscriptionBody, SubscriptionPatch, ReplayBody} else {}
    problems = (WITH_BODY if request else {}) | (MISSING if is_one else {}) | _CONFLICT | gone
    parameters = [
        *([_ID] if is_one else []),
        *([] if name in {"subscriptions_change", "subscriptions_remove"} else [IDEMPOTENCY]),
    ]
    examples = (_EXAMPLE,) if request is SubscriptionBody else ()
    return acting(
        name, summary, request=request, answers={status: answer}, problems=problems, parameters=parameters,
        examples=examples,
    )  # fmt: skip


LIST = described("subscriptions_list", "This client's subscriptions", Subscriptions, parameters=(), is_one=False)
READ = described("subscriptions_read", "A subscription and how it fares", Subscription, parameters=(_ID,))
SECRET = described("subscriptions_secret", "The secret that messages are signed with", Secret, parameters=(_ID,))
DEAD_LETTERS = described(
    "subscriptions_dead_letters", "What could not be delivered", DeadLetters, parameters=(_ID, DeadLetterParameters)
)
ADD = _acting("subscriptions_add", "Be told by webhook", SubscriptionBody, 201, Subscription, is_one=False)
CHANGE = _acting("subscriptions_change", "Change, pause or resume", SubscriptionPatch, 200, Subscription)
REMOVE = _acting("subscriptions_remove", "Be told no more", None, 204, None)
ROTATE = _acting("subscriptions_rotate", "Make a new secret; the former one holds for a day", None, 200, Subscription)
REPLAY = _acting("subscriptions_replay", "Send everything after a sequence once more", ReplayBody, 202, Subscription)
REVIVE = _acting("subscriptions_revive", "Try dead letters again", DeadLettersBody, 202, Revived)
