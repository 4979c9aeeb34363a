"""Tests of `router.core.coaching.cheaper_tier`."""

from dataclasses import replace

from classifier.labels import Complexity, Task
from router.core.catalog import Catalog
from router.core.coaching.cheaper_tier import cheaper_tier
from router.core.coaching.own_request import OwnRequest
from tests.core.coaching.own import CATALOG, habits, own, usd


def five(**changes: object) -> list[OwnRequest]:
    return [own(number, **changes) for number in range(5)]  # type: ignore[arg-type]


def test_trivial_work_is_priced_on_economy() -> None:
    tip = cheaper_tier(habits(*five()))
    assert tip is not None
    # 10,000 in and 1,000 out: 0.075 on large, 0.0014 on small
    assert tip.saved_usd == 5 * (usd("0.075") - usd("0.0014"))
    assert "5 requests" in tip.text
    assert "USD 0.38" in tip.text


def test_moderate_work_is_priced_on_standard() -> None:
    tip = cheaper_tier(habits(*five(complexity=Complexity.MODERATE)))
    assert tip is not None
    assert tip.saved_usd == 5 * (usd("0.075") - usd("0.014"))


def test_demanding_and_unsure_work_and_what_was_not_asked_for_by_name_gives_no_tip() -> None:
    assert cheaper_tier(habits(*five(complexity=Complexity.DEMANDING))) is None
    assert cheaper_tier(habits(*(replace(one, is_abstained=True) for one in five()))) is None
    assert cheaper_tier(habits(*five(requested_model="auto"))) is None
    assert cheaper_tier(habits(*five(used="middle"))) is None
    assert cheaper_tier(habits(*five(requested_model="gone"))) is None


def test_a_deployment_asked_for_by_its_own_name_counts() -> None:
    assert cheaper_tier(habits(*five(requested_model="large"))) is not None


def test_formatting_is_left_to_its_own_tip() -> None:
    assert cheaper_tier(habits(*five(task=Task.FORMATTING))) is None


def test_a_tier_that_is_known_to_answer_worse_is_not_proposed() -> None:
    weak, middle, strong = CATALOG.deployments
    told = Catalog(
        deployments=(
            replace(weak, abilities={"default": -2.0}),
            middle,
            replace(strong, abilities={"default": 2.0}),
        )
    )
    hard = [replace(one, difficulty=0.0) for one in five()]
    assert cheaper_tier(habits(*hard, of=told)) is None
    assert cheaper_tier(habits(*five(), of=told)) is not None
