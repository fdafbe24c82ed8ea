from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdm.jobs.estimate import StageProgress, overall_share, remaining_seconds, summed, weights_from


def stages(*parts: tuple[float, bool, int, int, float]) -> list[StageProgress]:
    return [
        StageProgress(f"s{n}", f"S{n}", weight, is_past=past, done=done, total=total, seconds=seconds)
        for n, (weight, past, done, total, seconds) in enumerate(parts)
    ]


@pytest.mark.parametrize(
    ("parts", "share"),
    [
        ([], 0.0),
        ([(1, False, 0, 0, 0)], 0.0),
        ([(1, False, 1, 2, 5)], 0.5),
        ([(1, True, 0, 0, 0), (1, False, 0, 4, 0)], 0.5),  # the first was skipped
        ([(9, True, 3, 3, 9), (1, False, 0, 4, 0)], 0.9),
        ([(1, True, 3, 3, 1), (3, True, 4, 4, 3)], 1.0),
    ],
)
def test_the_share_weighs_stages_and_counts_chunks(parts, share):
    assert overall_share(stages(*parts)) == pytest.approx(share)


@pytest.mark.parametrize(
    ("parts", "workers", "remaining"),
    [
        ([(1, False, 1, 4, 10)], 1, 30),
        ([(1, False, 1, 4, 10)], 3, 10),
        ([(1, False, 1, 4, 10)], 0, 30),  # nobody works on it just now
        ([(1, True, 2, 2, 10), (3, False, 0, 9, 0)], 1, 30),
        ([(1, False, 0, 4, 0)], 1, None),
        ([(1, False, 1, 100, 10)], 1, None),  # too early to say
        ([(1, True, 4, 4, 10)], 2, 0),
    ],
)
def test_what_is_left_goes_at_the_pace_of_what_was_done(parts, workers, remaining):
    assert remaining_seconds(stages(*parts), workers=workers) == (
        None if remaining is None else pytest.approx(remaining)
    )


@pytest.mark.parametrize(
    ("results", "weights"),
    [
        ([], {"a": 1, "b": 5}),
        ([{}], {"a": 1, "b": 5}),
        ([{"a": {"seconds": 0}}], {"a": 1, "b": 5}),
        ([{"a": {"seconds": 30}, "b": {"seconds": 70}}], {"a": 30, "b": 70}),
        ([{"a": {"seconds": 1}}, {"a": {"seconds": 30}, "b": {"seconds": 70}}], {"a": 30, "b": 70}),
        ([{"a": {"seconds": 100}}], {"a": 100, "b": 2}),  # what was skipped may come back
        ([{"gone": {"seconds": 100}, "a": {"seconds": 50}}], {"a": 50, "b": 1}),
    ],
)
def test_weights_are_learnt_from_the_busiest_finished_job(results, weights):
    assert weights_from(results, {"a": 1, "b": 5}) == pytest.approx(weights)


@pytest.mark.parametrize(
    ("results", "total"),
    [
        ([], {}),
        ([{"records": 2}, {"records": 3, "pairs": 1}], {"records": 5, "pairs": 1}),
        ([{"by": {"x": 1}}, {"by": {"x": 2, "y": 3}}], {"by": {"x": 3, "y": 3}}),
        ([{"model": "a"}, {"model": "b"}], {"model": "b"}),
        ([{"kept": True}, {"kept": False}], {"kept": False}),
        ([{"ms": 1.5}, {"ms": 2}], {"ms": 3.5}),
    ],
)
def test_results_add_up(results, total):
    assert summed(results) == total


@settings(max_examples=50)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(0, 9))), st.integers(0, 5))
def test_results_add_up_in_parts_as_at_once(results, cut):
    assert summed((summed(results[:cut]), summed(results[cut:]))) == summed(results)
