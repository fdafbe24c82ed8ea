"""Match models: their parameters, what their runs came to, and the way into force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from mdm.admin import model_charts as charts
from mdm.admin.base import PageAdmin, acting_user, address, column, may_see, moment
from mdm.admin.model_runs import of_run
from mdm.errors import InvalidInputError, MdmError
from mdm.jobs.queries import live_job
from mdm.ledger.queries import entries_of
from mdm.match.levels import COMPARISONS
from mdm.match.runs import queries as runs
from mdm.match.versions.queries import model_before
from mdm.models import MatchModel
from mdm.pipeline.identity import models
from mdm.pipeline.jobs import running
from mdm.pipeline.stewardship import model_acts, sampling

STEERS = "mdm.change_matchmodel"
_STATES = {"active": "success", "shadow": "warning", "draft": "info", "retired": "default"}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a comparison. `weight` is its evidence in bits: negative against, positive for one customer."""

    comparison: str
    is_first: bool
    name: str
    match: float
    chance: float

    @property
    def weight(self) -> float:
        return log2(self.match / self.chance)

    @property
    def odds(self) -> charts.Odds:
        return charts.odds(self.match, self.chance)


@admin.register(MatchModel)
class MatchModelAdmin(PageAdmin):
    list_display = (
        "label", "shown_state", "note", moment("created_at", "Made"), moment("activated_at", "In force since"),
    )  # fmt: skip
    list_filter = ("state",)
    page_template = "mdm/model/page.html"

    @column("Model")
    def label(self, row: MatchModel) -> str:
        return f"Match model {row.version}"

    @column("State", label=_STATES)
    def shown_state(self, row: MatchModel) -> tuple[str, str]:
        return row.state, row.state

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(f"<int:version>/{name}/", self.admin_site.admin_view(require_POST(view)), name=f"mdm_model_{name}")
            for name, view in (
                ("shadow", self.shadow),
                ("sample", self.sample),
                ("draft", self.draft),
            )
        ]
        return [*own, *super().get_urls()]

    def page(self, request: HttpRequest, row: MatchModel) -> Mapping[str, Any]:
        stored, chosen = row.parameters, request.GET.get("run", "")
        past = runs.runs_of(row.version)
        run = next((one for one in past if str(one.job) == chosen), past[0] if past else None)
        return {
            "kinds": [_kind(name, one) for name, one in stored["kinds"].items()],
            "certain": stored["certain"],
            "possible": stored["possible"],
            "frequencies": sorted(stored["frequencies"]),
            "stop_key_count": len(stored["stop_keys"]),
            "rules_off": stored.get("rules_off", []),
            "report": told(row.report),
            "run": run,
            "past": past,
            **(of_run(request, run, stored) if run else {}),
            **self._ways(request, row),
            "entries": entries_of([f"model:{row.version}"]) if may_see(request, "ledgerentry") else [],
        }

    def _ways(self, request: HttpRequest, row: MatchModel) -> dict[str, Any]:
        """What the user may do with the model now."""
        live = live_job(running.SHADOW)
        steers = request.user.has_perm(STEERS)
        is_candidate = row.state in {MatchModel.State.DRAFT, MatchModel.State.SHADOW}
        return {
            "live": live,
            "can_steer": steers,
            "can_shadow": steers and live is None and row.state != MatchModel.State.RETIRED,
            "can_undo": steers and row.state == MatchModel.State.ACTIVE and model_before() is not None,
            "activation": model_acts.activation(row.version)
            if steers and is_candidate and models.is_seen(row.version)
            else None,
        }

    def shadow(self, request: HttpRequest, version: int) -> HttpResponse:
        """Start the run that says what the model would change."""
        if not request.user.has_perm(STEERS):
            raise PermissionDenied
        try:
            job = running.start_shadow(version, actor=acting_user(request))
        except MdmError as error:
            messages.error(request, str(error))
            return redirect(address("matchmodel", version))
        return redirect(address("job", job.pk))

    def sample(self, request: HttpRequest, version: int) -> HttpResponse:
        """Put pairs that the model's shadow run drew to stewards."""
        if not request.user.has_perm(STEERS):
            raise PermissionDenied
        try:
            count = sampling.put(version, _number(request.POST.get("pairs", "")))
        except MdmError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{count} pairs wait for stewards as second reviews.")
        return redirect(address("matchmodel", version))

    def draft(self, request: HttpRequest, version: int) -> HttpResponse:
        """Make a draft like the model, with other thresholds or without some blocking rules."""
        if not request.user.has_perm(STEERS):
            raise PermissionDenied
        said = {name: request.POST.get(name, "").strip() for name in ("certain", "possible", "rules_off")}
        try:
            off = [_number(one) for one in said["rules_off"].replace(",", " ").split()]
            declared = models.Declared(
                like=version, rules_off=off, certain=_share(said["certain"]), possible=_share(said["possible"])
            )
            now = models.draft(declared, actor_id=acting_user(request).pk)
        except MdmError as error:
            messages.error(request, str(error))
            return redirect(address("matchmodel", version))
        messages.success(request, f"Model {now} is a draft. See what it would change before you put it in force.")
        return redirect(address("matchmodel", now))


def _number(said: str) -> int:
    if not said.isdecimal():
        raise InvalidInputError(f"{said!r} is no number.", remedy="Write whole numbers.")
    return int(said)


def _share(said: str) -> float | None:
    try:
        return float(said) if said else None
    except ValueError:
        raise InvalidInputError(f"{said!r} is no probability.", remedy="Write one like 0.95.") from None


def _kind(name: str, stored: Mapping[str, Any]) -> dict[str, Any]:
    return {**stored, "name": name, "levels": list(_levels(name, stored["odds"]))}


def _levels(kind: str, odds: Mapping[str, Sequence[Sequence[float]]]) -> Iterator[Level]:
    for comparison in COMPARISONS[kind]:
        rows = sorted(zip(comparison.levels, odds[comparison.name], strict=True), reverse=True)
        for place, (level, (match, chance)) in enumerate(rows):
            name = level.name.replace("_", " ").lower()
            yield Level(comparison.label, place == 0, name, match, chance)


def told(report: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """A report's figures, one a line."""
    lines: list[tuple[str, Any]] = []
    for name, value in report.items():
        words = f"{prefix}{name.replace('_', ' ')}"
        lines += told(value, f"{words}: ") if isinstance(value, Mapping) else [(words, value)]
    return lines
