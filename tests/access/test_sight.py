from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mdm.access.sight import MASK, seen_columns, seen_document
from mdm.acquire.sight import ColumnSight, visible_columns

SECRET = "1980-05-17"


def _value(attribute, text, **more):
    return {
        "attribute": attribute, "clean": {"value": text}, "display": text, "usage": "", "flags": ["x"], "record": 1,
        "source": "crm", "rule": "quality", "reason": f"Because of {text}.", "supporters": [2],
        "losers": [{"clean": {"value": text}, "display": text, "record": 3, "source": "shop", "why": text}],
    } | more  # fmt: skip


def _document(*values, name="Anna"):
    return {"kind": "person", "name": name, "policy": 1, "values": list(values)}


def test_hidden_values_leave_their_traces_only():
    seen = seen_document(_document(_value("name", "Anna"), _value("birth_date", SECRET)), {"birth_date"})
    name, birth = seen["values"]
    assert name["display"] == "Anna"
    assert SECRET not in str(birth)
    assert (birth["display"], birth["is_masked"]) == (MASK, True)


def test_hidden_values_tell_not_whether_records_agree():
    values = [_value("birth_date", SECRET), _value("birth_date", "1981-01-01", record=4, rule="trust", losers=[])]
    seen = [seen_document(_document(*some), {"birth_date"}) for some in (values, values[:1], values[1:])]
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0]["values"]) == 1


def test_name_that_a_hidden_attribute_gave_is_hidden():
    document = _document(_value("tax_id", "123"), name="123")
    assert seen_document(document, {"tax_id"})["name"] == MASK
    assert seen_document(document, set())["name"] == "123"


ATTRIBUTES = st.sampled_from(["name", "email", "birth_date", "tax_id"])


@given(st.lists(st.tuples(ATTRIBUTES, st.uuids().map(str)), max_size=8), st.sets(ATTRIBUTES))
def test_no_hidden_text_is_ever_seen(said, hidden):
    document = _document(*(_value(attribute, text) for attribute, text in said))
    seen = str(seen_document(document, hidden))
    assert [text in seen for _, text in said] == [attribute not in hidden for attribute, _ in said]


def test_visible_columns_feed_no_hidden_attribute():
    declaration = {
        "key": "id",
        "kind": "person",
        "updated_at": "changed",
        "ignore": ["note"],
        "entries": [
            {"column": "who", "attribute": "name", "part": "full"},
            {"columns": ["born_y", "born_m"], "join": "-", "attribute": "birth_date"},
            {"column": "who", "attribute": "birth_date"},
        ],
    }
    assert visible_columns(declaration, {"birth_date"}) == {"id", "changed"}
    assert visible_columns(declaration, {"email"}) == {"id", "changed", "who", "born_y", "born_m"}


def test_empty_columns_stay_empty():
    assert seen_columns({"a": "", "b": None, "c": 0}, ()) == {"a": "", "b": None, "c": MASK}


def test_who_sees_everything_sees_unmapped_columns_too():
    assert ColumnSight(()).seen({"note": "x"}, None) == {"note": "x"}
    assert ColumnSight({"name"}).seen({"note": "x"}, None) == {"note": MASK}
