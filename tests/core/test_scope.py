"""Tests of `router.core.scope`."""

from dataclasses import replace

import pytest

from router.core.caller import Caller
from router.core.scope import EVERYTHING, Scope
from tests.factories import caller, deployment

ADA = replace(
    caller(tags=("night", "größe")),
    organisation="acme",
    department="research",
    cost_centre="4711",
    service_account="nightly",
)


def test_nothing_written_means_everybody() -> None:
    assert EVERYTHING.names == ()
    assert EVERYTHING.covers(ADA)
    assert EVERYTHING.covers(Caller(key_id="key_9"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("key_id", "key_1"),
        ("user", "ada"),
        ("team", "search"),
        ("project", "atlas"),
        ("environment", "prod"),
        ("organisation", "acme"),
        ("department", "research"),
        ("cost_centre", "4711"),
        ("service_account", "nightly"),
        ("tag", "größe"),
    ],
)
def test_each_name_must_fit(name: str, value: str) -> None:
    assert Scope(**{name: value}).covers(ADA)
    assert not Scope(**{name: "other"}).covers(ADA)
    assert Scope(**{name: value}).names == ((name, value),)


def test_all_that_is_written_must_fit() -> None:
    assert Scope(team="search", project="atlas").covers(ADA)
    assert not Scope(team="search", project="other").covers(ADA)


def test_by_deployment_nobody_is_meant_before_it_is_chosen() -> None:
    by_name, by_tier = Scope(deployment="small"), Scope(tier="economy")
    for scope in (by_name, by_tier):
        assert scope.is_by_deployment
        assert not scope.covers(ADA)
        assert scope.covers(ADA, deployment("small"))
    assert not by_name.covers(ADA, deployment("large"))
    assert not Scope(tier="premium").covers(ADA, deployment("small"))
    assert not Scope(team="search").is_by_deployment
