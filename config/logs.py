"""Structured logs: ids, counts and milliseconds, as lines for people or as JSON - never customer values.

Addresses are logged as their route, because paths hold source keys and query strings hold search texts.
"""

from __future__ import annotations

import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django_structlog.middlewares import RequestMiddleware

# PostgreSQL repeats values of the failing row below its message, and a value that it can't read within it.
LEFT_OUT = "(left out)"
ROW_VALUES = (
    re.compile(
        r"^(?P<what>(?:DETAIL|CONTEXT|QUERY|LINE \d+):).*?(?=\n\n(?:The above|During) |\Z)", re.DOTALL | re.MULTILINE
    ),
    re.compile(r"(?P<what>invalid input syntax for type [a-z ]+:) \".*\""),
)
UNWANTED = ("user_agent",)
# No header's name: those begin with HTTP_.
_ROUTE = "mdm.route"


class RequestLog(RequestMiddleware):  # type: ignore[misc]  # the package is untyped here
    """One line when a request starts and one when it ends, with its route in place of its address."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and route, such as GET api/v1/customers/<uuid:id>; found once, though it is told at both ends."""
        told: str | None = request.META.get(_ROUTE)
        if told is None:
            try:
                route = resolve(request.path_info).route
            except Resolver404:
                route = "(no such page)"
            told = request.META[_ROUTE] = f"{request.method} {route}"
        return told


def without_personal_data(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what browsers say of themselves, and the row values that the database adds to its errors."""
    for name in UNWANTED:
        event.pop(name, None)
    for name in ("exception", "error", "event"):
        text = event.get(name)
        if isinstance(text, BaseException):
            text = f"{type(text).__name__}: {text}"
        if isinstance(text, str):
            event[name] = without_row_values(text)
    return event


def without_row_values(text: str) -> str:
    """A database error's text without the values that it repeats."""
    for pattern in ROW_VALUES:
        text = pattern.sub(rf"\g<what> {LEFT_OUT}", text)
    return text


SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.StackInfoRenderer(),
]


def configure_structlog() -> None:
    """Send structlog's events through the standard library, so that all lines have one form."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED_PROCESSORS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def logging_settings(*, level: str, log_format: str) -> dict[str, Any]:
    """Django's LOGGING."""
    renderer: Any = structlog.processors.JSONRenderer()
    if log_format == "console":
        # The renderer would print every local variable of a traceback with its value.
        renderer = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    without_personal_data,
                    renderer,
                ],
                "foreign_pre_chain": SHARED_PROCESSORS,
            }
        },
        "handlers": {"standard_error": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["standard_error"], "level": level},
        "loggers": {
            # Django's own handlers give way to the one above.
            "django": {"handlers": [], "level": level},
            # These write whole addresses and values; RequestLog and django_structlog say the same without them.
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": True},
            "django.request": {"level": "CRITICAL"},
            "celery.app.trace": {"level": "CRITICAL"},
            "httpx": {"level": "WARNING"},
        },
    }
