import io
import json
import logging
import logging.config

import psycopg
import pytest
import structlog
from django.test import RequestFactory

from config.logs import RequestLog, logging_settings, without_personal_data


@pytest.fixture
def lines(monkeypatch):
    """Logs as JSON into a list of events."""
    written = io.StringIO()
    chosen = logging_settings(level="INFO", log_format="json")
    formatter = structlog.stdlib.ProcessorFormatter(
        **{name: value for name, value in chosen["formatters"]["structured"].items() if name != "()"}
    )
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter)
    logger = logging.getLogger("tests.lines")
    monkeypatch.setattr(logger, "handlers", [handler])
    monkeypatch.setattr(logger, "propagate", False)
    logger.setLevel("INFO")
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def test_events_are_json_with_their_ids_and_counts(lines):
    structlog.get_logger("tests.lines").info("batch_loaded", batch=7, rows=1200)

    [event] = lines()
    assert (event["event"], event["batch"], event["rows"], event["level"]) == ("batch_loaded", 7, 1200, "info")
    assert event["timestamp"].endswith("Z")


def test_a_traceback_holds_no_row_and_no_local_variable(lines):
    row = "Ann Example"
    refusal = psycopg.errors.UniqueViolation(f'constraint "people_name"\nDETAIL:  Key (name)=({row}) already exists.')
    structlog.get_logger("tests.lines").error("row_refused", record=12, exc_info=refusal)

    [event] = lines()
    assert "Ann Example" not in json.dumps(event)
    assert "people_name" in event["exception"]
    assert event["record"] == 12


def test_an_exception_given_as_a_value_is_text_without_rows():
    given = psycopg.errors.UniqueViolation("boom\nDETAIL:  Key (name)=(Ann) exists.")

    left = without_personal_data(None, "error", {"exception": given})

    assert left == {"exception": "UniqueViolation: boom\nDETAIL: (left out)"}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("plain", "plain"),
        ("boom\nDETAIL:  Key (a)=(Ann) exists.", "boom\nDETAIL: (left out)"),
        ("boom\nDETAIL:  Failing row contains (Ann,\nLee).", "boom\nDETAIL: (left out)"),
        ("boom\nCONTEXT:  COPY people, line 3: Ann", "boom\nCONTEXT: (left out)"),
        ('invalid input syntax for type date: "Ann"', "invalid input syntax for type date: (left out)"),
        (
            "a\nDETAIL:  Ann\n\nThe above exception was the direct cause of the following exception:\n\nb",
            "a\nDETAIL: (left out)\n\nThe above exception was the direct cause of the following exception:\n\nb",
        ),
    ],
)
def test_row_values_are_left_out(text, left):
    assert without_personal_data(None, "error", {"exception": text})["exception"] == left


def test_what_a_browser_says_of_itself_is_left_out():
    assert without_personal_data(None, "info", {"event": "x", "user_agent": "Mozilla"}) == {"event": "x"}


@pytest.mark.parametrize(
    ("address", "logged"),
    [
        ("/health/live?name=Ann", "GET health/live"),
        ("/admin/login/?next=/admin/?q=Ann", "GET admin/login/"),
        ("/nowhere/Ann?q=Ann", "GET (no such page)"),
    ],
)
def test_requests_are_logged_by_route(address, logged):
    assert RequestLog.format_request(RequestFactory().get(address)) == logged
