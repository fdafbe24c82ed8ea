"""How the schema describes sending files, and the jobs that load them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from mdm.acquire.readers import FORMATS
from mdm.acquire.sent.queries import MATCHING, STATES
from mdm.pipeline.intake.sent_files import NAMELESS
from mdm.web.acting_schema import IDEMPOTENCY, MISSING, MOVED_ON, SOURCE, WITH_BODY, acting, problem_response
from mdm.web.openapi import described
from mdm.web.parameters import PageParameters, Parameters
from mdm.web.shapes import Refusal, Shape

# Content-Type -> the format that it states, "" for what is found out.
FILE_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "application/octet-stream": "",
        "text/csv": "csv",
        "application/x-ndjson": "ndjson",
        "application/json": "json",
        "application/vnd.apache.parquet": "parquet",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "application/gzip": "",
        "application/zip": "",
    }
)
# A name becomes a file's name in the worker's temporary folder.
_NAME = r"^[^/\\\x00-\x1f\x7f.][^/\\\x00-\x1f\x7f]*$"


class FileParameters(Parameters):
    """What the sender says of the file; the rest is the mapping's, or found out."""

    name = serializers.RegexField(
        _NAME, max_length=200, required=False, default=NAMELESS, help_text="The file's name, as `crm-2026-11.csv.gz`."
    )
    format = serializers.ChoiceField(
        choices=list(FORMATS), required=False,
        error_messages={"invalid_choice": f"One of {', '.join(FORMATS)}."},
        help_text="Else the Content-Type's, the mapping's, or found out.",
    )  # fmt: skip
    encoding = serializers.CharField(max_length=40, required=False, help_text="Else the mapping's, or found out.")
    delimiter = serializers.CharField(
        max_length=3, required=False, trim_whitespace=False, help_text="One character, or `tab`; else found out."
    )
    snapshot = serializers.BooleanField(
        required=False, default=False, help_text="The file is complete: what it lacks is closed."
    )


class JobParameters(PageParameters):
    """Which jobs."""

    source = serializers.SlugField(max_length=40, required=False)  # type: ignore[assignment]


class JobProgress(Shape):
    share = serializers.FloatField(help_text="0 to 1.")
    rows = serializers.IntegerField(allow_null=True, help_text="Of the file, once it was looked through.")
    done = serializers.IntegerField(help_text="Rows.")


class JobMatching(Shape):
    state = serializers.ChoiceField(
        choices=list(MATCHING),
        help_text="`waiting` for others or for the nightly job; `failed`: the nightly job makes up for it.",
    )
    share = serializers.FloatField(help_text="0 to 1.")


class JobCounts(Shape):
    read = serializers.IntegerField()
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    closed = serializers.IntegerField(help_text="Records that a snapshot lacks, or that a row marks as deleted.")
    rejected = serializers.IntegerField()


class JobProblem(Shape):
    code = serializers.CharField()
    detail = serializers.CharField()
    remedy = serializers.CharField(allow_blank=True)
    data = serializers.DictField(required=False)  # type: ignore[assignment]


class FileJob(Shape):
    id = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]
    state = serializers.ChoiceField(
        choices=list(STATES),
        help_text="`matching`: loaded, and its records are on their way to customers; `done`: they are there; "
        "`held`: out of line with earlier deliveries, and nothing of it counts until a person has decided; "
        "`discarded`: decided against.",
    )
    name = serializers.CharField()
    bytes = serializers.IntegerField()
    is_snapshot = serializers.BooleanField()
    sent_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    progress = JobProgress()
    matching = JobMatching(allow_null=True, help_text="How its records become customers, once it was loaded.")
    counts = JobCounts()
    read_as = serializers.DictField(help_text="Format, encoding and delimiter, as stated or found out.")
    batch = serializers.IntegerField(allow_null=True, help_text="The delivery that it became.")
    problem = JobProblem(allow_null=True, help_text="Why it failed.")


class FileJobs(Shape):
    items = FileJob(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class RejectedRow(Refusal):
    id = serializers.IntegerField()
    key = serializers.CharField(allow_blank=True, help_text="The record's key, where it can be read.")


class RejectedRows(Shape):
    items = RejectedRow(many=True)
    next_cursor = serializers.CharField(allow_null=True)


_JOB = OpenApiParameter("job", OpenApiTypes.INT, OpenApiParameter.PATH)
_WAITING = OpenApiExample(
    "waiting",
    value={
        "id": 41, "source": "crm", "state": "waiting", "name": "crm-2026-11.csv.gz", "bytes": 73400320,
        "is_snapshot": False, "sent_at": "2026-11-21T22:00:00Z", "started_at": None, "ended_at": None,
        "progress": {"share": 0.0, "rows": None, "done": 0}, "matching": None,
        "counts": {"read": 0, "new": 0, "changed": 0, "unchanged": 0, "closed": 0, "rejected": 0},
        "read_as": {}, "batch": None, "problem": None,
    },
    response_only=True, status_codes=["202"],
)  # fmt: skip
_LENGTH = {411: "Content-Length is missing."}

SEND = acting(
    "files_send",
    "Send a large file; a worker loads it",
    request=dict.fromkeys(FILE_TYPES, OpenApiTypes.BINARY),
    answers={202: FileJob},
    problems=WITH_BODY | MISSING | MOVED_ON | _LENGTH,
    parameters=(SOURCE, IDEMPOTENCY, FileParameters),
    examples=(_WAITING,),
)
JOBS = described("jobs_list", "The files this client sent", FileJobs, parameters=(JobParameters,), is_one=False)
JOB = described("jobs_read", "A sent file and how far it is", FileJob, parameters=(_JOB,))
REJECTS = described(
    "jobs_rejects", "Rows that could not be taken, with what to do", RejectedRows, parameters=(_JOB, PageParameters)
)
OPEN_REJECTS = described(
    "records_rejects", "A source's rows that could not be taken and were not corrected since", RejectedRows,
    parameters=(SOURCE, PageParameters), is_one=False,
)  # fmt: skip
CANCEL = acting(
    "jobs_cancel", "Stop loading; rows that were taken stay", request=None, answers={202: FileJob},
    problems=MISSING | MOVED_ON, parameters=(_JOB, IDEMPOTENCY),
)  # fmt: skip
RESUME = acting(
    "jobs_resume", "Go on where a load failed or was cancelled", request=None, answers={202: FileJob},
    problems=MISSING | MOVED_ON, parameters=(_JOB, IDEMPOTENCY),
)  # fmt: skip
DOWNLOAD = extend_schema(
    operation_id="jobs_rejects_file",
    summary="The same rows as CSV, to be corrected and sent again",
    tags=["jobs"],
    parameters=[_JOB],
    responses={
        (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, description="What is wrong, then the file's own columns."),
        **{
            (status, "application/problem+json"): problem_response(status, text)
            for status, text in (
                (400, "A parameter is unknown."),
                (401, "No client key, or not a valid one."),
                (403, "The client lacks the scope."),
                (404, "This client sent no such file."),
                (405, "Another method than GET or HEAD."),
                (406, "Accept leaves no form to answer in."),
                (429, "More requests a minute than the client may make; wait as Retry-After says."),
            )
        },
    },
)
