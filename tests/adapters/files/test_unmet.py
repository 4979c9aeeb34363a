from router.adapters.files.unmet import unmet
from router.core.catalog import Catalog
from router.core.deployment import Kind
from router.core.tier import Tier
from tests import factories

ECONOMY_ONLY = factories.catalog(factories.deployment(tier=Tier.ECONOMY))


def unmet_by(catalog: Catalog, **then: str) -> tuple[str, ...]:
    policy = factories.policy({"when": {"team": "a"}, "then": then})
    return unmet(factories.rulebook(policy, of=catalog))


def test_a_price_that_nobody_knows_is_told() -> None:
    guessed = factories.price(version="estimated-1a2b")
    priced = [factories.deployment(tier.value, tier=tier, prices=(guessed,)) for tier in Tier]
    said = unmet_by(factories.catalog(*priced[:2]), cap="standard")
    assert [text.partition(" is unknown")[0] for text in said] == [
        "The price of 'economy'",
        "The price of 'standard'",
    ]


def test_a_full_catalog_meets_every_rule() -> None:
    assert unmet_by(factories.catalog(), floor="premium") == ()
    assert unmet_by(factories.catalog(), cap="economy") == ()


def test_a_floor_above_all_deployments_is_told() -> None:
    assert unmet_by(ECONOMY_ONLY, floor="standard") == (
        "Rule 'r0' wants standard or better, and no deployment is of such a tier (only economy): "
        "requests get economy. Add such a deployment, or refuse with `deny`.",
    )


def test_a_cap_below_all_deployments_is_told() -> None:
    premium = factories.catalog(factories.deployment(tier=Tier.PREMIUM))
    (said,) = unmet_by(premium, cap="standard")
    assert said.startswith("Rule 'r0' permits standard or cheaper")


def test_a_tier_that_is_only_preferred_needs_no_deployment() -> None:
    assert unmet_by(ECONOMY_ONLY, tier="premium") == ()


def test_a_catalog_without_chat_deployments_is_told() -> None:
    vectors = factories.catalog(factories.deployment(kind=Kind.EMBEDDING))
    (said,) = unmet_by(vectors, tier="economy")
    assert said.startswith("No chat deployment can be called.")
