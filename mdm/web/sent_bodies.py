"""What writing requests hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from mdm.errors import InvalidInputError
from mdm.pipeline.serving.batches import Item
from mdm.web.bodies import Body, Flag, Text
from mdm.web.problems import pointer_to

MOST_RECORDS = 500


class BatchItem(Body):
    """One record: its fields, or `close`."""

    key = Text(max_length=255, trim_whitespace=False, help_text="The record's key in its source.")
    record = serializers.DictField(required=False, help_text="The record's fields, as the source's mapping names them.")
    close = Flag(required=False, default=False, help_text="The source knows it no more.")


class BatchBody(Body):
    """Records to take in, each by itself."""

    records = serializers.ListField(child=BatchItem(), min_length=1, max_length=MOST_RECORDS)

    @classmethod
    def items_of(cls, document: Mapping[str, Any]) -> list[Item]:
        """The records of the batch. Raises ValidationError or InvalidInputError for a batch of another shape."""
        found = cls.of(document)["records"]
        for place, checked in enumerate(found):
            _check(place, checked)
        return [Item(one["key"], None if one["close"] else one["record"]) for one in found]


def _check(place: int, checked: Mapping[str, Any]) -> None:
    if ("record" in checked) == checked["close"]:
        raise _wrong("An item has either a record or close.", "State one of the two.", place)


def _wrong(message: str, remedy: str, *place: object) -> InvalidInputError:
    return InvalidInputError(message, remedy=remedy, data={"pointer": pointer_to("records", *place)})
