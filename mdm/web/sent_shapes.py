"""The shapes of what a sender is told."""

from __future__ import annotations

from rest_framework import serializers

from mdm.pipeline.serving.online import Happening
from mdm.web.sent_documents import TAKEN
from mdm.web.shapes import FailedRule, Shape

_HAPPENINGS = [*(str(one) for one in Happening), TAKEN]


class JoinedBy(Shape):
    by = serializers.CharField(help_text="match or judgement.")
    source = serializers.CharField()  # type: ignore[assignment]
    key = serializers.CharField()
    probability = serializers.FloatField(allow_null=True)


class SentQuality(Shape):
    score = serializers.IntegerField(help_text="0 to 100, of what was sent by itself; the nightly job adds the rest.")
    findings = FailedRule(many=True, help_text="The rules it fails, with what is wrong and what to do.")


class SentRecord(Shape):
    source = serializers.CharField()  # type: ignore[assignment]
    key = serializers.CharField()
    version = serializers.IntegerField(help_text="Of the record; its ETag is this in quotes.")
    processing_state = serializers.ChoiceField(choices=["matched", "closed"])
    customer_id = serializers.UUIDField(allow_null=True, help_text="Whose record it is now.")
    happening = serializers.ChoiceField(
        choices=_HAPPENINGS, help_text="`taken` where more would tell of sources that the client does not see."
    )
    why = serializers.CharField()
    is_held = serializers.BooleanField(help_text="A person was asked about a possible match.")
    joined = JoinedBy(allow_null=True, help_text="The record that it matched most.")
    quality = SentQuality(allow_null=True, help_text="None where the record was closed.")


class ItemProblem(Shape):
    code = serializers.CharField()
    detail = serializers.CharField()
    remedy = serializers.CharField(allow_blank=True)
    errors = serializers.ListField(  # type: ignore[assignment]
        child=serializers.DictField(child=serializers.CharField()), required=False
    )
    data = serializers.DictField(required=False)  # type: ignore[assignment]


class ItemResult(Shape):
    key = serializers.CharField()
    status = serializers.IntegerField(help_text="What the record alone would have been answered with.")
    result = SentRecord(allow_null=True)
    problem = ItemProblem(allow_null=True)


class BatchResult(Shape):
    source = serializers.CharField()  # type: ignore[assignment]
    taken = serializers.IntegerField()
    refused = serializers.IntegerField()
    items = ItemResult(many=True)
