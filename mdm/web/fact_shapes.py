"""The shapes of facts in answers of their own."""

from __future__ import annotations

from rest_framework import serializers

from mdm.pipeline.facts.sending import Happening
from mdm.understand.consent import Standing
from mdm.understand.facts import CONSENT_STATES
from mdm.web.fact_members import Interaction, Relation, StandingConsent, ToldInteraction
from mdm.web.sent_shapes import ItemProblem
from mdm.web.shape import Place, Shape
from mdm.web.shapes import Identity


class SentFact(Place):
    version = serializers.IntegerField(help_text="Grows with every change; the ETag is this in quotes.")
    happening = serializers.ChoiceField(choices=[str(one) for one in Happening])
    record = Place(help_text="The source record that it is about.")
    customer_id = serializers.UUIDField(
        allow_null=True, help_text="Whose it is now; null as long as the record is not known, or not in sight."
    )


class FactResult(Shape):
    key = serializers.CharField()
    status = serializers.IntegerField(help_text="What the fact alone would have been answered with.")
    result = SentFact(allow_null=True)
    problem = ItemProblem(allow_null=True)


class FactBatchResult(Shape):
    source = serializers.CharField()  # type: ignore[assignment]
    taken = serializers.IntegerField()
    refused = serializers.IntegerField()
    items = FactResult(many=True)


class _Taken(Place):
    version = serializers.IntegerField()
    record = Place(help_text="The source record that it is about.")
    loaded_at = serializers.DateTimeField(help_text="When it came in first.")


class TakenInteraction(ToldInteraction, _Taken):
    """An interaction as its source stated it."""


class ToldConsent(Shape):
    purpose = serializers.CharField()
    channel = serializers.CharField(allow_null=True, help_text="null for every channel.")
    state = serializers.ChoiceField(choices=CONSENT_STATES)
    stated_at = serializers.DateTimeField()
    valid_until = serializers.DateTimeField(allow_null=True)


class TakenConsent(ToldConsent, _Taken):
    """A consent as its source stated it."""

    proof = serializers.CharField(allow_null=True, help_text="Masked without customers:read-sensitive.")


class TakenRelationship(_Taken):
    """A relationship as its source stated it."""

    type = serializers.CharField()
    to = Place(help_text="The other source record.")
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)


class InteractionPage(Identity):
    items = Interaction(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class RelationPage(Identity):
    items = Relation(many=True, help_text="In the order of the other customers' ids.")
    next_cursor = serializers.CharField(allow_null=True)


class ConsentStatement(ToldConsent, Place):
    record = Place(help_text="The source record that it is about.")


class ConsentPage(Identity):
    answers = StandingConsent(many=True, help_text="For each purpose and channel that was spoken of.")
    statements = ConsentStatement(many=True, help_text="The latest first.")


class ConsentReason(ConsentStatement):
    standing = serializers.ChoiceField(
        choices=[str(one) for one in Standing], help_text="What it comes to at that time: a grant may have ended."
    )


class MayContact(Identity):
    purpose = serializers.CharField()
    channel = serializers.CharField()
    at = serializers.DateTimeField(help_text="The time that is asked about.")
    may_contact = serializers.BooleanField()
    standing = serializers.ChoiceField(choices=[str(one) for one in Standing])
    why = serializers.CharField()
    reasons = ConsentReason(
        many=True, help_text="The latest statement of each source record, the most restrictive first."
    )
