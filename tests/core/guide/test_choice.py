"""Tests of `router.core.guide.choice`."""

from dataclasses import replace

import pytest
from hypothesis import given

from router.core.catalog import Ask, Catalog
from router.core.deployment import Kind
from router.core.guide.choice import choice
from router.core.guide.guide import Code, Pairs, Paragraph, Section
from router.core.policy import Rule
from tests import factories
from tests.core.guide.wordings import policy_of, text_of
from tests.strategies import catalogs


def names(section: Section) -> dict[str, list[str]]:
    """For each row what is written as code in its meaning."""
    pairs = section.blocks[0]
    assert isinstance(pairs, Pairs)
    return {
        text_of(term): [part.text for part in meaning if isinstance(part, Code)]
        for term, meaning in pairs.pairs
    }


@given(catalogs())
def test_every_name_that_is_told_can_be_resolved(catalog: Catalog) -> None:
    told = names(choice(catalog, ()))

    assert catalog.resolve("auto") == Ask()
    deployments = {name for row, found in told.items() if "names" not in row for name in found}
    assert deployments == {one.name for one in catalog.deployments}
    for name in deployments:
        asked = catalog.resolve(name).deployment
        assert asked is not None
        assert asked.name == name


def test_tiers_embeddings_and_other_names_have_rows() -> None:
    embedding = factories.deployment("embed", kind=Kind.EMBEDDING)
    catalog = factories.catalog(
        *factories.catalog().deployments, embedding, aliases={"gpt-*": "auto", "o1": "auto"}
    )

    assert names(choice(catalog, ())) == {
        "auto": [],
        "economy": ["small"],
        "standard": ["middle"],
        "premium": ["large"],
        "any name above": [],
        "for embeddings": ["embed"],
        "names that count as auto": ["gpt-*", "o1"],
    }


@pytest.mark.parametrize(
    ("then", "kind"), [({"floor": "standard"}, "floor"), ({"cap": "economy"}, "cap")]
)
def test_what_bounds_the_choice_is_told(then: dict[str, object], kind: str) -> None:
    section = choice(factories.catalog(), _rules(then))

    kinds = [getattr(block, "kind", None) for block in section.blocks[2:]]
    assert kinds == [kind]
    assert _told(section) == "These limits hold whatever you name."


def test_without_bounds_that_is_told_too() -> None:
    section = choice(factories.catalog(), _rules({"tier": "economy"}))

    assert _told(section).startswith("No rule holds you to ")


def test_where_rules_speak_of_regions_the_models_of_each_are_listed() -> None:
    deployments = factories.catalog().deployments
    there = replace(deployments[0], region="eu")
    catalog = factories.catalog(there, *deployments[1:])

    places = choice(catalog, _rules({"region": "eu"})).blocks[-1]

    assert isinstance(places, Pairs)
    assert [(text_of(term), text_of(found)) for term, found in places.pairs] == [
        ("eu", "small"),
        ("not known", "middle, large"),
    ]


def _rules(then: dict[str, object]) -> tuple[Rule, ...]:
    return policy_of({"when": {"team": "pay"}, "then": then}).rules


def _told(section: Section) -> str:
    paragraph = section.blocks[1]
    assert isinstance(paragraph, Paragraph)
    return text_of(paragraph.words)
