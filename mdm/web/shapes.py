"""The shapes of the answers, as the API's description states them. The answers themselves are made in `documents`."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from mdm.records import CustomerKind
from mdm.web.fact_members import Interaction, Relation, StandingConsent
from mdm.web.shape import Place as Place  # noqa: PLC0414 - all who describe answers find it here
from mdm.web.shape import Shape as Shape  # noqa: PLC0414 - as Place

_KINDS = [kind.value for kind in CustomerKind]
_STAGES = ["received", "clean", "matched", "closed", "rejected"]


_URN = "urn:customer-master-data:problem:"


def _example(status: int, code: str, title: str, detail: str, remedy: str, **more: Any) -> dict[str, Any]:
    return {
        "type": _URN + code,
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "remedy": remedy,
        **more,
    }


# One problem of each status, as it comes.
PROBLEM_EXAMPLES = {
    one["status"]: one
    for one in (
        _example(400, "invalid_input", "The request can't be taken as it is", "Some of what was sent is not valid.",
                 "See errors for each place.",
                 errors=[{"pointer": "/records/0/key", "code": "required", "detail": "This field is required."}]),
        _example(401, "not_authenticated", "A client key is required", "No client key was sent.",
                 "Send the header Authorization: Bearer <key>."),
        _example(403, "missing_scope", "The client may not do this", "This client lacks the scope records:write.",
                 "Ask an administrator for a client with that scope."),
        _example(404, "not_found", "Nothing answers here", "No customer ever had this id.",
                 "Search by name, e-mail, phone or identifier."),
        _example(405, "method_not_allowed", "The method is not possible here", 'Method "POST" not allowed.',
                 "Use one of the methods in the Allow header."),
        _example(406, "not_acceptable", "No acceptable form of the answer",
                 "Could not satisfy the request Accept header.", "Accept application/json."),
        _example(409, "conflict", "The state has moved on", "This idempotency key was used for another request.",
                 "Use a new key for each request."),
        _example(410, "gone", "It is no longer kept", "The feed no longer reaches back that far.",
                 "Look your customers up again, then follow from data.after on.", parameter="after",
                 data={"after": 4711}),
        _example(411, "length_required", "The request must state its length",
                 "The length of the file is not stated.", "Send Content-Length, and not in chunks."),
        _example(412, "precondition_failed", "The state has moved on", "The record has changed since it was read.",
                 "Read it again, apply your change to what you find, and send the new ETag."),
        _example(413, "body_too_large", "The body is too large", "The body is larger than 1000000 bytes.",
                 "Send less at once, or a file."),
        _example(415, "unsupported_media_type", "The body's type is not supported",
                 "The body must be application/json.", "Send application/json."),
        _example(428, "precondition_required", "The request must state what it expects",
                 "A part can only be changed of what is known.",
                 "Send If-Match with the record's ETag, or * for whatever stands there."),
        _example(429, "throttled", "Too many requests", "Request was throttled.",
                 "Wait for the seconds in the Retry-After header."),
    )
}  # fmt: skip


class Problem(Shape):
    """Problem details, RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    code = serializers.CharField(help_text="Stable; decide by this.")
    remedy = serializers.CharField(required=False, help_text="What to do about it.")
    parameter = serializers.CharField(required=False)
    # A member may bear a name that the framework's class uses for itself; the framework keeps them apart.
    errors = serializers.ListField(  # type: ignore[assignment]
        child=serializers.DictField(child=serializers.CharField()), required=False
    )
    data = serializers.DictField(required=False)  # type: ignore[assignment]


class Member(Place):
    since = serializers.DateTimeField()


class Value(Place):
    display = serializers.CharField(help_text="The form for people.")
    parts = serializers.DictField(child=serializers.CharField(), help_text="As people write them.")
    comparable = serializers.DictField(child=serializers.CharField(), help_text="Folded to lower-case ASCII.")
    usage = serializers.CharField(allow_blank=True, help_text="home, work, billing …, as the source states it.")
    flags = serializers.ListField(child=serializers.CharField())
    rule = serializers.CharField(help_text="The survivorship rule that chose it.")
    reason = serializers.CharField(allow_blank=True, help_text="Why it won, in a sentence.")
    is_masked = serializers.BooleanField(help_text="There is a value, but not for this client.")


class Loser(Place):
    display = serializers.CharField()
    parts = serializers.DictField(child=serializers.CharField())
    comparable = serializers.DictField(child=serializers.CharField())
    supporters = Place(many=True, help_text="Other records that say the same.")
    rule = serializers.CharField(help_text="What decided against it.")
    reason = serializers.CharField(allow_blank=True)
    is_masked = serializers.BooleanField()


class TracedValue(Value):
    supporters = Place(many=True, help_text="Records that say the same.")
    losers = Loser(many=True)


def _by_attribute(child: Any) -> serializers.DictField:
    return serializers.DictField(child=serializers.ListField(child=child), help_text="By attribute code, best first.")


class Identity(Shape):
    id = serializers.UUIDField(help_text="Who answers to the requested id today.")
    requested_id = serializers.UUIDField()
    is_redirected = serializers.BooleanField(help_text="The requested id was merged into `id`.")
    kind = serializers.ChoiceField(choices=_KINDS)
    state = serializers.ChoiceField(choices=["active", "retired"])
    version = serializers.IntegerField(allow_null=True, help_text="Grows with every change of a value.")


class FailedRule(Shape):
    attribute = serializers.CharField()
    rule = serializers.CharField()
    dimension = serializers.CharField()
    severity = serializers.ChoiceField(choices=["inform", "warn", "reject", "review"])
    message = serializers.CharField()
    remedy = serializers.CharField()
    owner = serializers.CharField(allow_blank=True)


class GoldenQuality(Shape):
    version = serializers.IntegerField(help_text="The version that was graded.")
    score = serializers.IntegerField(help_text="0 to 100.")
    dimensions = serializers.DictField(child=serializers.IntegerField(), help_text="Points by what was tested.")
    findings = FailedRule(many=True, help_text="The rules it fails, with what is wrong and what to do.")


class Profile(Identity):
    name = serializers.CharField(allow_blank=True)
    since = serializers.DateTimeField(help_text="When this version began.")
    policy = serializers.IntegerField(allow_null=True, help_text="Version of the survivorship policy.")
    attributes = _by_attribute(Value())
    members = Member(many=True, required=False, help_text="Where the client's view shows them, and not with `as_of`.")
    merged_ids = serializers.ListField(
        child=serializers.UUIDField(), required=False, help_text="Ids that were merged into this one; as `members`."
    )
    quality = GoldenQuality(
        allow_null=True,
        required=False,
        help_text="Of what the client sees; null until it was graded, and where its view limits sources. As `members`.",
    )
    interactions = Interaction(many=True, required=False, help_text="The latest ten contacts. As `members`.")
    consents = StandingConsent(
        many=True, required=False, help_text="What was said of consent, and what it comes to. As `members`."
    )
    relations = Relation(many=True, required=False, help_text="To at most 50 others, past ones left out. As `members`.")
    until = serializers.DateTimeField(allow_null=True, required=False, help_text="With `as_of`: when it ended.")


class Lineage(Identity):
    policy = serializers.IntegerField(allow_null=True)
    attributes = _by_attribute(TracedValue())


class GoldenVersion(Shape):
    version = serializers.IntegerField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)
    kind = serializers.ChoiceField(choices=_KINDS)
    name = serializers.CharField()
    policy = serializers.IntegerField()
    attributes = _by_attribute(Value())


class History(Identity):
    items = GoldenVersion(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class FoundCustomer(Shape):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=_KINDS)
    name = serializers.CharField()
    version = serializers.IntegerField()
    since = serializers.DateTimeField()
    score = serializers.FloatField(help_text="How well the name fits, 0 to 1; 1 where no name was sought.")
    reasons = serializers.ListField(child=serializers.CharField(), help_text="Why it was found, for each criterion.")
    attributes = _by_attribute(serializers.CharField())


class SearchResult(Shape):
    items = FoundCustomer(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class Refusal(Shape):
    batch = serializers.IntegerField()
    line = serializers.IntegerField()
    column = serializers.CharField(allow_blank=True)
    problem = serializers.CharField()
    message = serializers.CharField()
    remedy = serializers.CharField(allow_blank=True)


class CleanForm(Shape):
    kind = serializers.ChoiceField(choices=_KINDS)
    country = serializers.CharField(allow_blank=True)
    values = serializers.ListField(child=serializers.DictField())
    is_current = serializers.BooleanField(help_text="Made from the record's current version.")


class Quality(Shape):
    score = serializers.IntegerField()
    completeness = serializers.IntegerField()
    validity = serializers.IntegerField()
    failures = serializers.ListField(child=serializers.CharField())
    graded_at = serializers.DateTimeField()
    findings = FailedRule(many=True)


class Record(Shape):
    source = serializers.CharField()  # type: ignore[assignment]
    key = serializers.CharField()
    processing_state = serializers.ChoiceField(choices=_STAGES, help_text="How far the current version has come.")
    version = serializers.IntegerField(required=False)
    customer_id = serializers.UUIDField(allow_null=True, required=False)
    opened_at = serializers.DateTimeField(required=False)
    changed_at = serializers.DateTimeField(required=False)
    closed_at = serializers.DateTimeField(allow_null=True, required=False)
    stated_created_at = serializers.DateTimeField(allow_null=True, required=False)
    stated_updated_at = serializers.DateTimeField(allow_null=True, required=False)
    loaded_at = serializers.DateTimeField(allow_null=True, required=False)
    payload = serializers.DictField(required=False, help_text="As the source said it.")
    clean = CleanForm(allow_null=True, required=False)
    quality = Quality(allow_null=True, required=False)
    reject = Refusal(allow_null=True, required=False, help_text="The latest row with this key that was refused.")


class TieStep(Shape):
    label = serializers.CharField()  # type: ignore[assignment]
    level = serializers.CharField(allow_blank=True)
    weight = serializers.FloatField(help_text="Bits: 1 more doubles the odds.")
    total = serializers.FloatField()
    sentence = serializers.CharField()


class Tie(Member):
    by = serializers.CharField(help_text="alone, match, judgement or group.")
    with_record = Place(allow_null=True, help_text="The record that it matched.")
    zone = serializers.CharField(allow_null=True)
    summary = serializers.CharField(allow_blank=True)
    steps = TieStep(many=True, help_text="Empty where the client's view hides something.")


class CustomerExplanation(Identity):
    ties = Tie(many=True, help_text="What ties each record to the customer.")
