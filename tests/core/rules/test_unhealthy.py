"""Tests of `router.core.rules.unhealthy`."""

from dataclasses import replace

import pytest

from router.core.rules.space import is_covered
from router.core.rules.unhealthy import Unhealthy
from tests.factories import facts

KNOWN = replace(facts(), unhealthy=("azure/gpt-5.4", "openrouter/meta/llama"))


@pytest.mark.parametrize(
    ("written", "matches"),
    [
        ("azure", True),
        ("gpt-5.4", True),
        ("azure/gpt-5.4", True),
        ("meta/llama", True),
        (["openai", "azure"], True),
        ("azure/*", True),
        ("gpt-*", True),
        ("*", True),
        ("openai", False),
        ("openai/gpt-5.4", False),
        ("meta", False),
        ("gpt-5", False),
    ],
)
def test_matches_a_provider_a_deployment_or_both(written: object, matches: bool) -> None:
    assert Unhealthy.model_validate(written).matches(KNOWN) is matches


def test_matches_nothing_where_all_is_well() -> None:
    assert not Unhealthy(("*",)).matches(facts())


def test_tells_what_it_saw_and_wanted() -> None:
    condition = Unhealthy(("openai", "gpt-*"))

    assert condition.observed(facts()) == "all deployments are healthy"
    assert condition.observed(KNOWN) == "failing now: azure/gpt-5.4, openrouter/meta/llama"
    assert condition.wanted() == "openai or gpt-*"


def test_a_list_is_covered_by_its_names() -> None:
    both, one, other = (Unhealthy(n).boxes() for n in (("a", "b"), ("a",), ("b",)))

    assert all(is_covered(box, (*one, *other)) for box in both)
    assert not is_covered(both[0], other)
