"""Every index costs every write: none may be the beginning of another."""

from __future__ import annotations

import pytest
from django.db import connection

BEGINNINGS = """
SELECT a.indrelid::regclass::text, a.indexrelid::regclass::text, b.indexrelid::regclass::text
FROM pg_index a JOIN pg_index b ON a.indrelid = b.indrelid AND a.indexrelid <> b.indexrelid
WHERE a.indrelid::regclass::text LIKE 'mdm%' AND NOT a.indisunique AND a.indpred IS NULL AND b.indpred IS NULL
  AND a.indexprs IS NULL AND b.indexprs IS NULL AND a.indclass[0] = b.indclass[0]
  AND starts_with(b.indkey::text, a.indkey::text || ' ')
"""
# Django makes both indexes of a many-to-many table by itself.
NOT_OURS = {"mdm_apiclient_sources"}


@pytest.mark.django_db
def test_no_index_is_the_beginning_of_another():
    with connection.cursor() as cursor:
        cursor.execute(BEGINNINGS)
        assert [row for row in cursor.fetchall() if row[0] not in NOT_OURS] == []
