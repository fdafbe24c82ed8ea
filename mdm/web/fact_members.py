"""The shapes of facts within a profile."""

from __future__ import annotations

from rest_framework import serializers

from mdm.records import CustomerKind
from mdm.understand.consent import Standing
from mdm.understand.facts import DIRECTIONS, INTERACTION_STATES, SENTIMENTS
from mdm.web.shape import Place, Shape


class ToldInteraction(Shape):
    """What is told of an interaction, beside who says so."""

    record = Place(help_text="The source record that it is about.")
    at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    channel = serializers.CharField()
    direction = serializers.ChoiceField(choices=DIRECTIONS, allow_null=True)
    subject = serializers.CharField(allow_null=True, help_text="Masked without customers:read-sensitive; as `note`.")
    reason = serializers.CharField(allow_null=True, help_text="Reason of request.")
    outcome = serializers.CharField(allow_null=True)
    sentiment = serializers.ChoiceField(choices=SENTIMENTS, allow_null=True)
    score = serializers.FloatField(allow_null=True, help_text="Satisfaction, 0 to 100.")
    state = serializers.ChoiceField(choices=INTERACTION_STATES)
    note = serializers.CharField(allow_null=True)


class Interaction(Place, ToldInteraction):
    """An interaction with its sender's source and key."""


class StandingConsent(Shape):
    """Whether a customer may be contacted, and what decides."""

    purpose = serializers.CharField()
    channel = serializers.CharField(allow_null=True, help_text="null for every channel.")
    may_contact = serializers.BooleanField()
    standing = serializers.ChoiceField(
        choices=[str(one) for one in Standing], help_text="`unseen` where a source outside the view forbids it."
    )
    why = serializers.CharField()
    stated_at = serializers.DateTimeField(allow_null=True, help_text="Of the statement that decides.")
    valid_until = serializers.DateTimeField(allow_null=True)
    said_by = Place(allow_null=True, help_text="The statement that decides, by its sender's key.")


class Relation(Shape):
    """How the customer stands to another."""

    type = serializers.CharField()
    label = serializers.CharField(help_text="As in: is contact of, or from the other end: has contact.")  # type: ignore[assignment]
    is_inverse = serializers.BooleanField(help_text="It is stated of the other customer.")
    customer_id = serializers.UUIDField()
    name = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(choices=[kind.value for kind in CustomerKind])
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)
    said_by = Place(many=True, help_text="The statements, by their senders' keys.")
