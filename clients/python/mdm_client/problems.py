"""What goes wrong, as the service tells it (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx


class ProblemError(Exception):
    """The service refused or failed. Decide by `code`; `detail` and `remedy` are for people."""

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        self.status = status
        self.document = dict(document)
        self.code: str = document.get("code", "error")
        self.detail: str = document.get("detail", "")
        self.remedy: str = document.get("remedy", "")
        super().__init__(f"{status} {self.code}: {self.detail} {self.remedy}".rstrip())


def check(response: httpx.Response) -> httpx.Response:
    """The response, unless it is a problem, which is raised."""
    if response.is_success:
        return response
    try:
        document = response.json()
    except ValueError:
        document = {}
    raise ProblemError(response.status_code, document if isinstance(document, dict) else {})
