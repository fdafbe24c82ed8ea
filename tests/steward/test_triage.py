"""How questions are ranked and worded."""

import pytest

from mdm.resolve.held import Held, HeldKind
from mdm.steward.worklist.triage import Severity, triage


def held(kind, probability=0.95, **more):
    return Held(kind, 11, 27, (11, 27, 30), 3, probability=probability, weight=4.2, **more)


URGENCIES = [
    (held(HeldKind.CONTRADICTION, None, path=(11, 30, 27)), 1, Severity.BLOCKING),
    (held(HeldKind.OVER_SIZE), 1, Severity.BLOCKING),
    (held(HeldKind.OVER_MERGE), 2, Severity.RISKY),
    (held(HeldKind.VETOED_MATCH), 2, Severity.RISKY),
    (held(HeldKind.POSSIBLE_MATCH, 0.95), 3, Severity.ROUTINE),
    (held(HeldKind.POSSIBLE_MATCH, 0.6), 4, Severity.ROUTINE),
]


@pytest.mark.parametrize(("question", "priority", "severity"), URGENCIES)
def test_urgency(question, priority, severity):
    found = triage(question)
    assert (found.priority, found.severity) == (priority, severity)


def test_every_kind_has_its_words():
    assert {question.kind for question, *_ in URGENCIES} == set(HeldKind)
    sentences = [triage(question).sentence for question, *_ in URGENCIES]
    assert all(one.endswith((".", "?")) for one in sentences)
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(
    ("probability", "words"), [(0.6, "60%"), (0.956, "96%"), (0.9949, "99.49%"), (0.9999999, "99.99%"), (1.0, "99.99%")]
)
def test_no_match_is_ever_said_to_be_sure(probability, words):
    assert f"match with {words}," in triage(held(HeldKind.VETOED_MATCH, probability)).sentence


def test_a_contradiction_names_its_chain():
    sentence = triage(held(HeldKind.CONTRADICTION, None, path=(11, 30, 27))).sentence
    assert "(11, 30, 27)" in sentence
