"""What a run of a match model came to, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mdm.match.runs.queries import Run
from mdm.match.yields import recall, yields
from mdm.steward.sampling.estimates import Stratum, Suggestion, at_threshold, missing

_CHANGES = (
    ("merged", "customers would be absorbed by others"),
    ("split", "customers would fall apart"),
    ("changed", "customers would have other records than now"),
    ("created", "customers would begin"),
    ("retired", "customers would end"),
    ("reviews_opened", "questions to people would open"),
    ("reviews_closed", "open questions would close"),
)
_RULE = "  {:>4}  {:<40} {:>10} {:>9} {:>10} {:>10} {:>9} {:>9}"


def run_lines(run: Run) -> Iterator[str]:
    """Changes, pairs, blocking."""
    figures = run.figures
    yield f"Model {run.model_version}, job {run.job} ({run.purpose}, {run.at:%Y-%m-%d %H:%M} UTC)"
    if "changes" in figures:
        yield from _change_lines(figures)
    if "pairs" in figures:
        yield "  " + ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in figures["pairs"].items())
    if "captures" in figures:
        yield from blocking_lines(figures)


def _change_lines(figures: Mapping[str, Any]) -> Iterator[str]:
    yield f"Beside model {figures['beside']}, over {figures['records']:,} records:"
    if figures["waiting"]:
        yield f"  {figures['waiting']:,} records wait to be matched; a nightly job first makes the comparison fair."
    for name, words in _CHANGES:
        yield f"  {figures['changes'][name]:>9,}  {words}"
    yield f"  {figures['weak_ties']:>9,}  groups of three and more would hang together by a tie under 99 %"


def blocking_lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """What blocking brought, rule by rule."""
    for kind, counts in figures["captures"].items():
        found = recall(counts)
        if found:
            yield (
                f"Blocking of {kind}s brings about {found.share:.2%} of the true pairs "
                f"({found.low:.2%} to {found.high:.2%}), by captures of {found.pairs:,} certain ones."
            )
    yield _RULE.format("rule", "", "keys", "pairs/key", "pairs", "only it", "certain", "only it")
    for one in yields(figures):
        yield _RULE.format(
            one.rule, f"{one.kind}: {one.label}"[:40], f"{one.keys:,}", f"{one.pairs_per_key:.2f}", f"{one.pairs:,}",
            f"{one.only:,}", f"{one.certain:,}", f"{one.only_certain:,}",
        )  # fmt: skip
        if one.advice:
            yield f"        {one.advice}"


def sample_lines(strata: Sequence[Stratum], suggestion: Suggestion) -> Iterator[str]:
    """What stewards said of the sample, precision and recall at each threshold, and the suggested one."""
    yield "Probability: pairs, said to be one customer, said to be two"
    for one in strata:
        if one.pairs:
            yield f"  {one.words:<30} {one.pairs:>10,} {one.yes:>6,} {one.no:>6,}"
    if not missing([one for one in strata if one.pairs]):
        for one in strata:
            if one.low is not None and one.low >= 0.5:
                at = at_threshold(strata, one.low)
                yield f"  Joining from {one.low:.1%} on: precision {at.precision}, recall {at.recall}"
        yield "Recall is of the true pairs among those compared and given 1 % or more."
    yield suggestion.words
