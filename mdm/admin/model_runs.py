"""What a run of a match model came to, and what an act on a match model would change, as the pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from mdm.admin import model_charts as charts
from mdm.admin.base import may_see, sees_sensitive
from mdm.errors import NotFoundError
from mdm.match.runs.queries import Run
from mdm.match.versions.queries import model_parameters
from mdm.match.yields import recall, yields
from mdm.models import GoldenRecord
from mdm.pipeline.stewardship import model_acts, model_undoing, sampling
from mdm.steward.acts import Act, ActKind
from mdm.steward.sampling.estimates import at_threshold, missing, suggest

_WISHED = (0.95, 0.99)
_EXAMPLES = (
    ("merge", "Customers that would become one"),
    ("split", "Customers that would fall apart"),
    ("tie", "Groups of three and more with a weak tie"),
)


def report(request: HttpRequest, act: Act, *, is_open: bool = True) -> dict[str, Any]:
    """What an act on a match model would change; empty for other acts, and where nothing tells it any more."""
    if act.kind is ActKind.ACTIVATE:
        try:
            run = model_acts.report_of(act)
        except NotFoundError:
            return {}
        return {"run": run, **of_run(request, run, model_parameters(run.model_version))}
    return {"plan": model_undoing.plan()} if act.kind is ActKind.UNDO_MODEL and is_open else {}


def of_run(request: HttpRequest, run: Run, stored: Mapping[str, Any]) -> dict[str, Any]:
    """The run's figures as charts and tables. `stored`: the parameters of its model."""
    figures, sight = run.figures, may_see(request, "goldenrecord") and sees_sensitive(request)
    drawn = (
        charts.weights(figures.get("weights", {}), stored["possible"], stored["certain"]),
        charts.cluster_sizes(figures.get("clusters", {})),
        charts.weakest_ties(figures.get("ties", {}), stored["certain"]),
    )
    found = yields(figures) if "captures" in figures else []
    return {
        "figures": figures,
        "charts": [one for one in drawn if one],
        "rules": charts.rule_bars(found),
        "recalls": [(kind, recall(counts)) for kind, counts in figures.get("captures", {}).items()],
        "measured": _measured(run) if run.purpose == "shadow" else None,
        "examples": _examples(figures.get("examples", {})) if sight else [],
    }


def _measured(run: Run) -> dict[str, Any]:
    """What stewards said of the pairs that the run drew."""
    found = sampling.strata(run)
    lacking = missing([one for one in found if one.pairs])
    edges = [one.low for one in found if one.low is not None and one.low >= 0.5]
    return {
        "strata": [one for one in found if one.pairs],
        "lacking": lacking,
        "thresholds": [] if lacking else [at_threshold(found, edge) for edge in edges],
        "suggestions": [suggest(found, wished, edges) for wished in _WISHED],
    }


def _examples(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[tuple[str, list[dict[str, Any]]]]:
    ids = {customer for rows in found.values() for one in rows for customer in one["customers"]}
    names = {str(pk): name for pk, name in GoldenRecord.objects.filter(pk__in=ids).values_list("pk", "name")}
    return [
        (
            title,
            [
                {**one, "who": [(customer, names.get(customer, "")) for customer in one["customers"]],
                 "sizes": [len(part) for part in one["parts"]]}
                for one in found.get(kind, ())
            ],
        )
        for kind, title in _EXAMPLES
    ]  # fmt: skip
