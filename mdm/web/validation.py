"""The validate-only address for data entry forms: clean form, grade, failed rules; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from mdm.pipeline.intake.validation import Validated, validate_row, validate_values
from mdm.records import VALUE, CustomerKind, SaidValue
from mdm.web.acting_schema import IDEMPOTENCY, MISSING, MOVED_ON, WITH_BODY, acting
from mdm.web.answers import plain_answer
from mdm.web.bodies import Body, parsed, raw_body
from mdm.web.once import once
from mdm.web.parameters import refuse_parameters
from mdm.web.permissions import READ_RECORDS, check_seen, view_of
from mdm.web.shapes import FailedRule, Shape

_MOST_VALUES = 100
_LONGEST = 2_000


class StatedValue(Body):
    attribute = serializers.SlugField(max_length=40)
    value = serializers.CharField(max_length=_LONGEST, required=False, allow_blank=True, help_text="Of one part.")
    parts = serializers.DictField(
        child=serializers.CharField(max_length=_LONGEST, allow_blank=True), required=False, help_text="street, city …"
    )
    usage = serializers.CharField(max_length=40, required=False, allow_blank=True)


class Entry(Body):
    """Either `source` and `row`, as that source sends it, or `kind` and `values`."""

    source = serializers.SlugField(max_length=40, required=False)  # type: ignore[assignment] # their own name
    row = serializers.DictField(required=False)
    kind = serializers.ChoiceField(choices=[str(one) for one in CustomerKind], required=False)
    country = serializers.RegexField("^[A-Z]{2}$", required=False, help_text="ISO 3166 alpha-2.")
    values = StatedValue(many=True, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (
            ("source" in attrs) != ("row" in attrs)
            or ("kind" in attrs) != ("values" in attrs)
            or (("row" in attrs) == ("values" in attrs))
        ):
            raise serializers.ValidationError("State source and row, or kind and values.")
        if len(attrs.get("values", ())) > _MOST_VALUES:
            raise serializers.ValidationError(f"State at most {_MOST_VALUES} values.")
        return attrs


class CleanedValue(Shape):
    attribute = serializers.CharField()
    display = serializers.CharField(allow_blank=True, help_text="The form for people; offer it in the form.")
    parts = serializers.DictField(child=serializers.CharField())
    flags = serializers.ListField(child=serializers.CharField())
    is_valid = serializers.BooleanField()  # type: ignore[assignment] # their own name


class Validation(Shape):
    is_acceptable = serializers.BooleanField(help_text="No failed rule refuses it.")
    kind = serializers.CharField()
    country = serializers.CharField(allow_blank=True)
    score = serializers.IntegerField()
    dimensions = serializers.DictField(child=serializers.IntegerField())
    values = CleanedValue(many=True)
    findings = FailedRule(many=True)


VALIDATE = acting(
    "records_validate",
    "Check a record before it is entered; nothing is written",
    request={"application/json": Entry},
    answers={200: Validation},
    problems=WITH_BODY | MISSING | MOVED_ON,
    parameters=(IDEMPOTENCY,),
)


class ValidateView(APIView):
    scope = READ_RECORDS

    @VALIDATE
    def post(self, request: Request) -> HttpResponse:
        refuse_parameters(request)
        body = raw_body(request)
        said = Entry.of(parsed(body))
        if "source" in said:
            check_seen(view_of(request), said["source"])
        return once(request, body, lambda: plain_answer(_document(_validated(said))), is_written=False)


def _validated(said: Mapping[str, Any]) -> Validated:
    today = timezone.localdate()
    if "row" in said:
        return validate_row(said["source"], said["row"], today=today)
    values = [
        SaidValue(one["attribute"], one.get("parts") or {VALUE: one.get("value", "")}, one.get("usage", ""))
        for one in said["values"]
    ]
    return validate_values(CustomerKind(said["kind"]), said.get("country", ""), values, today=today)


def _document(found: Validated) -> dict[str, Any]:
    return {
        "is_acceptable": found.is_acceptable,
        "kind": str(found.customer.kind),
        "country": found.customer.country,
        "score": found.grade.score,
        "dimensions": dict(found.grade.dimensions),
        "values": [
            {
                "attribute": one.attribute,
                "display": one.display,
                "parts": dict(one.clean),
                "flags": list(one.flags),
                "is_valid": one.is_valid,
            }
            for one in found.customer.values
        ],
        "findings": [asdict(one) for one in found.findings],
    }
