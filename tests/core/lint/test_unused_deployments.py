from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.deployment import Deployment
from router.core.lint.finding import Subject
from router.core.lint.unused_deployments import check
from router.core.price import PriceHistory
from router.core.rates import Band
from router.core.tier import Tier
from tests import factories
from tests.core.lint.subjects import TODAY, found, rule, subject, texts

WHEN = {"team": "a"}
ECONOMY, STANDARD, PREMIUM = (
    factories.deployment(tier.value, tier=tier, input_usd=str(tier.rank)) for tier in Tier
)


def own(name: str, *, input_usd: str, **more: object) -> Deployment:
    price = factories.price(input_usd=input_usd, version="own-1")
    made = factories.deployment(name, tier=Tier.STANDARD, prices=(price,))
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_tier_that_nothing_leads_to_is_told_at_its_first_deployment() -> None:
    catalog = factories.catalog(STANDARD, PREMIUM, replace(PREMIUM, name="other"), ECONOMY)
    one = subject(rule(WHEN, {"tier": "economy"}), catalog=catalog)
    assert found(check, one) == [("unused-tier", ("deployments", 1, "tier"))]


@pytest.mark.parametrize(
    "then",
    [
        {"floor": "premium"},
        {"deployment": "premium"},
        {"shadow": {"share": 0.1, "tier": "premium"}},
        {"canary": {"share": 0.1, "deployment": "premium"}},
        {"cheapest_sufficient": {"p_good": 0.7}},
        {"best_value": {"value_usd": 1}},
    ],
)
def test_every_effect_that_leads_to_a_tier_counts(then: dict[str, object]) -> None:
    catalog = factories.catalog(STANDARD, PREMIUM)
    assert found(check, subject(rule(WHEN, then), catalog=catalog)) == []


def test_an_alias_leads_to_a_tier_and_one_that_leads_nowhere_does_not() -> None:
    for target, count in (("premium", 0), ("nothing", 1)):
        catalog = factories.catalog(STANDARD, PREMIUM, aliases={"best": target})
        assert len(found(check, subject(catalog=catalog))) == count


def test_a_twin_that_is_never_cheaper_is_told() -> None:
    catalog = factories.catalog(own("a", input_usd="1"), own("b", input_usd="2"))
    assert found(check, subject(catalog=catalog)) == [("dearer-twin", ("deployments", 1))]
    assert texts(check, subject(catalog=catalog))[0].startswith("'b' is never cheaper than 'a'")


@pytest.mark.parametrize(
    "change",
    [
        {"context_window": 999_999},
        {"region": "eu"},
        {"provider": "azure"},
        {"api_base": "https://eu.example.com"},
        {"abilities": {"qa": 3.0}},
    ],
)
def test_a_twin_that_can_do_more_is_not(change: dict[str, object]) -> None:
    catalog = factories.catalog(own("a", input_usd="1"), own("b", input_usd="2", **change))
    assert found(check, subject(catalog=catalog)) == []


def test_a_twin_that_is_cheaper_for_long_input_is_not() -> None:
    dear, cheap = (
        Band(above_input_tokens=100, input_usd_per_mtok=Decimal(n), output_usd_per_mtok=Decimal(4))
        for n in (9, 3)
    )
    one, other = own("a", input_usd="1"), own("b", input_usd="2")
    for band, count in ((cheap, 0), (dear, 1)):
        (price,) = other.prices.prices
        banded = replace(other, prices=PriceHistory((replace(price, bands=(band,)),)))
        (usual,) = one.prices.prices
        long = replace(one, prices=PriceHistory((replace(usual, bands=(with_input(band, "4"),)),)))
        assert len(found(check, subject(catalog=factories.catalog(long, banded)))) == count


def with_input(band: Band, usd: str) -> Band:
    return replace(band, input_usd_per_mtok=Decimal(usd))


def test_twins_with_listed_prices_are_told_only_where_abilities_are_known() -> None:
    cheap, dear = (
        replace(STANDARD, name="a"),
        replace(factories.deployment("b", tier=Tier.STANDARD, input_usd="9")),
    )
    assert found(check, subject(catalog=factories.catalog(cheap, dear))) == []
    known = [replace(one, abilities={"default": 1.0}) for one in (cheap, dear)]
    assert found(check, subject(catalog=factories.catalog(*known))) == [
        ("dearer-twin", ("deployments", 1))
    ]


def test_equal_twins_share_the_work() -> None:
    catalog = factories.catalog(own("a", input_usd="1"), own("b", input_usd="1"))
    assert found(check, subject(catalog=catalog)) == []


def test_nothing_is_said_where_rules_had_to_be_left_out() -> None:
    one = subject(catalog=factories.catalog(STANDARD, PREMIUM))
    broken = Subject(
        policy=one.policy, catalog=one.catalog, today=TODAY, broken=frozenset({"rules"})
    )
    assert found(check, broken) == []
