"""What holds of every golden record, under every rule."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.catalogue.defaults import default_catalogue
from mdm.records import Candidate, CleanValue, CustomerKind, Pin, PinKind
from mdm.survive.defaults import default_policy
from mdm.survive.documents import golden_document
from mdm.survive.policy import Policy
from mdm.survive.rules import By, Take
from mdm.survive.survivorship import survive

NOW = datetime(2026, 11, 1, tzinfo=UTC)
CATALOGUE = default_catalogue()
ATTRIBUTES = ("email", "occupation", "employer")
DATES = (None, NOW - timedelta(days=1), NOW - timedelta(days=90))


@st.composite
def clean_values(draw):
    attribute, text = draw(st.sampled_from(ATTRIBUTES)), draw(st.sampled_from(("a", "b", "c")))
    clean = draw(st.sampled_from(({"value": text}, {"value": text, "extra": "x"}, {})))
    flags = draw(st.sampled_from(((), (), ("placeholder",), ("malformed",), ("implausible",))))
    return CleanValue(attribute, CATALOGUE.attributes[attribute].kind, {}, clean, text.upper(), "", flags)


@st.composite
def members(draw):
    """Candidates of up to five records."""
    candidates = []
    for record in range(draw(st.integers(1, 5))):
        source, stamp = draw(st.sampled_from(("crm", "erp", "web"))), draw(st.sampled_from(DATES))
        candidates += [
            Candidate(record, source, len(source), value, stamp, stamp, NOW, f"k{record}", draw(st.integers(0, 2)))
            for value in draw(st.lists(clean_values(), min_size=1, max_size=4))
        ]
    return candidates


@st.composite
def pins(draw):
    return [
        Pin(0, draw(st.sampled_from(PinKind)), value.attribute, value, "why", "anna", draw(st.sampled_from(DATES[1:])))
        for value in draw(st.lists(clean_values(), max_size=2))
    ]


@st.composite
def policies(draw):
    """Any take and order for the multi-valued attribute, any but union for the others, and the shipped policy."""
    if draw(st.booleans()):
        return default_policy()
    names = [str(by) for by in By if by is not By.FIRST_NON_NULL]
    order = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
    email = {
        "attributes": ["email"],
        "take": draw(st.sampled_from(("best", "union", "unanimous"))),
        "order": draw(order),
    }
    if email["take"] == Take.UNION:
        email |= {"limit": draw(st.integers(1, 3)), "absorb": draw(st.booleans())}
    others = {"attributes": ["occupation", "employer"], "order": draw(order),
              "take": draw(st.sampled_from(("best", "unanimous", "together")))}  # fmt: skip
    truth = {"truth": draw(st.sampled_from(("", "erp"))), "valid_only": draw(st.booleans())}
    rules = [email | truth, others | truth, {"attributes": ["*"], "order": ["longest"]}]
    return Policy.from_json({"version": 1, "rules": rules, "refuse": ["placeholder"]}, CATALOGUE)


def survivors(candidates, pinned, policy):
    return survive(CustomerKind.PERSON, candidates, pinned, policy, CATALOGUE, now=NOW)


@given(members(), pins(), policies(), st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_the_order_of_candidates_and_pins_does_not_matter(candidates, pinned, policy, random):
    shuffled = random.sample(candidates, len(candidates)), random.sample(pinned, len(pinned))
    assert golden_document(survivors(*shuffled, policy)) == golden_document(survivors(candidates, pinned, policy))


@given(members(), policies(), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_record_ids_do_not_matter(candidates, policy, random):
    """They tell the order of arrival; the source and its key do not."""
    ids = random.sample(range(100, 200), 5)

    def shown(found):
        return [(value.attribute, value.display, value.rule, value.reason) for value in found.values]

    renamed = [
        Candidate(ids[one.record], one.source, one.trust, one.value, one.created_at, one.updated_at, one.loaded_at,
                  one.key, one.grade)
        for one in candidates
    ]  # fmt: skip
    assert shown(survivors(renamed, [], policy)) == shown(survivors(candidates, [], policy))


def identity(clean, display):
    return tuple(sorted(clean.items())) or display


@given(members(), pins(), policies())
@settings(max_examples=120, deadline=None)
def test_nobody_is_lost_and_nobody_invented(candidates, pinned, policy):
    stated = {(one.value.attribute, identity(one.value.clean, one.value.display), one.record) for one in candidates}
    named = []
    for value in survivors(candidates, pinned, policy).values:
        if value.record is not None:
            own = identity(value.clean, value.display)
            named += [(value.attribute, own, record) for record in (value.record, *value.supporters)]
        for loser in value.losers:
            own = identity(loser["clean"], loser["display"])
            named += [(value.attribute, own, record) for record in (loser["record"], *loser["supporters"])]
    assert set(named) == stated
    assert max(Counter(named).values()) == 1


@given(members(), pins(), policies())
@settings(max_examples=80, deadline=None)
def test_every_value_and_every_loser_says_why(candidates, pinned, policy):
    for value in survivors(candidates, pinned, policy).values:
        assert value.rule
        assert value.reason.endswith(".")
        assert all(loser["rule"] and loser["why"].endswith(".") for loser in value.losers)


@given(members(), policies())
@settings(max_examples=80, deadline=None)
def test_a_copy_of_the_winning_record_changes_no_single_value(candidates, policy):
    """Once more the same, from the same source at the same time: it only adds a supporter."""
    found = survivors(candidates, [], policy)
    for value in found.values:
        if value.record is None or value.rule in {"union", By.MOST_FREQUENT}:
            continue
        copies = [
            Candidate(
                50, one.source, one.trust, one.value, one.created_at, one.updated_at, one.loaded_at, "z", one.grade
            )
            for one in candidates
            if one.record == value.record
        ]
        again = {one.attribute: one.clean for one in survivors([*candidates, *copies], [], policy).values}
        assert again[value.attribute] == value.clean
