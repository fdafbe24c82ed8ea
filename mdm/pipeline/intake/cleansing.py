"""From payloads to stored clean records, grades and blocking keys: for one record as for a chunk of a file."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from mdm.acquire import queries as acquire
from mdm.acquire.mapping import CompiledMapping, RowError, compile_mapping
from mdm.bulk import JsonText
from mdm.catalogue.queries import catalogue
from mdm.cleanse import actions as clean_actions
from mdm.editions.queries import Memory
from mdm.grade import actions as grade_actions
from mdm.grade import queries as quality
from mdm.match import actions as match_actions
from mdm.pipeline.intake.preparers import Recipe
from mdm.pipeline.intake.preparing import Ground, Prepared, prepare
from mdm.steward.pins import actions as pin_actions

CHUNK = 2_000


def ground_of(source_id: int) -> Ground:
    """The source's context and active mapping, ready to read. Raises MappingError or NotFoundError."""
    mapping = acquire.active_mapping(source_id)
    attributes = catalogue()
    return Ground(
        context=acquire.context_of(source_id),
        mapping=_compiled(source_id),
        mapping_version=mapping.version,
        catalogue=attributes,
        yardstick=quality.yardstick(),
    )


def recipe_of(source_id: int) -> Recipe:
    """What makes the same ground in another process, as of today."""
    mapping = acquire.active_mapping(source_id)
    return Recipe(
        context=acquire.context_of(source_id),
        declaration=mapping.declaration,
        mapping_version=mapping.version,
        catalogue=catalogue(),
        yardstick=quality.yardstick(),
        today=timezone.localdate(),
    )


_mappings: Memory[CompiledMapping] = Memory()


def _compiled(source_id: int) -> CompiledMapping:
    def compiled() -> CompiledMapping:
        return compile_mapping(acquire.active_mapping(source_id).declaration, catalogue())

    return _mappings.get(source_id, compiled) or compiled()


def cleanse(
    ground: Ground, versions: Sequence[tuple[acquire.Version, Prepared]], *, call_up: bool = True
) -> frozenset[int]:
    """Store clean records, grades and keys of these versions; returns the records whose clean form differs.

    These are called up to be matched, unless that is done in the same transaction.
    """
    if not versions:
        return frozenset()
    changed = clean_actions.write([_cleansed(ground, version, prepared) for version, prepared in versions])
    concerned = {version.record: prepared for version, prepared in versions if version.record in changed}
    if concerned:
        grades = [grade_actions.Graded(record, ground.grade(prepared)) for record, prepared in concerned.items()]
        grade_actions.write(grades, ground.yardstick.rules.digest)
        match_actions.write_keys({record: prepared.keys for record, prepared in concerned.items()}, call_up=call_up)
        # Nobody has pinned anything by a record that was not there.
        older = [version.record for version, _ in versions if version.number > 1 and version.record in concerned]
        if older:
            pin_actions.retire_contradicted(older)
    return changed


def _cleansed(ground: Ground, version: acquire.Version, prepared: Prepared) -> clean_actions.Cleansed:
    return clean_actions.Cleansed(
        record=version.record,
        source=version.source,
        number=version.number,
        rules=prepared.rules,
        mapping_version=ground.mapping_version,
        catalogue_version=ground.catalogue.version,
        kind=prepared.kind,
        country=prepared.country,
        stated_created_at=version.stated_created_at,
        stated_updated_at=version.stated_updated_at,
        loaded_at=version.loaded_at,
        values=JsonText(prepared.values),
        columns=prepared.columns,
    )


def cleanse_in_chunks(records: Sequence[int]) -> None:
    """`cleanse_again` for more records than memory holds."""
    for start in range(0, len(records), CHUNK):
        cleanse_again(records[start : start + CHUNK])


def cleanse_again(records: Sequence[int]) -> tuple[int, int]:
    """Cleanse the current versions of these records anew; returns how many changed, and how many no longer map.

    A payload that the source's present mapping refuses keeps its former clean form.
    """
    changed, refused, today = 0, 0, timezone.localdate()
    by_source: dict[int, list[acquire.Version]] = {}
    for version in acquire.current_versions(records):
        by_source.setdefault(version.source, []).append(version)
    for source, versions in by_source.items():
        ground = ground_of(source)
        readable: list[tuple[acquire.Version, Prepared]] = []
        for version in versions:
            try:
                readable.append((version, prepare(ground.mapping.read(version.payload, ground.context), ground, today)))
            except RowError:
                refused += 1
        changed += len(cleanse(ground, readable))
    return changed, refused
