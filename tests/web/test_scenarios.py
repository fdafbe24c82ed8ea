"""The scenarios of docs/scenarios, run line by line against a live service."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mdm_client import Client

from mdm.models import ProfileView, Proposal, ReviewItem, SourceSystem
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.intake.files import register_source
from mdm.pipeline.stewardship import proposals
from tests.pipeline.people import MAPPING

pytestmark = pytest.mark.django_db(transaction=True)
SCENARIOS = sorted((Path(__file__).parents[2] / "docs" / "scenarios").glob("*.md"))
# A block of Python, or what a person does meanwhile.
STEP = re.compile(r"^```python\n(?P<code>.*?)^```$|^<!-- then: (?P<act>[^>]*) -->$", re.DOTALL | re.MULTILINE)
WRITES = ("customers:read", "customers:match", "records:read", "records:write", "changes:read")
CLIENTS = {
    "crm": (WRITES, "crm"),
    "web": (WRITES, None),
    "support": ((*WRITES, "customers:read-sensitive"), None),
    "sfa": (("customers:read", "proposals:write", "changes:read"), "sfa"),
}


@pytest.fixture
def names(live_server):
    """What the scenarios take for granted: an address, and a key for each system."""
    for code, trust in (("crm", 80), ("web", 50), ("support", 40)):
        register_source({"code": code, "label": code, "default_country": "US", "trust": trust}, MAPPING)
    given = {"ADDRESS": live_server.url, "__name__": "scenario"}
    for code, (scopes, view) in CLIENTS.items():
        shown = ProfileView.objects.get(code=view).pk if view else None
        own = SourceSystem.objects.filter(code=code).values_list("pk", flat=True)
        given[f"{code.upper()}_KEY"] = issue_client_key(code, scopes, sources=own, view=shown)[1]
    return given


@pytest.fixture
def steward(django_user_model):
    actor = django_user_model.objects.create(username="sara")

    def settle(act, answer):
        waiting = Proposal.objects.get(state="open")
        assert ReviewItem.objects.filter(state="open", subject=f"proposal:{waiting.pk}").count() == 1
        act(waiting.pk, actor=actor, answer=answer)
        assert not ReviewItem.objects.filter(state="open", subject=f"proposal:{waiting.pk}").exists()

    return {
        "a steward accepts the proposal": lambda: settle(proposals.accept, "Thank you, the number is right."),
        "a steward rejects the proposal": lambda: settle(proposals.reject, "That is a private address."),
    }


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.stem)
def test_scenario_goes_as_it_is_told(names, steward, scenario):
    text = scenario.read_text(encoding="utf-8")
    steps = list(STEP.finditer(text))
    assert len(steps) > 5
    for step in steps:
        if step["act"]:
            steward[step["act"]]()
            continue
        lines = text[: step.start("code")].count("\n")
        # Blank lines before it, so that a failure names the document's own line.
        exec(compile("\n" * lines + step["code"], str(scenario), "exec"), names)
    for one in names.values():
        if isinstance(one, Client):
            one.close()
