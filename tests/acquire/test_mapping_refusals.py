"""Which mappings and which files are refused, by name and with the remedy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.acquire.mapping import compile_mapping
from mdm.errors import MappingError
from tests.acquire.mappings import CATALOGUE, compiled, entry


@pytest.mark.parametrize(
    ("entries", "place", "remedy"),
    [
        ([entry("a", "e-mail")], "entries[0].attribute", "Did you mean 'email'?"),
        ([entry("a", "name", "givn")], "entries[0].part", "Did you mean 'given'?"),
        ([entry("a", "email", colour="red")], "entries[0]", "Did you mean 'column'?"),
        ([{"attribute": "email"}], "entries[0]", "where the value comes from"),
        ([{"column": "a", "constant": "b", "attribute": "email"}], "entries[0]", "where the value comes from"),
        ([entry("a", "birth_date"), entry("b", "birth_date")], "entries[1]", "usage"),
        ([entry("a", "name"), entry("b", "name", usage="x")], "entries[1]", "multi-valued"),
        ([entry("a", "address", "city"), entry("b", "address", "city")], "entries[1]", "usage"),
        ([entry("a", "organisation_name")], "entries[0]", "Correct 'kind'"),
        ([entry("a", "birth_date", values=";")], "entries[0].values", "Take 'values' out"),
        ([entry("a", "email", country="DE")], "entries[0].part", "It has: value"),
        ([entry("a", "name", parts=["given", "family"])], "entries[0]", "a single 'part'"),
        ([entry("a", "status", transforms=[{"uper": 1}])], "entries[0].transforms[0]", "Known here"),
        ([entry("a", "status", transforms=[{"dates": "dd.mm"}])], "entries[0].transforms[0].dates", "docs/mapping.md"),
        ([entry("a", "status", transforms=[{"dates": "%Q"}])], "entries[0].transforms[0].dates", "docs/mapping.md"),
        (
            [entry("a", "status", transforms=[{"take": {"separator": "", "piece": 1}}])],
            "entries[0].transforms[0].take",
            "",
        ),
        ([entry("a", "status", **{"for": "robot"})], "entries[0].for", "person or organisation"),
        ([entry([], "status")], "entries[0].column", "header"),
        ([], "entries", "at least one"),
    ],
)
def test_a_wrong_entry_is_named_with_the_remedy(entries, place, remedy):
    with pytest.raises(MappingError) as refusal:
        compiled(*entries)
    assert refusal.value.data["place"] == place
    assert remedy in refusal.value.remedy


@pytest.mark.parametrize(
    ("declared", "place"),
    [
        ({"kind": "robot"}, "kind"),
        ({"kind": {"column": "a", "lookup": {"x": "robot"}}}, "kind.lookup"),
        ({"key": []}, "key"),
        ({"key": ["a", "a"]}, "key"),
        ({"key": {"content": False}}, "key.content"),
        ({"kee": "a"}, "mapping"),
        ({"updated_at": {"column": "a", "formats": ["%Q"]}}, "updated_at.formats"),
        ({"updated_at": {"column": "a", "formats": "isoo"}}, "updated_at.formats"),
        ({"updated_at": 7}, "updated_at"),
        ({"deleted": {"column": "a"}}, "deleted"),
        ({"ignore": ["id"]}, "ignore"),
        ({"field_limit": 0}, "field_limit"),
        ({"field_limit": True}, "field_limit"),
        ({"file": {"encodng": "utf-8"}}, "file"),
        ({"ignore_rest": "yes"}, "ignore_rest"),
        ({"missing": [None]}, "missing"),
        ({"entries": {}}, "entries"),
    ],
)
def test_a_wrong_declaration_is_named(declared, place):
    with pytest.raises(MappingError) as refusal:
        compiled(entry("a", "status"), **declared)
    assert refusal.value.data["place"] == place


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["column", "attribute", "part", "x"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(
    document=st.dictionaries(
        st.sampled_from(["key", "kind", "entries", "deleted", "updated_at", "ignore", "missing", "file", "optional"]),
        json_values | st.lists(st.fixed_dictionaries({"column": json_values, "attribute": json_values})),
    )
)
def test_any_declaration_compiles_or_is_refused_by_name(document):
    try:
        compile_mapping(document, CATALOGUE)
    except MappingError as refusal:
        assert refusal.data["place"]  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    ("columns", "declared", "says"),
    [
        (["id"], {}, "no column 'a'"),
        (["id", "A"], {}, "Did you mean 'a'|no column 'a'"),
        (["id", "a", "b"], {"ignore_rest": False}, "Column 'b' is not mapped"),
    ],
)
def test_a_file_must_fit_its_mapping(columns, declared, says):
    with pytest.raises(MappingError, match=says):
        compiled(entry("a", "status"), **declared).check_columns(columns)


def test_columns_may_be_ignored_optional_or_missing_from_documents():
    mapping = compiled(entry("a", "status"), ignore_rest=False, ignore=["b", "c.*"], optional=["a"])
    mapping.check_columns(["id", "b", "c.x.y"])
    with pytest.raises(MappingError):
        mapping.check_columns(["id", "cx"])
    compiled(entry("a", "status"), entry("z", "email")).check_columns(["id"], is_complete=False)
