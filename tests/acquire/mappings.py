"""Mappings for tests, written in as few words as they need."""

from mdm.acquire.mapping import compile_mapping
from mdm.catalogue.defaults import default_catalogue
from mdm.records import SourceContext

CATALOGUE = default_catalogue()
BERLIN = SourceContext("crm", country="DE", date_formats=("%d.%m.%Y",), time_zone="Europe/Berlin")


def compiled(*entries, **declared):
    declaration = {"key": "id", "kind": "person", "ignore_rest": True, "entries": list(entries), **declared}
    return compile_mapping(declaration, CATALOGUE)


def entry(columns, attribute, part=None, **more):
    source = {"columns": columns} if isinstance(columns, list) else {"column": columns}
    return {**source, "attribute": attribute, **({"part": part} if part else {}), **more}
