"""What an act asks for beyond what it changes, in words, as the reader may see it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from mdm.access.sight import MASK
from mdm.catalogue.queries import catalogue
from mdm.models import Proposal
from mdm.pipeline.stewardship import run_undoing
from mdm.records import PinKind
from mdm.resolve.held import HeldKind
from mdm.steward.acts import Act, ActKind
from mdm.steward.desk_source import fields_of
from mdm.steward.review.answers import answers
from mdm.syndicate.queries import places_of

Told = Iterator[tuple[str, str]]


def told(act: Act, hidden: Collection[str]) -> list[tuple[str, str]]:
    """Names and texts, values of `hidden` attributes masked."""
    return list(_TELLING[act.kind](act.arguments, hidden)) if act.kind in _TELLING else []


def _value(code: str, display: str, hidden: Collection[str]) -> tuple[str, str]:
    attribute = catalogue().attributes.get(code)
    return attribute.label if attribute else code, MASK if code in hidden else display


def _pin(said: Mapping[str, Any], hidden: Collection[str]) -> Told:
    until = "the source record says something new" if said["until_changed"] else "somebody takes it back"
    yield _value(said["value"]["attribute"], said["value"]["display"], hidden)
    yield "Pin", "never survives" if said["kind"] == PinKind.BAR else "survives whatever sources say"
    yield "Until", f"the end of {said['expires_at'][:10]}" if said["expires_at"] else until


def _answer(said: Mapping[str, Any], hidden: Collection[str]) -> Told:  # noqa: ARG001 - states no value
    labels = {one.code: one.label for one in answers(HeldKind.POSSIBLE_MATCH)}
    yield "Answer", labels.get(said["verdict"], said["verdict"])
    yield "Questions", ", ".join(str(one) for one in said["items"])
    groups = said.get("groups", ())
    places = places_of([record for group in groups for record in group])
    for number, group in enumerate(groups, 1):
        yield f"Customer {number}", ", ".join(f"{places[one].source} {places[one].key}" for one in group)


def _run(said: Mapping[str, Any], hidden: Collection[str]) -> Told:  # noqa: ARG001 - states no value
    plan = run_undoing.plan_of(said["run"])
    yield "Job", str(said["run"])
    yield "Customers it merged", f"{len(plan.merged):,}"
    yield "Customers it split", f"{len(plan.split):,}"
    yield "Records that go back", f"{plan.records:,}"
    yield "Moved on since, left", f"{plan.moved_on:,}"
    shown = len(run_undoing.sample(said["run"]))
    yield "Shown below", f"what becomes of {shown} of these customers"


def _entry(said: Mapping[str, Any], hidden: Collection[str]) -> Told:
    yield "Entered", "a new version of the desk's record" if said["key"] else f"a new {said['customer_kind']}"
    for attribute in catalogue().attributes.values():
        for field in fields_of(attribute):
            text = said["said"].get(field.column)
            if text:
                yield (
                    attribute.label if field.label == attribute.label else f"{attribute.label}: {field.label}",
                    MASK if attribute.code in hidden else text.replace("\n", ", "),
                )


def _model(said: Mapping[str, Any], hidden: Collection[str]) -> Told:  # noqa: ARG001 - states no value
    yield "Match model", str(said["version"])
    if "run" in said:
        yield "As told by", f"the shadow run of job {said['run']}"


def _acceptance(said: Mapping[str, Any], hidden: Collection[str]) -> Told:
    found = Proposal.objects.select_related("client").get(pk=said["proposal"])
    yield "Proposed by", str(found.client)
    if found.attribute:
        yield _value(found.attribute, found.value["display"], hidden)
    else:
        yield "Proposed", "that two customers are one"


_TELLING: Mapping[ActKind, Callable[[Mapping[str, Any], Collection[str]], Told]] = {
    ActKind.PIN: _pin,
    ActKind.ANSWER: _answer,
    ActKind.UNDO_RUN: _run,
    ActKind.ENTER: _entry,
    ActKind.ACCEPT: _acceptance,
    ActKind.ACTIVATE: _model,
    ActKind.UNDO_MODEL: _model,
}
