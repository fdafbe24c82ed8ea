"""How the schema describes the writing of source records."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample

from mdm.web.acting_schema import (
    EXPECTING,
    IDEMPOTENCY,
    IF_MATCH,
    IF_MATCH_NEEDED,
    IF_NONE_MATCH,
    KEY,
    MISSING,
    MOVED_ON,
    SOURCE,
    UNEXPECTED,
    WITH_BODY,
    acting,
)
from mdm.web.sent_bodies import BatchBody
from mdm.web.sent_shapes import BatchResult, SentRecord

_FIELDS = {"full_name": "Anna Schmidt", "born": "1980-05-17", "mail": "anna@schmidt-berlin.de"}
_TOLD = {
    "source": "crm", "key": "C-1001", "version": 1, "processing_state": "matched",
    "customer_id": "01890a5d-ac96-774b-bcce-b302099a8057", "happening": "joined",
    "why": "The record joined a customer that it certainly is.", "is_held": False,
    "joined": {"by": "match", "source": "shop", "key": "77", "probability": 0.9998},
    "quality": {
        "score": 91,
        "findings": [
            {"attribute": "email", "rule": "email_domain", "dimension": "accuracy", "severity": "warn",
             "message": "The domain is mistyped, reserved or disposable.", "remedy": "Check the part behind the @.",
             "owner": "Customer data office"},
        ],
    },
}  # fmt: skip
_ANSWER = OpenApiExample("joined", value=_TOLD, response_only=True, status_codes=["200", "201"])

PUT = acting(
    "records_put",
    "Take in a whole record; the answer says whose it is",
    request={"application/json": OpenApiTypes.OBJECT},
    answers={200: SentRecord, 201: SentRecord},
    problems=WITH_BODY | MOVED_ON | UNEXPECTED,
    parameters=(SOURCE, KEY, IF_MATCH, IF_NONE_MATCH),
    examples=(OpenApiExample("record", value=_FIELDS, request_only=True), _ANSWER),
)
PATCH = acting(
    "records_patch",
    "Change parts of a record (JSON merge patch, RFC 7396)",
    request={"application/merge-patch+json": OpenApiTypes.OBJECT, "application/json": OpenApiTypes.OBJECT},
    answers={200: SentRecord},
    problems=WITH_BODY | MISSING | MOVED_ON | EXPECTING,
    parameters=(SOURCE, KEY, IF_MATCH_NEEDED),
    examples=(OpenApiExample("change", value={"mail": "anna@new.example", "born": None}, request_only=True),),
)
CLOSE = acting(
    "records_close",
    "Close a record: its source knows it no more",
    request=None,
    answers={200: SentRecord},
    problems=MISSING | MOVED_ON | EXPECTING,
    parameters=(SOURCE, KEY, IF_MATCH_NEEDED),
)
BATCH = acting(
    "records_batch",
    "Take in many records, each by itself, with a result for each",
    request={"application/json": BatchBody},
    answers={200: BatchResult},
    problems=WITH_BODY | MISSING | MOVED_ON,
    parameters=(SOURCE, IDEMPOTENCY),
    examples=(
        OpenApiExample(
            "batch",
            value={"records": [{"key": "C-1001", "record": _FIELDS}, {"key": "C-7", "close": True}]},
            request_only=True,
        ),
    ),
)
