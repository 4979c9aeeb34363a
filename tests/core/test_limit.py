"""Tests of `router.core.limit`."""

import pytest

from router.core.errors import InvalidRequest
from router.core.limit import Limit, Unit, parse_limit

METRICS = {
    "cost": frozenset({Unit.SHARE, Unit.USD}),
    "refused": frozenset({Unit.SHARE, Unit.PLAIN}),
}


@pytest.mark.parametrize(
    ("text", "metric", "is_upper", "bound", "unit"),
    [
        ("cost > +5%", "cost", True, 5.0, Unit.SHARE),
        ("cost>5 %", "cost", True, 5.0, Unit.SHARE),
        (" Cost > 2.50 USD ", "cost", True, 2.5, Unit.USD),
        ("cost < -10usd", "cost", False, -10.0, Unit.USD),
        ("refused > 0", "refused", True, 0.0, Unit.PLAIN),
    ],
)
def test_limits_are_read_as_people_write_them(
    text: str, metric: str, is_upper: bool, bound: float, unit: Unit
) -> None:
    assert parse_limit(text, metrics=METRICS) == Limit(
        text=text.strip(), metric=metric, is_upper=is_upper, bound=bound, unit=unit
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cost", "'cost' is no limit. Write a figure, < or >, and a number"),
        ("cost > five", "is no limit"),
        ("cost = 5%", "is no limit"),
        ("", "such as 'cost > 5%'"),
        ("costs > 5%", "Did you mean 'cost'"),
        ("latency > 5", "There are: cost, refused"),
        ("refused > 5 USD", "counts refused in USD. Write it in percent (%) or a plain number"),
        ("cost > 5", "counts cost in a plain number. Write it in percent (%) or USD"),
    ],
)
def test_what_is_no_limit_is_told_with_what_to_write(text: str, told: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_limit(text, metrics=METRICS)
    assert told in refused.value.message


def test_the_bound_itself_is_not_crossed() -> None:
    most, least = (parse_limit(f"refused {sign} 3", metrics=METRICS) for sign in "><")
    assert [most.is_crossed_by(n) for n in (2, 3, 3.1)] == [False, False, True]
    assert [least.is_crossed_by(n) for n in (2.9, 3, 4)] == [True, False, False]
