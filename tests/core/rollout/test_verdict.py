"""Tests of `router.core.rollout.verdict`."""

from random import Random

import pytest

from router.core.rollout.limit import DEFAULT_LIMITS, Limit, Metric
from router.core.rollout.tally import CountedRequest, Sums, Tally, tally_of
from router.core.rollout.verdict import Figure, boundary, judge

ERRORS = Limit(Metric.ERRORS, 0.02)
COST = Limit(Metric.COST, 0.10)


def rate(metric: Metric, *, n: int, y: int) -> Tally:
    """`y` of `n` requests, each a conversation of its own."""
    return Tally(requests=n, sums={metric: Sums(conversations=n, n=n, y=y, nn=n, yy=y, ny=y)})


def costs(values: list[float]) -> Tally:
    return tally_of(
        CountedRequest(
            lot=str(n),
            cost_usd=value,
            is_answered=True,
            has_failed=False,
            is_refused=False,
            is_bad=None,
        )
        for n, value in enumerate(values)
    )


def only(canary: Tally, control: Tally, *, limit: Limit, least: int = 50) -> Figure:
    (figure,) = judge(canary, control, limits=[limit], least=least)
    return figure


def test_a_canary_that_fails_all_the_time_is_seen_at_once() -> None:
    figure = only(rate(Metric.ERRORS, n=50, y=50), rate(Metric.ERRORS, n=450, y=2), limit=ERRORS)

    assert figure.is_crossed
    assert figure.rise == pytest.approx(1 - 2 / 450)
    assert figure.at_least is not None
    assert 0.6 < figure.at_least < 1 - 2 / 450


def test_the_same_rates_are_not_held_against_a_canary() -> None:
    figure = only(rate(Metric.ERRORS, n=500, y=10), rate(Metric.ERRORS, n=4500, y=90), limit=ERRORS)

    assert figure.is_known
    assert not figure.is_crossed


@pytest.mark.parametrize(("canary", "control"), [(49, 500), (500, 49)])
def test_nothing_is_said_before_both_sides_have_enough_requests(canary: int, control: int) -> None:
    figure = only(
        rate(Metric.ERRORS, n=canary, y=canary),
        rate(Metric.ERRORS, n=control, y=0),
        limit=ERRORS,
    )

    assert not figure.is_known
    assert not figure.is_crossed
    assert figure.rise == 1.0


def test_many_requests_of_few_conversations_are_not_enough() -> None:
    few = Tally(
        sums={Metric.ERRORS: Sums(conversations=9, n=900, y=900, nn=90_000, yy=90_000, ny=90_000)}
    )

    assert not only(few, rate(Metric.ERRORS, n=900, y=0), limit=ERRORS).is_known


def test_a_dearer_canary_crosses_the_limit_and_a_cheaper_one_does_not() -> None:
    random = Random(7)  # noqa: S311 - no secret
    control = costs([random.uniform(0.5, 1.5) for _ in range(2_000)])

    dearer = only(costs([random.uniform(1, 3) for _ in range(200)]), control, limit=COST)
    cheaper = only(costs([random.uniform(0.2, 1) for _ in range(200)]), control, limit=COST)

    assert dearer.is_crossed
    assert dearer.rise == pytest.approx(1.0, abs=0.1)
    assert dearer.at_least is not None
    assert 0.6 < dearer.at_least < 1.0
    assert not cheaper.is_crossed
    assert cheaper.at_least is not None
    assert cheaper.at_least < -0.4


def test_costs_over_nothing_cross_any_limit_and_none_over_nothing_does_not() -> None:
    free = costs([0.0] * 100)

    figure = only(costs([1.0] * 100), free, limit=COST)

    assert (figure.is_crossed, figure.rise) == (True, None)
    assert not only(free, free, limit=COST).is_crossed
    assert only(free, free, limit=COST).rise == 0.0


def test_conversations_that_are_all_alike_weigh_as_single_requests() -> None:
    """Ten failing conversations of twenty turns are ten observations, not two hundred."""
    alike = Tally(
        sums={Metric.ERRORS: Sums(conversations=10, n=200, y=200, nn=4_000, yy=4_000, ny=4_000)}
    )
    singles = rate(Metric.ERRORS, n=200, y=200)
    control = rate(Metric.ERRORS, n=2_000, y=0)

    clustered = only(alike, control, limit=ERRORS).at_least
    single = only(singles, control, limit=ERRORS).at_least

    assert clustered is not None
    assert single is not None
    assert clustered < single - 0.3


def test_the_boundary_is_higher_than_that_of_a_single_look() -> None:
    assert all(boundary(n) > 2.7 for n in (10, 50, 500, 5_000, 500_000))
    assert boundary(10) > boundary(50) > boundary(500)


def test_noise_does_not_halt_however_often_one_looks() -> None:
    """A canary exactly at the limit, looked at after each conversation: the worst harmless case."""
    random, halted, runs = Random(20), 0, 200  # noqa: S311 - no secret
    for _ in range(runs):
        canary, control = _Errors(0.06, random), _Errors(0.04, random)
        for _ in range(400):
            canary.more(1)
            control.more(4)
            if only(canary.tally, control.tally, limit=ERRORS).is_crossed:
                halted += 1
                break

    assert halted / runs <= 0.05


def test_all_three_default_limits_are_judged() -> None:
    figures = judge(Tally(), Tally(), limits=DEFAULT_LIMITS, least=50)

    assert [figure.metric for figure in figures] == [
        Metric.COST,
        Metric.ERRORS,
        Metric.BAD_FEEDBACK,
    ]
    assert not any(figure.is_crossed or figure.is_known for figure in figures)


class _Errors:
    """Single requests, some of which fail."""

    def __init__(self, share: float, random: Random) -> None:
        self._share, self._random, self._n, self._y = share, random, 0, 0

    def more(self, count: int) -> None:
        self._n += count
        self._y += sum(self._random.random() < self._share for _ in range(count))

    @property
    def tally(self) -> Tally:
        return rate(Metric.ERRORS, n=self._n, y=self._y)
