"""Tables as CSV files that are sent while they are read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import StreamingHttpResponse


class _Echo:
    """A file that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def csv_response(name: str, rows: Iterable[Sequence[Any]], *, is_exact: bool = False) -> StreamingHttpResponse:
    """The rows as a file of that name. Its byte order mark makes spreadsheets read it as UTF-8.

    What spreadsheets would run as a formula is marked as text, unless the file must come back exactly as it is.
    """
    writer = csv.writer(_Echo())

    def lines() -> Iterable[str]:
        yield "\ufeff"
        for row in rows:
            yield writer.writerow(row if is_exact else [_harmless(one) for one in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _harmless(cell: Any) -> Any:
    """A text that a spreadsheet would run as a formula is marked as text."""
    if isinstance(cell, str) and cell[:1] in {"=", "@"}:
        return "'" + cell
    return cell
