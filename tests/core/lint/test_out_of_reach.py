from dataclasses import replace

import pytest

from router.core.deployment import Kind
from router.core.lint.finding import Subject
from router.core.lint.out_of_reach import check
from router.core.tier import Tier
from tests import factories
from tests.core.lint.subjects import TODAY, found, rule, subject, texts

ECONOMY, PREMIUM = (
    factories.deployment(tier.value, tier=tier) for tier in (Tier.ECONOMY, Tier.PREMIUM)
)
HERE = replace(PREMIUM, name="here", region="eu")
WHEN = {"team": "a"}


@pytest.mark.parametrize(
    ("deployments", "then", "code", "where"),
    [
        ((ECONOMY,), {"floor": "standard"}, "floor-out-of-reach", ("floor",)),
        ((PREMIUM,), {"cap": "standard"}, "cap-out-of-reach", ("cap",)),
        ((ECONOMY, PREMIUM), {"floor": "standard", "cap": "standard"}, "empty-span", ("cap",)),
        ((ECONOMY, HERE), {"region": ["eu", "us"]}, "unknown-region", ("region", 1)),
        ((ECONOMY, HERE), {"region": "eu", "cap": "economy"}, "cap-out-of-reach", ("cap",)),
        ((ECONOMY, PREMIUM), {"region": "eu"}, "no-regions", ("region",)),
    ],
)  # fmt: skip
def test_what_nothing_can_meet_is_found(
    deployments: tuple[object, ...], then: dict[str, object], code: str, where: tuple[str, ...]
) -> None:
    catalog = factories.catalog(*deployments)  # type: ignore[arg-type]
    one = subject(rule(WHEN, then), catalog=catalog, default={"tier": deployments[0].tier})  # type: ignore[attr-defined]
    assert found(check, one) == [(code, ("rules", 0, "then", *where))]


def test_a_tier_without_deployments_is_told_once() -> None:
    one = subject(
        rule(WHEN, {"tier": "standard"}),
        rule(WHEN, {"shadow": {"share": 0.1, "tier": "standard"}}),
        catalog=factories.catalog(ECONOMY, PREMIUM),
        default={"tier": "economy"},
    )
    assert found(check, one) == [("empty-tier", ("rules", 0, "then", "tier"))]


def test_what_happens_to_the_requests_is_told() -> None:
    refused = subject(rule(WHEN, {"region": "us"}), catalog=factories.catalog(HERE))
    assert texts(check, refused)[0] == (
        "No deployment is in region 'us'. Regions: eu. All requests that rule 'r0' matches are "
        "refused."
    )


def test_the_shipped_kind_of_catalog_meets_every_bound() -> None:
    one = subject(
        rule(WHEN, {"floor": "premium"}),
        rule(WHEN, {"cap": "economy"}),
        rule(WHEN, {"tier": "standard"}),
    )
    assert found(check, one) == []


def test_a_catalog_without_chat_deployments_is_told() -> None:
    vectors = factories.catalog(factories.deployment(kind=Kind.EMBEDDING))
    assert found(check, subject(catalog=vectors)) == [("no-deployment", ("deployments",))]


def test_nothing_is_said_without_a_catalog() -> None:
    one = subject(rule(WHEN, {"region": "eu"}))
    assert found(check, Subject(policy=one.policy, today=TODAY)) == []
