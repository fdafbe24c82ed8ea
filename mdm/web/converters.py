"""What stands for an id or a key in an address."""

from __future__ import annotations

from uuid import UUID

from django.urls import register_converter


class CustomerIdConverter:
    """A customer id in either case."""

    regex = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"

    def to_python(self, value: str) -> UUID:
        return UUID(value)

    def to_url(self, value: UUID) -> str:
        return str(value)


class SourceKeyConverter:
    """Any text, slashes and line breaks included. PostgreSQL holds no NUL, so no key has one."""

    regex = r"(?s:[^\0]+)"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CustomerIdConverter, "customer_id")
register_converter(SourceKeyConverter, "source_key")
