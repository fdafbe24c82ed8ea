"""How many queries a page may take, whatever the size of the tables."""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

BUDGETS = {"review": 29, "customer": 30, "customer as it was": 24}


@contextmanager
def within(page):
    with CaptureQueriesContext(connection) as queries:
        yield
    taken = len(queries)
    assert taken <= BUDGETS[page], "\n".join([f"{taken} queries:", *(one["sql"][:150] for one in queries)])
