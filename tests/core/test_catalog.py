"""Tests of `router.core.catalog`."""

from dataclasses import replace
from datetime import date

import pytest

from router.core.catalog import AUTO, Ask
from router.core.deployment import Kind
from router.core.errors import ModelNotFound
from router.core.tier import Tier
from tests.factories import catalog, deployment

SMALL = deployment("small", model="gpt-4.1-nano")
LARGE = deployment("large", model="gpt-5.5", tier=Tier.PREMIUM)


def test_auto_asks_for_nothing_in_particular() -> None:
    assert catalog().resolve(AUTO) == Ask()


@pytest.mark.parametrize("tier", Tier)
def test_the_name_of_a_tier_asks_for_the_tier(tier: Tier) -> None:
    assert catalog().resolve(tier.value) == Ask(tier=tier)


@pytest.mark.parametrize("name", ["large", "gpt-5.5"])
def test_a_deployment_is_asked_for_by_its_name_or_its_model(name: str) -> None:
    assert catalog(SMALL, LARGE).resolve(name) == Ask(deployment=LARGE)


def test_a_name_beats_the_model_of_another_deployment() -> None:
    other = deployment("other", model="large")

    assert catalog(other, LARGE).resolve("large") == Ask(deployment=LARGE)


def test_an_alias_stands_for_what_it_names() -> None:
    known = catalog(SMALL, LARGE, aliases={"fast": "small", "best": "premium", "gpt-4o": AUTO})

    assert known.resolve("fast") == Ask(deployment=SMALL)
    assert known.resolve("best") == Ask(tier=Tier.PREMIUM)
    assert known.resolve("gpt-4o") == Ask()


def test_an_alias_written_out_redirects_even_the_name_of_a_deployment() -> None:
    known = catalog(SMALL, LARGE, aliases={"gpt-5.5": AUTO})

    assert known.resolve("gpt-5.5") == Ask()
    assert known.resolve("large") == Ask(deployment=LARGE)


def test_a_pattern_leaves_deployments_reachable_by_name() -> None:
    known = catalog(SMALL, LARGE, aliases={"gpt-*": AUTO})

    assert known.resolve("gpt-5.5") == Ask(deployment=LARGE)
    assert known.resolve("gpt-3.5-turbo") == Ask()


def test_the_first_matching_pattern_decides() -> None:
    known = catalog(SMALL, LARGE, aliases={"gpt-4*": "small", "gpt-*": "large"})

    assert known.resolve("gpt-4o") == Ask(deployment=SMALL)
    assert known.resolve("gpt-3.5") == Ask(deployment=LARGE)


def test_an_alias_whose_target_cannot_be_called_gives_way_to_what_can() -> None:
    known = catalog(SMALL, LARGE, aliases={"gpt-5.5": "gone", "gpt-4*": "gone", "gpt-*": AUTO})

    assert known.resolve("gpt-5.5") == Ask(deployment=LARGE)
    assert known.resolve("gpt-4o") == Ask()


def test_an_alias_that_leads_nowhere_is_not_offered_as_its_own_neighbour() -> None:
    with pytest.raises(ModelNotFound, match="Nearest names: auto"):
        catalog(SMALL, aliases={"xyz-7": "gone"}).resolve("xyz-7")


def test_offers_are_made_once_for_each_kind_and_day() -> None:
    vectors = deployment("vectors", kind=Kind.EMBEDDING)
    both = catalog(SMALL, vectors)
    day = date(2026, 11, 20)

    assert [offer.deployment for offer in both.offers(Kind.CHAT, day)] == [SMALL]
    assert [offer.deployment for offer in both.offers(Kind.EMBEDDING, day)] == [vectors]
    assert both.offers(Kind.CHAT, day) is both.offers(Kind.CHAT, day)


def test_a_deployment_is_found_by_its_name() -> None:
    assert catalog(SMALL).called(SMALL.name) is SMALL
    assert catalog(SMALL).called("other") is None


def test_patterns_are_case_sensitive_everywhere() -> None:
    with pytest.raises(ModelNotFound):
        catalog(SMALL, aliases={"gpt-*": AUTO}).resolve("GPT-4o")


def test_an_unknown_name_is_refused_with_the_nearest_ones() -> None:
    with pytest.raises(ModelNotFound, match=r"'premum' .* Nearest names: premium") as refused:
        catalog(SMALL, LARGE).resolve("premum")

    assert refused.value.param == "model"


def test_a_name_unlike_any_other_is_refused_with_auto() -> None:
    with pytest.raises(ModelNotFound, match="Nearest names: auto"):
        catalog(SMALL).resolve("zzzzzzzzzz")


def test_asking_twice_gives_the_same_answer() -> None:
    known = catalog(SMALL, LARGE, aliases={"gpt-*": AUTO})

    for name in ("gpt-1", "small", AUTO, "premium"):
        assert known.resolve(name) == known.resolve(name)


def test_many_names_are_answered_after_the_memory_is_full() -> None:
    known = catalog(SMALL, LARGE, aliases={"gpt-*": AUTO, "best": "large"})
    for number in range(1_500):
        assert known.resolve(f"gpt-{number}") == Ask()

    assert known.resolve("best") == Ask(deployment=LARGE)


def test_what_was_asked_before_does_not_make_catalogs_differ() -> None:
    asked, fresh = catalog(SMALL), catalog(SMALL)
    asked.resolve(AUTO)

    assert asked == fresh


def test_a_catalog_made_from_another_does_not_inherit_its_answers() -> None:
    whole = catalog(SMALL, LARGE)
    whole.resolve("large")

    with pytest.raises(ModelNotFound):
        replace(whole, deployments=(SMALL,)).resolve("large")


def test_deployments_are_told_apart_by_kind() -> None:
    vectors = deployment("vectors", kind=Kind.EMBEDDING)

    assert catalog(SMALL, vectors).of_kind(Kind.EMBEDDING) == (vectors,)
    assert catalog(SMALL, vectors).of_kind(Kind.CHAT) == (SMALL,)
