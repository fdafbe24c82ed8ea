"""manage.py quality: rules, reference lists and scorecards."""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mdm.acquire.queries import source as source_of
from mdm.acquire.sheets import marked_rows
from mdm.errors import MdmError
from mdm.grade.lists import queries as lists
from mdm.grade.lists.reading import FORMS
from mdm.grade.profiling.shapes import counted
from mdm.grade.rulebook import queries as book
from mdm.grade.scorecards import exports
from mdm.grade.scorecards import queries as cards
from mdm.management import quality
from mdm.pipeline.quality import grading, rulebook
from mdm.pipeline.quality.lists import Wanted, preview, replace_list

Options = Mapping[str, Any]
Lines = Iterable[str]


class Command(BaseCommand):
    help = (
        "List, try, activate and retire quality rules, bring them in from a file and take them out; keep reference "
        "lists; show scorecards and the records behind them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.set_defaults(run=None, source="", format="text", out=None)
        acts = parser.add_subparsers(dest="act", metavar="ACT")
        _add_rules(acts)
        _add_lists(acts)
        _add_cards(acts)

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            for line in _ACTS[options["act"] or "scorecards"](options):
                self.stdout.write(line)
        except MdmError as error:
            raise CommandError(str(error)) from error


def _add_rules(acts: Any) -> None:
    listing = acts.add_parser("rules", help="The rules, each in its latest version of that state.")
    listing.add_argument("--state", choices=("active", "draft", "retired", "all"), default="active")
    _with_rule(acts.add_parser("show", help="A rule's declaration and its last test run."))
    trying = acts.add_parser("test", help="Test a kept rule, or one in a file (nothing is kept then), on all records.")
    trying.add_argument("rule", metavar="CODE|FILE")
    trying.add_argument("--version", type=int)
    for act, text in (
        ("activate", "Put the tested version in force, in place of the one before."),
        ("retire", "Take the rule out of force."),
    ):
        parser = acts.add_parser(act, help=text)
        _with_rule(parser)
        parser.add_argument("--reason", default="", help="Kept in the ledger.")
    bringing = acts.add_parser("import", help="Keep the rules of a JSON file as drafts: all of them, or none.")
    bringing.add_argument("file", type=Path, metavar="FILE")
    bringing.add_argument("--activate", action="store_true", help="Test the drafts and put them in force.")
    exporting = acts.add_parser("export", help="The rules in force as JSON, as import takes them.")
    exporting.add_argument("--shipped", action="store_true", help="Those that this version ships, in their place.")
    _with_out(exporting)


def _add_lists(acts: Any) -> None:
    acts.add_parser("lists", help="The reference lists, and the rules that ask them.")
    replacing = acts.add_parser("list-import", help="Declare a reference list or replace its entries from CSV.")
    replacing.add_argument("list", metavar="CODE")
    replacing.add_argument("file", type=Path, metavar="FILE", help="An entry a line; columns are joined by |.")
    replacing.add_argument("--label", default="", help="What it lists; needed for a new list.")
    replacing.add_argument("--form", choices=list(FORMS), default="words", help="How entries become comparable.")
    replacing.add_argument("--header", action="store_true", help="The first line names the columns.")
    replacing.add_argument("--note", default="", help="Why; kept with the version and in the ledger.")
    replacing.add_argument("--check", action="store_true", help="Tell what would change and write nothing.")
    exporting = acts.add_parser("list-export", help="A list's entries, one a line.")
    exporting.add_argument("list", metavar="CODE")
    exporting.add_argument("--version", type=int, help="As they were in that version.")
    _with_out(exporting)


def _add_cards(acts: Any) -> None:
    showing = acts.add_parser("scorecards", help="The scorecards of the latest run (default).")
    showing.add_argument("--run", type=int, metavar="ID", help="Of that run.")
    showing.add_argument("--source", default="", metavar="CODE", help="Of that source, with its costliest rules.")
    showing.add_argument("--format", choices=("text", "csv", "json"), default="text")
    _with_out(showing)
    failing = acts.add_parser("failing", help="Source, key and grade of records that fail a rule now, tab-separated.")
    failing.add_argument("rule", metavar="RULE")
    failing.add_argument("attribute", metavar="ATTRIBUTE")
    failing.add_argument("--source", default="", metavar="CODE")
    failing.add_argument("--limit", type=int, default=100)


def _with_rule(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rule", metavar="CODE")
    parser.add_argument("--version", type=int, help="Else the latest.")


def _with_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="FILE", help="Write there instead of to standard output.")


def _show(options: Options) -> Lines:
    return quality.rule_text(book.rule_of(options["rule"], options["version"]))


def _test(options: Options) -> Lines:
    named = options["rule"]
    if named.endswith(".json") or "/" in named:
        declared = rulebook.declarations_of(_json(Path(named)))
        return [line for one in declared for line in quality.trial_lines(rulebook.try_declaration(one))]
    return quality.trial_lines(grading.try_rule(book.rule_of(named, options["version"]).pk))


def _activate(options: Options) -> Lines:
    row = book.rule_of(options["rule"], options["version"])
    grading.activate_rule(row.pk, actor=None, reason=options["reason"])
    return [f"{row.code}, version {row.version}, is in force. Records are graded by it in the next nightly job."]


def _retire(options: Options) -> Lines:
    row = book.rule_in_force(options["rule"])
    grading.retire_rule(row.pk, actor=None, reason=options["reason"])
    return [f"{row.code}, version {row.version}, is out of force."]


def _import(options: Options) -> Lines:
    brought = rulebook.import_rules(_json(options["file"]), actor=None)
    yield f"{counted(len(brought.drafts), 'draft')} kept, {counted(len(brought.unchanged), 'rule')} unchanged."
    for pk in brought.drafts:
        trial = grading.try_rule(pk) if options["activate"] else None
        if trial:
            grading.activate_rule(pk, actor=None, reason=f"Brought in from {options['file'].name}")
            yield f"Draft {pk} is in force: {trial['failed']:,} of {trial['tested']:,} tests fail."


def _export(options: Options) -> Lines:
    found = rulebook.shipped_rules() if options["shipped"] else rulebook.exported_rules()
    text = json.dumps(found, indent=2, ensure_ascii=False)
    return _written(options["out"], text + "\n")


def _list_import(options: Options) -> Lines:
    said = {name: options[name] for name in ("label", "form", "note")}
    wanted = Wanted(options["list"], text=_text(options["file"]), has_header=options["header"], **said)
    if options["check"]:
        found = preview(wanted)
        yield f"{found.entries:,} entries ({counted(found.repeated, 'line')} repeated): "
        yield f"{len(found.added):,} would be added, {len(found.removed):,} removed. Nothing was written."
        return
    done = replace_list(wanted, actor=None)
    yield f"Version {done.version}: {done.entries:,} entries, {done.added:,} added, {done.removed:,} removed."


def _list_export(options: Options) -> Lines:
    code, version = lists.reference_list(options["list"]).code, options["version"]
    entries = sorted(lists.entries_at(code, version)) if version else lists.all_entries(code)
    return _written(options["out"], "".join(f"{one}\n" for one in entries))


def _scorecards(options: Options) -> Lines:
    run = cards.run(options["run"])
    if options["source"] not in {"", exports.ALL}:
        source_of(options["source"])
    if options["format"] == "text":
        return quality.card_lines(run, options["source"])
    wanted = options["source"]
    lines = [one for one in cards.lines_of(run.pk) if wanted in {"", exports.code_of(one.scorecard)}]
    if options["format"] == "json":
        found = [one for one in cards.cards_of(run.pk) if wanted in {"", exports.code_of(one)}]
        return _written(options["out"], json.dumps(exports.document(run, found, lines), indent=2) + "\n")
    text = io.StringIO()
    csv.writer(text).writerows(marked_rows(exports.table(run, lines)))
    return _written(options["out"], text.getvalue())


def _failing(options: Options) -> Lines:
    source = source_of(options["source"]).pk if options["source"] else None
    return quality.failing_lines(options["rule"], options["attribute"], source, options["limit"])


def _written(out: Path | None, text: str) -> Lines:
    if out is None:
        return [text.rstrip("\n")]
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{out} can't be written: {error.strerror}.") from error
    return [f"Wrote {out}."]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise CommandError(f"{path} is no UTF-8 text. Save it as CSV, UTF-8.") from None


def _json(path: Path) -> Any:
    try:
        return json.loads(_text(path))
    except ValueError as error:
        raise CommandError(f"{path} is no JSON document: {error}.") from error


_ACTS: Mapping[str, Callable[[Options], Lines]] = {
    "rules": lambda options: quality.rule_lines(options["state"]),
    "show": _show,
    "test": _test,
    "activate": _activate,
    "retire": _retire,
    "import": _import,
    "export": _export,
    "lists": lambda _: quality.list_lines(),
    "list-import": _list_import,
    "list-export": _list_export,
    "scorecards": _scorecards,
    "failing": _failing,
}
