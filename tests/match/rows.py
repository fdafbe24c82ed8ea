"""Rows as Hypothesis draws them: people and companies that resemble one another."""

from hypothesis import strategies as st

from mdm.records import Comparable


def comparables(**said):
    """Rows in which nothing else is said: `builds` would invent the other fields of a named tuple."""
    return st.fixed_dictionaries(said).map(lambda one: Comparable(**one))


names = st.sampled_from(["ann", "anna", "bob", "robert", "j", "", "mary ann", "smith", "smyth", "o neill", "li"])
dates = st.sampled_from(["1980-03-04", "1980-04-03", "1980", "", "1971-06-24", "1971-06-25"])
lists = st.sampled_from(["", "a@x.example", "b@x.example|a@x.example", "info@gmail.com"])
people = comparables(
    kind=st.just("person"),
    given=names,
    middle=names,
    family=names,
    former=names,
    birth_date=dates,
    gender=st.sampled_from(["m", "f", ""]),
    emails=lists,
    identifiers=st.sampled_from(["", "tax:1234567890", "tax:1234567899", "passport:7|tax:5550001112"]),
    streets=st.sampled_from(["", "high street", "hihg street|mill lane"]),
    houses=st.sampled_from(["", "5", "5|9"]),
    cities=st.sampled_from(["", "leeds", "york|leeds"]),
    employer=st.sampled_from(["", "acme tools", "acme tooling", "at"]),
)
companies = comparables(
    kind=st.just("organisation"),
    organisation=st.sampled_from(["", "acme tools", "tools acme", "acme tooling works", "at", "school 12", "acme mfg"]),
    websites=st.sampled_from(["", "acme.example", "acme.de|acme.example"]),
    emails=lists,
    cities=st.sampled_from(["", "leeds", "leads"]),
)
