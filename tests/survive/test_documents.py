"""The stored form of a golden record, and what counts as a change."""

import json
from dataclasses import replace

import pytest

from mdm.records import CustomerKind, Golden, GoldenValue
from mdm.survive.documents import changed_attributes, golden_document


def stated(attribute, text, **more):
    return GoldenValue(attribute, {"value": text}, text, "", (), 1, "crm", "most_recent", "Chosen.", **more)


GOLDEN = Golden(
    CustomerKind.PERSON, "Ada", 3, (stated("email", "a@x.org"), stated("email", "b@x.org"), stated("status", "open"))
)


def changed(**other):
    return changed_attributes(golden_document(GOLDEN), golden_document(replace(GOLDEN, **other)))


def test_the_document_is_plain_json_with_lineage():
    loser = {"display": "x", "record": 9, "why": "Older."}
    golden = replace(GOLDEN, values=(stated("email", "a@x.org", supporters=(4, 5), losers=(loser,)),))
    document = golden_document(golden)
    assert json.loads(json.dumps(document)) == document
    (value,) = document["values"]
    assert (value["record"], value["source"], value["rule"], value["reason"]) == (1, "crm", "most_recent", "Chosen.")
    assert (value["supporters"], value["losers"]) == ([4, 5], [loser])
    assert (document["kind"], document["name"], document["policy"]) == ("person", "Ada", 3)


first, second, status = GOLDEN.values
CHANGES = [
    ("nothing", {}, ()),
    ("the policy's version alone", {"policy": 4}, ()),
    ("another record says the same", {"values": (replace(first, record=8, reason="Newer."), second, status)}, ()),
    ("another value", {"values": (first, second, stated("status", "closed"))}, ("status",)),
    ("another order of values", {"values": (second, first, status)}, ("email",)),
    ("a value less", {"values": (first, second)}, ("status",)),
    ("a value more", {"values": (*GOLDEN.values, stated("gender", "f"))}, ("gender",)),
    ("an empty value is none", {"values": (*GOLDEN.values, replace(stated("gender", ""), clean={}))}, ()),
    ("another spelling", {"values": (replace(first, display="A@x.org"), second, status)}, ("email",)),
    ("another name", {"name": "Ada B."}, ("display_name",)),
    ("another kind", {"kind": CustomerKind.ORGANISATION}, ("kind",)),
]


@pytest.mark.parametrize(("other", "attributes"), [one[1:] for one in CHANGES], ids=[one[0] for one in CHANGES])
def test_changes(other, attributes):
    assert changed(**other) == attributes


def test_a_first_and_a_last_document_change_everything():
    document = golden_document(GOLDEN)
    everything = ("display_name", "email", "kind", "status")
    assert changed_attributes(None, document) == everything
    assert changed_attributes(document, None) == everything
    assert changed_attributes(None, None) == ()
