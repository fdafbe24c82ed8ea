"""How the schema describes searching before creating."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from mdm.records import CustomerKind, Zone
from mdm.web.acting_schema import IDEMPOTENCY, MISSING, MOVED_ON, WITH_BODY, acting
from mdm.web.matching_bodies import MatchBody
from mdm.web.sent_shapes import SentRecord
from mdm.web.shapes import Shape


class Match(Shape):
    customer_id = serializers.UUIDField()
    name = serializers.CharField()
    grade = serializers.ChoiceField(choices=[str(one) for one in Zone])
    probability = serializers.FloatField(allow_null=True, help_text="null where the client's view hides something.")
    reasons = serializers.ListField(child=serializers.CharField(), help_text="The strongest first.")
    source = serializers.CharField(help_text="Of the record that is most like the candidate.")  # type: ignore[assignment]
    key = serializers.CharField()


class NormalisedValue(Shape):
    attribute = serializers.CharField()
    display = serializers.CharField(allow_blank=True)
    parts = serializers.DictField(child=serializers.CharField())
    flags = serializers.ListField(child=serializers.CharField())
    usage = serializers.CharField(allow_blank=True)


class Normalised(Shape):
    kind = serializers.ChoiceField(choices=[str(one) for one in CustomerKind])
    country = serializers.CharField(allow_blank=True)
    values = NormalisedValue(many=True)


class CandidateValidation(Shape):
    score = serializers.IntegerField(help_text="0 to 100.")
    failures = serializers.ListField(child=serializers.CharField())
    refused = serializers.CharField(allow_null=True, help_text="Why it would be refused, if it would.")


class MatchResult(Shape):
    matches = Match(many=True)
    unseen_matches = serializers.IntegerField(help_text="Matches that the client may not see.")
    normalised = Normalised()
    validation = CandidateValidation()
    created = SentRecord(allow_null=True)


_CANDIDATE = {"source": "crm", "record": {"full_name": "Ana Schmidt", "mail": "anna@schmidt-berlin.de"}}

MATCH = acting(
    "customers_match",
    "Search before create: whom a candidate is like",
    request={"application/json": MatchBody},
    answers={200: MatchResult, 201: MatchResult},
    problems=WITH_BODY | MISSING | MOVED_ON,
    parameters=(IDEMPOTENCY,),
    examples=(OpenApiExample("candidate", value=_CANDIDATE, request_only=True),),
)
