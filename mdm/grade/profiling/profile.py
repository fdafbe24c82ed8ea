"""The profile of a file: one pass over its rows in bounded memory, and a second one over what repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from mdm.acquire.cells import cell_text
from mdm.acquire.readers import BadRow, Reader, Row
from mdm.cleanse.tables import words
from mdm.errors import FileRefusedError
from mdm.grade.profiling.contents import Setting
from mdm.grade.profiling.control import Key, KindFound, find_key, find_kind
from mdm.grade.profiling.detection import LOOKED_AT, Detected, Sampled, detect, home_country, sensitivity
from mdm.grade.profiling.remarks import Remark, remarks
from mdm.grade.profiling.repetition import PAIR, Repetition, repetitions
from mdm.grade.profiling.sketches import EvenSample
from mdm.grade.profiling.suggestion import Found, by_kind, suggest
from mdm.grade.profiling.tallies import LONGEST_KEPT, Figures, Tally, transposed
from mdm.grade.profiling.trial import Trial, try_mapping
from mdm.grade.profiling.visibility import has_shown_range, is_shown
from mdm.records import Catalogue, Sensitivity, SourceContext

CHUNK = 4_000
# Texts that exports write for "no value". Not in any case: Na and Nan are people's names.
FILLERS = words("NULL null Null None N/A n/a NaN #N/A \\N undefined (null) <null> - --")
# Rows kept whole, spread evenly over the file, for what must be seen together.
ROWS_SAMPLED = 2_000
ROWS_TRIED = 1_000
COLUMNS_AT_MOST = 1_000

OnProgress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column. `is_shown` and `has_range`: whether its values, or their range, may be shown unasked."""

    figures: Figures
    detected: Detected
    sensitivity: Sensitivity | None
    is_shown: bool
    has_range: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """All that was found out about a file. Nothing of it is stored."""

    file: str
    report: Mapping[str, Any]
    rows: int
    bad_rows: int
    problems: tuple[tuple[str, int], ...]
    columns: tuple[ColumnProfile, ...]
    key: Key
    kind: KindFound
    country: str
    repetitions: tuple[Repetition, ...]
    mapping: Mapping[str, Any] | None
    trial: Trial | None
    remarks: tuple[Remark, ...]


@dataclass(slots=True)
class _Gathered:
    tallies: dict[str, Tally]
    sample: EvenSample
    problems: Counter[str]
    rows: int = 0


def profile(
    reader: Reader,
    catalogue: Catalogue,
    context: SourceContext,
    *,
    today: date,
    most_rows: int | None = None,
    on_progress: OnProgress = lambda _: None,
) -> Profile:
    """Read the file twice and say what it holds. Raises FileRefusedError for one that can't be read to its end.

    A file with more than `most_rows` is refused where somebody waits for the answer.
    """
    gathered = _gather(reader, most_rows, on_progress)
    return _understood(reader, gathered, catalogue, context, today)


def _understood(
    reader: Reader, gathered: _Gathered, catalogue: Catalogue, context: SourceContext, today: date
) -> Profile:
    sampled = [_sampled(one, gathered) for one in gathered.tallies.values()]
    country = context.country or home_country(sampled)
    setting = Setting(country, today, context.date_formats)
    detected = detect(sampled, catalogue, setting)
    key, kind = find_key(sampled, detected), find_kind(sampled, detected, gathered.sample.items)
    detected = by_kind(sampled, detected, kind)
    repeated = repetitions(reader, sampled, detected, key.columns)
    key = _paired(key, repeated, gathered.rows)
    mapping = suggest(Found(sampled, detected, key, kind, reader.report, reader.name), catalogue)
    tried = gathered.sample.items[:: -(-len(gathered.sample.items) // ROWS_TRIED) or 1]
    trial = try_mapping(mapping, tried, catalogue, replace(context, country=country), today) if mapping else None
    columns = tuple(_column(one, found, catalogue) for one, found in zip(sampled, detected, strict=True))
    bare = Profile(
        file=reader.name,
        report={name: value for name, value in reader.report.items() if name != "columns"},
        rows=gathered.rows,
        bad_rows=gathered.problems.total(),
        problems=tuple(gathered.problems.most_common()),
        columns=columns,
        key=key,
        kind=kind,
        country=country,
        repetitions=repeated,
        mapping=mapping,
        trial=trial,
        remarks=(),
    )
    return replace(bare, remarks=remarks(bare))


def _gather(reader: Reader, most_rows: int | None, on_progress: OnProgress) -> _Gathered:
    gathered = _Gathered({name: Tally(name) for name in reader.columns}, EvenSample(ROWS_SAMPLED), Counter())
    rows = iter(reader)
    while chunk := list(islice(rows, CHUNK)):
        good = [row for row in chunk if isinstance(row, Row)]
        gathered.problems.update(row.problem for row in chunk if isinstance(row, BadRow))
        if not reader.has_fixed_columns:
            for name in dict.fromkeys(name for row in good for name in row.fields):
                gathered.tallies.setdefault(name, Tally(name, gathered.rows))
        lines = [row.line for row in good]
        cells = transposed([row.fields for row in good], list(gathered.tallies), is_fixed=reader.has_fixed_columns)
        for name, tally in gathered.tallies.items():
            tally.add(cells[name], lines)
        gathered.rows += len(good)
        gathered.sample.add(good)
        _check_size(reader, gathered, most_rows)
        on_progress(gathered.rows)
    gathered.sample.items = [_texts(row.fields) for row in gathered.sample.items]
    return gathered


def _check_size(reader: Reader, gathered: _Gathered, most_rows: int | None) -> None:
    if len(gathered.tallies) > COLUMNS_AT_MOST:
        what, remedy = f"{COLUMNS_AT_MOST:,} columns", "Check the delimiter, or profile an extract with fewer columns."
    elif most_rows is not None and gathered.rows > most_rows:
        what, remedy = f"{most_rows:,} rows", "Profile it with manage.py profile, which takes files of any length."
    else:
        return
    raise FileRefusedError(f"{reader.name}: has more than {what}.", remedy=remedy, data={"file": reader.name})


def _texts(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: cell_text(value)[:LONGEST_KEPT] for name, value in fields.items()}


def _sampled(tally: Tally, gathered: _Gathered) -> Sampled:
    texts = [text for row in gathered.sample.items if (text := row.get(tally.name, ""))]
    counted = [text for text, _ in tally.values()]
    fillers = tuple(text for text in counted if text in FILLERS)
    return Sampled(tally.figures(), tuple(_spread(texts or counted)), fillers)


def _spread(texts: Sequence[str]) -> Sequence[str]:
    step = max(1, -(-len(texts) // LOOKED_AT))
    return texts[::step]


def _paired(key: Key, repeated: Sequence[Repetition], rows: int) -> Key:
    fit = [one for one in repeated if one.what == PAIR and one.rows == rows and not one.surplus]
    return Key(fit[0].columns, "Together they tell every row apart.") if fit and rows else key


def _column(one: Sampled, found: Detected, catalogue: Catalogue) -> ColumnProfile:
    care = sensitivity(found, catalogue)
    return ColumnProfile(one.figures, found, care, is_shown(one.figures, found, care), has_shown_range(found, care))


def as_json(found: Profile, *, show_values: bool = False) -> dict[str, Any]:
    """The figures by name. Values of columns that are not plainly harmless are left out unless asked for."""
    # The customers of the trial hold what the columns hold.
    bare = replace(found, trial=replace(found.trial, customers=())) if found.trial else found
    document = asdict(bare)
    for column, told in zip(found.columns, document["columns"], strict=True):
        told["figures"]["lengths"] = [list(one) for one in column.figures.lengths]
        if not (show_values or column.is_shown):
            told["figures"]["top"] = None
        if not (show_values or column.has_range):
            told["figures"]["numbers"] = None
    if document["trial"]:
        del document["trial"]["customers"]
    document["kind"]["kinds"] = sorted(found.kind.kinds)
    return document
