"""The edition of all that is declared: clients, profile views, attributes, sources, mappings, policies, match models,
quality rules and what they compare with.

These change seldom and are read by every request. Each change moves the edition in its own transaction, by a trigger of
the table that changed, so whatever a process remembers holds for the edition under which it was read, and no longer.
"""

from __future__ import annotations

import pgtrigger
from django.db import models


class Edition(models.Model):
    """One row. The token is random, not counted: one that was rolled back never comes again with another content."""

    token = models.UUIDField()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="edition_one_row"),)

    def __str__(self) -> str:
        return f"Edition {self.token}"


MOVE = (
    "INSERT INTO mdm_edition (id, token) VALUES (1, gen_random_uuid()) "
    "ON CONFLICT (id) DO UPDATE SET token = EXCLUDED.token; RETURN NULL;"
)


def moves_edition(*columns: str, by_updates_only: bool = False) -> pgtrigger.Trigger:
    """The trigger of a table that is declared; with `columns`, changes of others do not count."""
    update = pgtrigger.UpdateOf(*columns) if columns else pgtrigger.Update
    return pgtrigger.Trigger(
        name="moves_edition",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=update if by_updates_only else pgtrigger.Insert | update | pgtrigger.Delete,
        func=MOVE,
    )
