"""Looking at a file before it is loaded. Nothing is stored until its mapping is put in force."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import timezone

import mdm
from mdm.acquire.queries import context_of, source
from mdm.acquire.readers import open_reader
from mdm.catalogue.queries import catalogue
from mdm.grade.profiling.charts import HEIGHT, WIDTH, column_charts
from mdm.grade.profiling.profile import Profile, profile
from mdm.pipeline.intake.files import register_source
from mdm.records import SourceContext

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

# The admin's own, so that a profile looks the same there and as a file.
_STYLE = Path(mdm.__file__).parent / "static" / "mdm" / "admin.css"

OnProgress = Callable[[int], None]


def profile_file(
    path: Path,
    *,
    source_code: str = "",
    country: str = "",
    most_rows: int | None = None,
    on_progress: OnProgress = lambda _: None,
    **stated: Any,
) -> Profile:
    """What the file holds, read as that source's files are. `stated` may hold format, encoding and delimiter.

    Raises FileRefusedError for a file that can't be read, and NotFoundError for an unknown source.
    """
    context = context_of(source(source_code).pk) if source_code else SourceContext("profile")
    if country:
        context = replace(context, country=country.upper())
    return profile(
        open_reader(path, **stated),
        catalogue(),
        context,
        today=timezone.localdate(),
        most_rows=most_rows,
        on_progress=on_progress,
    )


def profile_page(found: Profile, *, show_values: bool) -> dict[str, Any]:
    """What the templates of a profile show."""
    labels = {code: one.label for code, one in catalogue().attributes.items()}
    return {
        "found": found,
        "charts": column_charts(found, show_values=show_values),
        "labels": labels,
        "show_values": show_values,
        "width": WIDTH,
        "height": HEIGHT,
        "mapping_text": json.dumps(found.mapping, indent=2, ensure_ascii=False) if found.mapping else "",
        "hidden_count": 0 if show_values else sum(not one.is_shown for one in found.columns),
    }


def profile_report(found: Profile, *, show_values: bool) -> str:
    """The profile as an HTML document that needs no other file."""
    more = {"made_at": timezone.localtime(), "css": _STYLE.read_text(encoding="utf-8")}
    return render_to_string("mdm/profile_report.html", {**profile_page(found, show_values=show_values), **more})


def adopt_mapping(source_code: str, mapping: Mapping[str, Any], *, actor: AbstractBaseUser) -> int:
    """Put the mapping in force for a registered source; returns the source's id. Raises MappingError, NotFoundError."""
    return register_source({"code": source(source_code).code}, mapping, actor=actor).pk
