"""Tests of `router.core.quote`."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given

from classifier.labels import Complexity
from router.core.deployment import Capability, Deployment
from router.core.facts import Facts
from router.core.quote import (
    EXPECTED_OUTPUT_TOKENS,
    day_of,
    expected_output_tokens,
    output_cap,
    quote,
)
from tests.factories import assessment, deployment, facts, price, shape
from tests.strategies import deployments, generated_facts


def test_a_quote_prices_the_expected_and_the_longest_answer() -> None:
    asked = shape(input_tokens=1_000_000, max_output_tokens=100_000)
    target = deployment(
        input_usd="1", output_usd="10", context_window=2_000_000, max_output_tokens=50_000
    )

    quoted = quote(facts(asked=asked, said=assessment(complexity=Complexity.MODERATE)), target)

    expected = EXPECTED_OUTPUT_TOKENS[Complexity.MODERATE]
    assert quoted.expected_usd == 1 + Decimal(expected) / 100_000
    assert quoted.worst_case_usd == Decimal("1.5")
    assert quoted.max_output_tokens == 50_000


def test_harder_prompts_are_expected_to_be_answered_at_more_length() -> None:
    lengths = [
        expected_output_tokens(facts(said=assessment(complexity=c)))
        for c in (Complexity.TRIVIAL, Complexity.MODERATE, Complexity.DEMANDING)
    ]

    assert lengths == sorted(set(lengths))


def test_several_choices_are_several_answers() -> None:
    one, three = (
        quote(facts(asked=shape(choices=n, max_output_tokens=10)), deployment()) for n in (1, 3)
    )

    assert three.max_output_tokens == 3 * one.max_output_tokens
    assert three.expected_output_tokens == 3 * one.expected_output_tokens


def test_the_callers_limit_bounds_what_is_expected() -> None:
    assert expected_output_tokens(facts(asked=shape(max_output_tokens=7))) == 7


@pytest.mark.parametrize(
    ("asked", "cap"), [(None, 500), (100, 100), (10_000, 500)], ids=["open", "less", "more"]
)
def test_an_answer_is_no_longer_than_the_deployment_allows(asked: int | None, cap: int) -> None:
    request = shape(input_tokens=100, max_output_tokens=asked)

    assert output_cap(request, deployment(max_output_tokens=500)) == cap


def test_an_answer_is_no_longer_than_the_context_window_leaves() -> None:
    assert output_cap(shape(input_tokens=900), deployment(context_window=1_000)) == 100
    assert output_cap(shape(input_tokens=2_000), deployment(context_window=1_000)) == 0


def test_the_price_is_that_of_the_requests_day() -> None:
    old = price(version="old")
    new = price(version="new", valid_from=date(2026, 6, 1))
    target = deployment(prices=(old, new))

    before = quote(facts(at=datetime(2026, 5, 31, 23, 59, tzinfo=UTC)), target)
    after = quote(facts(at=datetime(2026, 6, 1, 0, 0, tzinfo=UTC)), target)

    assert (before.price_version, after.price_version) == ("old", "new")


@given(generated_facts(), deployments("any"))
def test_the_worst_case_is_never_better_than_the_expected_one(
    known: Facts, target: Deployment
) -> None:
    quoted = quote(known, target)

    assert 0 <= quoted.expected_usd <= quoted.worst_case_usd
    assert quoted.expected_output_tokens <= quoted.max_output_tokens


@given(generated_facts(), deployments("any"))
def test_asking_for_less_never_costs_more(known: Facts, target: Deployment) -> None:
    less = replace(known, request=replace(known.request, max_output_tokens=1))

    assert quote(less, target).worst_case_usd <= quote(known, target).worst_case_usd


def test_a_predicted_length_wins_over_that_of_the_complexity() -> None:
    said = replace(assessment(complexity=Complexity.DEMANDING), output_tokens_p50=70)

    assert expected_output_tokens(facts(said=said)) == 70
    assert expected_output_tokens(facts(asked=shape(max_output_tokens=20), said=said)) == 20
    assert expected_output_tokens(facts(asked=shape(choices=2), said=said)) == 140


def test_the_worst_case_does_not_depend_on_what_is_predicted() -> None:
    said = replace(assessment(), output_tokens_p50=5, output_tokens_p95=9)

    assert (
        quote(facts(said=said), deployment()).worst_case_usd
        == quote(facts(), deployment()).worst_case_usd
    )


@pytest.mark.parametrize(("hours", "day"), [(0, 20), (14, 19), (-11, 20)])
def test_the_day_of_a_price_is_that_in_utc(hours: int, day: int) -> None:
    at = datetime(2026, 11, 20, 4, 30, tzinfo=timezone(timedelta(hours=hours)))

    assert day_of(facts(at=at)) == date(2026, 11, day)


def test_images_count_in_the_worst_case_of_requests_that_show_some() -> None:
    dear = replace(price(), image_input_usd_per_mtok=Decimal(50))
    target = deployment(prices=(dear,))

    plain, shown = (
        quote(facts(asked=shape(input_tokens=1_000, needs=needs)), target).worst_case_usd
        for needs in ((), (Capability.VISION,))
    )

    assert shown - plain == Decimal("0.049")
