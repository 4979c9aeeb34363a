"""Tests of `router.core.rules.names`."""

from dataclasses import replace

import pytest

from router.core.rules import When
from router.core.rules.names import CarriesAny, NameIs, fits_any
from router.core.rules.space import is_covered
from tests.factories import caller, facts


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("gpt-*", "gpt-4o", True),
        ("gpt-*", "gpt-", True),
        ("*4*", "gpt-4o", True),
        ("*", "", True),
        ("gpt", "gpt-4o", False),
        ("gpt-4o", "my-gpt-4o", False),
        ("GPT-*", "gpt-4o", False),
        ("gpt-?o", "gpt-4o", False),
        ("gpt-?o", "gpt-?o", True),
        ("gpt-[4]o", "gpt-4o", False),
        ("gpt-[4]o", "gpt-[4]o", True),
        ("gpt.4o", "gpt-4o", False),
        ("a*", "a\nb", True),
    ],
)
def test_only_the_star_is_a_wildcard(pattern: str, name: str, fits: bool) -> None:
    assert bool(fits_any([pattern])(name)) is fits
    assert bool(fits_any(["other", pattern, "x*x"])(name)) is fits


def test_a_long_name_cannot_stall_a_pattern_of_many_stars() -> None:
    assert not fits_any(["*a" * 30 + "b"])("a" * 5_000)


NAMED = {"team": "team", "project": "project", "user": "user", "environment": "environment"}


@pytest.mark.parametrize("kind", [*NAMED, "key"])
def test_each_kind_reads_its_own_name(kind: str) -> None:
    field = NAMED.get(kind, "key_id")
    (condition,) = When.model_validate({kind: "mine"}).conditions()

    assert isinstance(condition, NameIs)
    assert condition.matches(facts(who=replace(caller(), **{field: "mine"})))  # type: ignore[arg-type]
    for other in {*NAMED.values(), "key_id"} - {field}:
        assert not condition.matches(facts(who=replace(caller(), **{other: "mine"})))  # type: ignore[arg-type]


def test_names_of_one_kind_exclude_each_other() -> None:
    a, b, a_or_b, c = (When(team=names).boxes() for names in (("a",), ("b",), ("a", "b"), ("c",)))

    assert is_covered(a_or_b[0], (*a, *b))
    assert not is_covered(a_or_b[0], (*a, *c))


@pytest.mark.parametrize("kind", ["tags", "findings"])
def test_carried_names_do_not_exclude_each_other(kind: str) -> None:
    a, b = (When.model_validate({kind: name}) for name in ("a", "b"))
    either = When.model_validate({kind: ["a", "b"]})
    (condition,) = either.conditions()

    assert isinstance(condition, CarriesAny)
    assert all(is_covered(box, (*a.boxes(), *b.boxes())) for box in either.boxes())
    assert not is_covered(a.boxes()[0], b.boxes())
