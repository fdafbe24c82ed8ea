"""Excel workbooks (.xlsx): the first visible sheet that holds anything."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from mdm.acquire.readers.headers import header_names
from mdm.acquire.readers.lines import bad_row, is_marked, marked_row
from mdm.acquire.readers.reader import Reader, Stated
from mdm.acquire.readers.sources import Source, refused, refusing_damage
from mdm.acquire.rows import BadRow, Row

# A sheet is unpacked whole; a small file may unpack to more than the machine holds.
UNPACKED_LIMIT = 2 * 1024**3
_WORKBOOK = "xl/workbook.xml"
_DAMAGED = "It is damaged, protected or was cut off; save it again as .xlsx, or send CSV."


def open_xlsx(source: Source, stated: Stated) -> Reader:
    """The workbook with its sheet and header found. Encoding and delimiter have no meaning here."""
    del stated
    _check_archive(source)
    sheet, names, width = _header(source)
    return Reader(
        name=source.name,
        report={"format": "xlsx", "packing": source.packing, "sheet": sheet, "columns": list(names)},
        columns=names,
        rows=lambda: _rows(source, sheet, names, width),
    )


def _check_archive(source: Source) -> None:
    with refusing_damage(source.name), source.open() as stream, zipfile.ZipFile(stream) as archive:
        if _WORKBOOK not in archive.namelist():
            raise refused(source.name, "is an archive but no Excel workbook", "Name it by what it holds.")
        size = sum(one.file_size for one in archive.infolist())
        if size > UNPACKED_LIMIT:
            raise refused(source.name, f"unpacks to {size} bytes; {UNPACKED_LIMIT} are read", "Send it as CSV.")
        damaged = archive.testzip()
    if damaged:
        raise refused(source.name, "is a damaged workbook", _DAMAGED)


@contextmanager
def _workbook(source: Source) -> Iterator[Any]:
    from python_calamine import CalamineError, load_workbook

    try:
        with refusing_damage(source.name), source.open() as stream, load_workbook(stream) as workbook:
            yield workbook
    except (CalamineError, ValueError) as error:
        message = f"can't be read as an Excel workbook ({type(error).__name__})"
        raise refused(source.name, message, _DAMAGED) from error


def _header(source: Source) -> tuple[str, tuple[str, ...], int]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    with _workbook(source) as workbook:
        for one in workbook.sheets_metadata:
            if one.visible != SheetVisibleEnum.Visible or one.typ != SheetTypeEnum.WorkSheet:
                continue
            for _, cells in _filled_rows(workbook.get_sheet_by_name(one.name)):
                names = header_names(source.name, [str(_plain(cell)) for cell in cells])
                return one.name, names, len(cells)
    raise refused(source.name, "has no visible sheet with a header", "The first filled row must name the columns.")


def _filled_rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if any(cell not in {"", None} for cell in cells):
            yield number, cells


def _rows(source: Source, sheet: str, names: tuple[str, ...], width: int) -> Iterator[Row | BadRow]:
    with _workbook(source) as workbook:
        filled = _filled_rows(workbook.get_sheet_by_name(sheet))
        next(filled)
        for number, cells in filled:
            yield _row(number, [_plain(cell) for cell in cells], names, width)


def _row(number: int, cells: list[Any], names: tuple[str, ...], width: int) -> Row | BadRow:
    fields = dict(zip(names, cells, strict=False))
    if len(cells) > width or any(cell != "" for cell in cells[len(names) :]):
        message = f"The row has a value beyond the header's {len(names)} columns."
        return bad_row(number, "too_many_columns", message, "Move it under a named column.", fields=fields)
    broken = next((cell for cell in cells if isinstance(cell, str) and is_marked(cell)), None)
    return Row(number, fields) if broken is None else marked_row(number, broken, fields)


def _plain(cell: Any) -> Any:
    """A cell as JSON can hold it; Excel knows no integers, so whole numbers are made ones."""
    match cell:
        case float() if cell.is_integer():
            return int(cell)
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case None:
            return ""
    return cell
