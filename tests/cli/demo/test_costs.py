"""Tests of `router.cli.demo.costs`."""

from dataclasses import replace
from decimal import Decimal

from router.cli.demo.costs import AllInOneTier, compare_costs, ratio
from router.cli.demo.outcome import Decided, Offer
from router.core.tier import Tier
from router.core.usage import Usage


def test_every_answer_is_priced_again_at_both_extremes(
    decided: Decided, offers: list[Offer]
) -> None:
    dear = replace(decided, deployment="large", tier=Tier.PREMIUM, cost_usd=Decimal(30))

    costs = compare_costs([decided, dear], offers)

    assert costs.answers == 2
    assert costs.actual_usd == Decimal("30.5")
    assert costs.premium == AllInOneTier(deployment="large", cost_usd=Decimal(60))
    assert costs.economy == AllInOneTier(deployment="small", cost_usd=Decimal(1))


def test_the_cheapest_of_a_tier_is_the_cheapest_for_these_answers(
    decided: Decided, offers: list[Offer]
) -> None:
    large = offers[1]
    chatty = replace(
        large,
        name="chatty",
        price=replace(large.price, input_usd_per_mtok=Decimal(9), output_usd_per_mtok=Decimal(10)),
    )
    reading = replace(decided, usage=Usage(input_tokens=1_000_000))
    writing = replace(decided, usage=Usage(output_tokens=1_000_000))

    for_reading = compare_costs([reading], [large, chatty]).premium
    for_writing = compare_costs([writing], [large, chatty]).premium

    assert for_reading == AllInOneTier(deployment="large", cost_usd=Decimal(5))
    assert for_writing == AllInOneTier(deployment="chatty", cost_usd=Decimal(10))


def test_a_tier_that_the_catalog_lacks_has_no_figure(decided: Decided, offers: list[Offer]) -> None:
    costs = compare_costs([decided], offers[:1])

    assert costs.premium is None
    assert costs.economy is not None


def test_simulated_and_estimated_answers_are_counted(decided: Decided, offers: list[Offer]) -> None:
    guessed = replace(decided, usage=replace(decided.usage, is_estimated=True))
    real = [replace(offers[0], name="real", provider="openai"), *offers]

    costs = compare_costs([decided, guessed, replace(decided, deployment="real")], real)

    assert (costs.simulated, costs.estimated) == (2, 1)


def test_nothing_can_be_put_in_relation_to_what_is_free() -> None:
    assert ratio(Decimal(1), Decimal(4)) == Decimal("0.25")
    assert ratio(Decimal(1), Decimal(0)) is None
