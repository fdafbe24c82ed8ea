import pytest

from mdm.match.columns import Columns
from mdm.match.defaults import DEFAULT_MODEL
from mdm.match.untrained import settled, usual_prior
from mdm.records import Comparable

ANN = Comparable(kind="person", given="ann", family="penhaligon")


@pytest.mark.parametrize(("records", "prior"), [(0, 3e-5), (1, 3e-5), (2, 0.2), (100, 0.005), (1_000_000, 5e-7)])
def test_the_usual_share_of_matches_falls_with_the_records(records, prior):
    assert usual_prior(records, 3e-5) == pytest.approx(prior)


def test_a_hundred_records_count_for_what_they_are():
    model = settled(DEFAULT_MODEL, Columns.from_comparables(range(100), [ANN] * 100))
    assert model.kinds["person"].prior == pytest.approx(0.005)
    assert model.kinds["person"].odds == DEFAULT_MODEL.kinds["person"].odds
    assert model.kinds["organisation"] == DEFAULT_MODEL.kinds["organisation"]
    assert model.frequencies["family"].shares["penhaligon"] > DEFAULT_MODEL.frequencies["family"].rest


def test_no_records_leave_the_shipped_model():
    assert settled(DEFAULT_MODEL, Columns.from_comparables((), [])).kinds == DEFAULT_MODEL.kinds
