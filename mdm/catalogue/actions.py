"""Writing the attribute catalogue: definitions, and with every change a version of the whole."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max

from mdm.catalogue.models import AttributeDefinition, CatalogueVersion
from mdm.catalogue.queries import as_definition, as_json
from mdm.errors import CatalogueError
from mdm.records import Attribute

_FIXED = ("kind", "authority")


def define(attributes: Iterable[Attribute], *, author_id: int | None, note: str) -> CatalogueVersion:
    """Add or change attributes and store the resulting catalogue as the next version.

    Raises CatalogueError when a kind or authority would change: its clean values would lose their meaning.
    """
    for attribute in attributes:
        wanted = as_definition(attribute)
        known = AttributeDefinition.objects.filter(code=attribute.code).first()
        for field in _FIXED if known else ():
            if getattr(known, field) != getattr(wanted, field):
                raise CatalogueError(
                    f"The {field} of attribute '{attribute.code}' can't change once it is defined.",
                    remedy="Define a new attribute and map the source's column to it.",
                )
        wanted.pk = known.pk if known else None
        wanted.save()
    version = (CatalogueVersion.objects.aggregate(top=Max("version"))["top"] or 0) + 1
    snapshot = [as_json(one) for one in AttributeDefinition.objects.all()]
    return CatalogueVersion.objects.create(version=version, attributes=snapshot, author_id=author_id, note=note)
