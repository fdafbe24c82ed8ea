"""Twice is once: a POST with an Idempotency-Key is done a single time, and its answer is given again."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from mdm.errors import InvalidInputError
from mdm.pipeline.access import claim_answer, drop_answer, keep_answer
from mdm.web.permissions import client_of

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT = ("Location", "Content-Type")


def once(request: Request, body: bytes, act: Callable[[], HttpResponse], *, is_written: bool = True) -> HttpResponse:
    """The answer of `act`, or the one it gave before. Where nothing `is_written`, a repetition is answered afresh.

    A request that was refused may be sent again under its key: nothing came of it.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not _KEY.fullmatch(key):
        raise InvalidInputError(
            "The idempotency key is not usable.",
            remedy="Send 1 to 255 printable ASCII characters without blanks, a UUID for instance.",
            data={"parameter": HEADER},
        )
    client = client_of(request).id
    kept = claim_answer(client, key, _digest(request, body), now=timezone.now(), kept_for=settings.MDM_ANSWERS_KEPT)
    if kept is not None and is_written:
        return _again(kept.status or 200, kept.body, kept.headers)
    try:
        response = act()
    except BaseException:
        drop_answer(client, key)
        raise
    headers = {name: response[name] for name in _KEPT if name in response}
    text = response.content.decode() if is_written else ""
    keep_answer(client, key, status=response.status_code, body=text, headers=headers)
    return response


def _digest(request: Request, body: bytes) -> str:
    return sha256(b"\n".join((str(request.method).encode(), request.get_full_path().encode(), body))).hexdigest()


def _again(status: int, body: str, headers: dict[str, str]) -> HttpResponse:
    response = HttpResponse(body, status=status)
    for name, value in headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response
