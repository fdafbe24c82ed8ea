"""Few edges are followed, many go through a sparse matrix: both number the components alike."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mdm.resolve import pairs

edges = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), min_size=1, max_size=40)


@given(edges)
def test_components_of_few_and_of_many_edges(found):
    left, right = (np.array(side, dtype=np.int64) for side in zip(*found, strict=True))
    again = -(-(pairs._FEW + 1) // len(found))
    few, many = (pairs.components(20, np.tile(left, times), np.tile(right, times)) for times in (1, again))
    assert few.tolist() == many.tolist()
    assert {(few[one], few[other]) for one, other in found} == {(few[one], few[one]) for one, _ in found}
