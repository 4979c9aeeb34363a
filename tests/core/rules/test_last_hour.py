"""Tests of `router.core.rules.last_hour`."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from router.core.facts import LastHour
from router.core.rules.last_hour import LastHourIs
from tests.factories import facts

MANY = LastHourIs.model_validate({"requests": {"at_least": 500}})
DEAR = LastHourIs.model_validate({"requests": {"at_least": 10}, "usd": {"at_least": 5}})


@pytest.mark.parametrize(("requests", "matches"), [(499, False), (500, True), (501, True)])
def test_the_bound_itself_counts(requests: int, matches: bool) -> None:
    known = replace(facts(), last_hour=LastHour(requests=requests, cost_usd=0.0))
    assert MANY.matches(known) is matches


@pytest.mark.parametrize(
    ("requests", "cost_usd", "matches"), [(10, 5.0, True), (9, 5.0, False), (10, 4.99, False)]
)
def test_all_that_is_written_must_hold(requests: int, cost_usd: float, matches: bool) -> None:
    known = replace(facts(), last_hour=LastHour(requests=requests, cost_usd=cost_usd))
    assert DEAR.matches(known) is matches


def test_an_hour_that_nobody_counts_never_matches() -> None:
    anything = LastHourIs.model_validate({"requests": {"at_most": 10}})
    assert not anything.matches(facts())
    assert anything.observed(facts()) == "the key's last hour is not known"


def test_tells_what_it_saw_and_wanted() -> None:
    known = replace(facts(), last_hour=LastHour(requests=3, cost_usd=0.256))
    assert MANY.observed(known) == "the key made 3 requests for 0.26 USD in the last hour"
    assert DEAR.wanted() == "requests at least 10, USD at least 5.0"


@pytest.mark.parametrize(
    "written", [{}, {"requests": {}}, {"usd": {"at_least": -1}}, {"tokens": {"at_least": 1}}, 5]
)
def test_refuses_what_is_no_volume(written: object) -> None:
    with pytest.raises(ValidationError):
        LastHourIs.model_validate(written)
