"""Keeping a day's figures."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from mdm.steward.measuring.queries import Figure


def keep(figures: Collection[Figure]) -> int:
    """Keep (day, name, of, amount), in place of what was kept of the same before."""
    if figures:
        days, names, of, amounts = (list(one) for one in zip(*figures, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO mdm_deskmeasure (day, name, of, amount) "
                "SELECT * FROM unnest(%s::date[], %s::text[], %s::text[], %s::float[]) "
                "ON CONFLICT (day, name, of) DO UPDATE SET amount = EXCLUDED.amount",
                [days, names, of, [float(one) for one in amounts]],
            )
    return len(figures)
