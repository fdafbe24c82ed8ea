"""Files that clients send, and their jobs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.views import APIView

from mdm.acquire import queries as acquire
from mdm.acquire.sent import queries
from mdm.acquire.sheets import marked_rows
from mdm.errors import InvalidInputError, LengthError, TooLargeError
from mdm.pipeline.intake import sent_files
from mdm.pipeline.jobs import files
from mdm.web import file_documents
from mdm.web.answers import answer, plain_answer
from mdm.web.cursors import cursor_after, place_of
from mdm.web.file_schema import (
    CANCEL,
    DOWNLOAD,
    FILE_TYPES,
    JOB,
    JOBS,
    OPEN_REJECTS,
    REJECTS,
    RESUME,
    SEND,
    FileParameters,
    JobParameters,
)
from mdm.web.once import once
from mdm.web.parameters import PageParameters, refuse_parameters
from mdm.web.permissions import WRITE_RECORDS, check_writable, client_of


class FilesView(APIView):
    scope = WRITE_RECORDS

    @SEND
    def post(self, request: Request, source: str) -> HttpResponse:
        check_writable(request, source)
        said = FileParameters.of(request)
        file = sent_files.take_down(
            client_of(request).id,
            source,
            _content(request),
            limit=settings.MDM_LARGEST_FILE_BYTES,
            name=said["name"],
            is_snapshot=said["snapshot"],
            stated=_stated(request, said),
        )
        try:
            return once(request, file.digest.encode(), lambda: _accepted(files.send(file)))
        finally:
            sent_files.forget_unless_queued(file.pk)


def _content(request: Request) -> Iterator[bytes]:
    """The body piece by piece. Its length must be stated, since the server below reads no further than that."""
    sent = request._request  # noqa: SLF001 - the framework's parsers would read it as a whole
    length = str(sent.META.get("CONTENT_LENGTH") or "")
    if not length.isdigit():
        raise LengthError("The length of the file is not stated.", remedy="Send Content-Length, and not in chunks.")
    if int(length) > settings.MDM_LARGEST_FILE_BYTES:
        limit = settings.MDM_LARGEST_FILE_BYTES
        raise TooLargeError(
            f"The file is larger than {limit} bytes.", remedy="Pack it with gzip, or send it in parts.",
            data={"limit": limit},
        )  # fmt: skip
    return _pieces(partial(sent.read, sent_files.PIECE), int(length))


def _pieces(read: Callable[[], bytes], length: int) -> Iterator[bytes]:
    came = 0
    with suppress(UnreadablePostError):
        while piece := read():
            came += len(piece)
            yield piece
    if came < length:
        raise InvalidInputError("The file ended before its stated length.", remedy="Send it again.")


def _stated(request: Request, said: dict[str, Any]) -> dict[str, str]:
    kind = (request.content_type or "").partition(";")[0].strip().lower()
    if kind not in FILE_TYPES:
        raise UnsupportedMediaType(kind, detail=f"A file is sent as {', '.join(FILE_TYPES)}.")
    stated = {"format": FILE_TYPES[kind], **{name: said.get(name) for name in ("format", "encoding", "delimiter")}}
    stated["format"] = said.get("format") or FILE_TYPES[kind]
    return {name: value for name, value in stated.items() if value}


def _accepted(story: queries.Story) -> HttpResponse:
    response = plain_answer(file_documents.job(story), status=202)
    response["Location"] = reverse("api:job", args=[story.id])
    return response


class JobsView(APIView):
    scope = WRITE_RECORDS

    @JOBS
    def get(self, request: Request) -> HttpResponseBase:
        said = JobParameters.of(request)
        size, source = said["page_size"], said.get("source", "")
        question = {"jobs": source}
        before = place_of(said["cursor"], question)[0] if "cursor" in said else None
        rows = queries.sent_files(client_of(request).id, source=source, before=before, limit=size + 1)
        following = cursor_after([rows[size - 1].pk], question) if len(rows) > size else None
        items = [file_documents.job(queries.story(one)) for one in rows[:size]]
        return answer(request, {"items": items, "next_cursor": following})


class JobView(APIView):
    scope = WRITE_RECORDS

    @JOB
    def get(self, request: Request, job: int) -> HttpResponseBase:
        refuse_parameters(request)
        return answer(request, file_documents.job(files.told(job, client=client_of(request).id)))


class CancelView(APIView):
    scope = WRITE_RECORDS

    @CANCEL
    def post(self, request: Request, job: int) -> HttpResponse:
        refuse_parameters(request)
        client = client_of(request).id
        files.told(job, client=client)
        return once(request, b"", lambda: _accepted(files.cancel(job, client=client)))


class ResumeView(APIView):
    scope = WRITE_RECORDS

    @RESUME
    def post(self, request: Request, job: int) -> HttpResponse:
        refuse_parameters(request)
        client = client_of(request).id
        files.told(job, client=client)
        return once(request, b"", lambda: _accepted(files.resume(job, client=client)))


class RejectsView(APIView):
    scope = WRITE_RECORDS

    @REJECTS
    def get(self, request: Request, job: int) -> HttpResponseBase:
        said = PageParameters.of(request)
        story = files.told(job, client=client_of(request).id)
        size, question = said["page_size"], {"rejects of job": job}
        after = place_of(said["cursor"], question)[0] if "cursor" in said else 0
        rows = queries.rejects_of(story.batch, after=after, limit=size + 1)
        return answer(request, file_documents.rejects(rows, size, question))


class RejectsFileView(APIView):
    scope = WRITE_RECORDS

    @DOWNLOAD
    def get(self, request: Request, job: int) -> HttpResponseBase:
        refuse_parameters(request)
        story = files.told(job, client=client_of(request).id)
        lines = map(csv.writer(_Echo()).writerow, marked_rows(acquire.reject_lines(story.batch or 0)))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="rejects-{job}.csv"'
        response["Cache-Control"] = "no-store"
        return response


class _Echo:
    """What a csv writer writes to, to get each line back."""

    def write(self, line: str) -> bytes:
        return line.encode()


class SourceRejectsView(APIView):
    scope = WRITE_RECORDS

    @OPEN_REJECTS
    def get(self, request: Request, source: str) -> HttpResponseBase:
        check_writable(request, source)
        said = PageParameters.of(request)
        size, question = said["page_size"], {"rejects of source": source}
        after = place_of(said["cursor"], question)[0] if "cursor" in said else 0
        rows = queries.rejects_of_source(source, after=after, limit=size + 1)
        return answer(request, file_documents.rejects(rows, size, question))
