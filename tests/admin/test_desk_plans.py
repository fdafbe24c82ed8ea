"""What the work list costs with many items."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from mdm.steward.listing.filters import View, Wanted
from mdm.steward.listing.queries import counts, page

# Of the long list so many are open.
OPEN = 4000
WANTED = (
    {}, {"kind": "quality"}, {"source": 3}, {"view": View.FREE}, {"view": View.MINE}, {"view": View.OVERDUE},
    {"view": View.ESCALATED}, {"view": View.DEFERRED}, {"view": View.CLOSED}, {"days": 30}, {"score": 90},
    {"kind": "quality", "source": 3},
)  # fmt: skip


class TestPlans:
    """How PostgreSQL reads a long list: in the order of an index, a page's worth."""

    @pytest.fixture
    def _filled(self, db):  # noqa: ARG002
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO mdm_reviewitem (kind, state, signature, records, sources, subject, sentence, probability, "
                "priority, stake, rank, facts, version, opened_at, due_at, is_kept, outcome) "
                "SELECT (ARRAY['possible_match','vetoed_match','over_merge','quality'])[1 + n % 4], "
                "CASE WHEN n % 5 = 0 THEN 'open' ELSE 'decided' END, 's' || n, "
                "ARRAY[n, n + 1], ARRAY[n % 5], '', 'One?', (n % 100) / 100.0, 1 + n % 4, 1, "
                "now() + (n % 40000) * interval '1 minute', '{}', 0, now() - (n % 90) * interval '1 day', "
                "now() + (n % 40 - 3) * interval '1 day', false, '' FROM generate_series(1, 20000) n"
            )
            cursor.execute("ANALYZE mdm_reviewitem")

    @pytest.mark.usefixtures("_filled")
    def test_neither_lists_nor_counts_read_the_whole_table(self, django_user_model):
        person, now = django_user_model.objects.create(username="ada").pk, timezone.now()
        read = []

        def explain(execute, sql, parameters, many, context):
            if "mdm_reviewitem" in sql and sql.startswith("SELECT"):
                with connection.connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
                    read.append((sql, max(_read(cursor.fetchone()[0][0]["Plan"]))))
            return execute(sql, parameters, many, context)

        after = page(Wanted(), person=person, now=now).after
        with connection.execute_wrapper(explain):
            for given in WANTED:
                page(Wanted(**given), person=person, now=now)
            page(Wanted(after=str(after)), person=person, now=now)
            counts({str(place): Wanted(**given) for place, given in enumerate(WANTED)}, person=person, now=now)
        assert len(read) == len(WANTED) + 2
        assert [one for one in read if one[1] > OPEN] == []
        # Where nothing narrows the list, it reads what it shows and no more.
        assert read[0][1] <= 60
        assert read[len(WANTED)][1] <= 60


def _read(node):
    """The rows that each scan of the plan looked at."""
    if "Scan" in node["Node Type"]:
        yield (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    for one in node.get("Plans", ()):
        yield from _read(one)
    yield 0
