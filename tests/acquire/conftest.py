"""Files to read: written byte by byte, and workbooks, the smallest that Excel would open."""

import zipfile
from xml.sax.saxutils import escape

import pytest

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HIDDEN = ' state="hidden"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def _relations(*targets):
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'


def _cell(value, place, number):
    reference = f"{chr(65 + place)}{number}"
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c r="{reference}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{reference}"><v>{value}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _sheet(rows):
    body = "".join(
        f'<row r="{number}">' + "".join(_cell(value, place, number) for place, value in enumerate(cells)) + "</row>"
        for number, cells in rows
    )
    return f'<?xml version="1.0"?><worksheet xmlns="{_SHEETS}"><sheetData>{body}</sheetData></worksheet>'


@pytest.fixture
def written(tmp_path):
    def write(content, name="extract.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def workbook(tmp_path):
    """Writes [(sheet, is visible, [(row number, cells)])]."""

    def write(sheets, name="extract.xlsx"):
        _write_workbook(tmp_path / name, sheets)
        return tmp_path / name

    return write


def _write_workbook(path, sheets):
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"{"" if visible else _HIDDEN}/>'
        for number, (name, visible, _) in enumerate(sheets, start=1)
    )
    workbook = (
        f'<?xml version="1.0"?><workbook xmlns="{_SHEETS}" xmlns:r="{_DOCUMENT}"><sheets>{listed}</sheets></workbook>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _relations(("officeDocument", "xl/workbook.xml")))
        archive.writestr("xl/workbook.xml", workbook)
        targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(*targets))
        for number, (_, _, rows) in enumerate(sheets, start=1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows))
