"""Tests of `router.core.plan.clusters`."""

from math import sqrt
from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.plan.clusters import LEAST_CLUSTERS, Clusters

Request = tuple[str | None, int, float | None]
REQUESTS = st.lists(
    st.tuples(
        st.none() | st.sampled_from("abcd"),
        st.integers(-(10**9), 10**9),
        st.none() | st.integers(-8, 8).map(lambda n: n / 8),  # sums of eighths are exact
    ),
    max_size=60,
)


def clusters_of(requests: list[Request]) -> Clusters:
    found = Clusters()
    for key, nanos, good in requests:
        found.add(key, nanos=nanos, good=good)
    return found


def test_without_conversations_it_is_the_interval_of_a_paired_mean() -> None:
    values = [Random(n).randrange(-1_000, 2_000) for n in range(200)]  # noqa: S311
    found = clusters_of([(None, value, None) for value in values]).cost_nanos()
    mean = fmean(values)
    variance = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
    half = 1.96 * sqrt(variance / len(values)) * len(values)
    assert found.total == sum(values)
    assert found.low == pytest.approx(found.total - half)
    assert found.high == pytest.approx(found.total + half)
    assert (found.requests, found.clusters) == (200, 200)


def test_requests_of_one_conversation_count_as_one_draw() -> None:
    alone = [(None, 10 * (n % 3), None) for n in range(60)]
    alike = [(f"thread {n}", value, None) for n, (_, value, _) in enumerate(alone) for _ in "1234"]
    once, four = clusters_of(alone).cost_nanos(), clusters_of(alike).cost_nanos()  # type: ignore[arg-type]
    assert four.clusters == once.clusters == 60
    assert four.total == 4 * once.total
    assert four.high is not None
    assert once.high is not None
    assert four.high - four.total == pytest.approx(4 * (once.high - once.total))


def test_where_nothing_differs_the_interval_is_a_point() -> None:
    found = clusters_of([(None, 0, 0.0)] * 50)
    assert (found.cost_nanos().low, found.cost_nanos().high) == (0, 0)
    assert (found.quality().low, found.quality().high) == (0, 0)


def test_too_few_clusters_have_no_interval() -> None:
    few = clusters_of([("one conversation", 5, 0.1)] * 1_000).cost_nanos()
    assert (few.low, few.high, few.total) == (None, None, 5_000)
    enough = clusters_of([(None, n, None) for n in range(LEAST_CLUSTERS)]).cost_nanos()
    assert enough.low is not None


def test_requests_of_unknown_quality_are_left_out_of_quality_alone() -> None:
    found = clusters_of([("a", 1, 0.5), ("a", 1, None), (None, 1, None), (None, 1, 0.25)])
    assert (found.quality().requests, found.quality().clusters) == (2, 2)
    assert found.quality().per_request().total == 0.375
    assert found.cost_nanos().requests == 4


def test_no_request_at_all_has_a_total_of_zero() -> None:
    assert Clusters().quality().per_request().total == 0


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    random, hits = Random(7), 0  # noqa: S311 - simulation
    for _ in range(400):
        requests: list[Request] = []
        for thread in range(80):
            level = random.gauss(0, 50)
            requests += [
                (f"{thread}", round(random.gauss(level, 10)), None)
                for _ in range(random.randint(1, 5))
            ]
        found = clusters_of(requests).cost_nanos()
        hits += found.low is not None and found.high is not None and found.low <= 0 <= found.high
    assert 0.92 <= hits / 400 <= 0.98


@given(requests=REQUESTS, place=st.integers(0, 60))
def test_in_any_division_the_pieces_merge_into_the_whole(
    requests: list[Request], place: int
) -> None:
    merged = clusters_of(requests[:place])
    merged.merge(clusters_of(requests[place:]))
    whole = clusters_of(requests)
    assert merged.cost_nanos() == whole.cost_nanos()
    assert merged.quality() == whole.quality()
