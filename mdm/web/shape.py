"""What all shapes are made of."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class Shape(serializers.Serializer[Any]):
    """A described object; never used to serialise."""


class Place(Shape):
    source = serializers.CharField(help_text="Code of the source system.")  # type: ignore[assignment]
    key = serializers.CharField(allow_null=True, help_text="The record's key there.")
