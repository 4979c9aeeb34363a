"""Tests of `router.core.limit_scope`."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from router.core.limit_scope import LimitScope
from router.core.scope import EVERYTHING, Scope
from router.core.tier import Tier
from tests.factories import caller, deployment

ALL = {
    "organisation": "acme",
    "department": "r-and-d",
    "team": "search",
    "project": "atlas",
    "cost_centre": "4711",
    "user": "ada",
    "service_account": "crawler",
    "key": "key_1",
    "environment": "prod",
    "tag": "nightly",
    "deployment": "small",
    "tier": "economy",
}
WHO = replace(
    caller(tags=("nightly", "eu")),
    organisation="acme",
    department="r-and-d",
    cost_centre="4711",
    service_account="crawler",
)


def scope(**written: str) -> LimitScope:
    return LimitScope.model_validate(written)


def test_all_that_is_written_stands_in_the_scope() -> None:
    names = dict(scope(**ALL).scope.names)

    assert names == {**{k: v for k, v in ALL.items() if k != "key"}, "key_id": "key_1"}


def test_nothing_written_is_everybody() -> None:
    assert scope().scope == EVERYTHING
    assert scope().covers(caller())
    assert scope().scope_in_words() == ""


@pytest.mark.parametrize("name", ALL)
def test_each_name_must_fit(name: str) -> None:
    fitting = scope(**{name: ALL[name]})

    assert fitting.scope.covers(WHO, deployment("small", tier=Tier.ECONOMY))
    if name not in ("deployment", "tier"):
        assert not scope(**{name: "other"}).covers(WHO)


def test_who_answers_is_left_open_as_long_as_nobody_is_chosen() -> None:
    by_tier = scope(team="search", tier="premium")

    assert by_tier.covers(WHO)
    assert not by_tier.covers(caller(team="pay"))
    assert by_tier.scope == Scope(team="search", tier="premium")


def test_words_tell_it_in_one_order() -> None:
    assert scope(tag="eu", team="search", user="ada").scope_in_words() == (
        "team search, user ada and tag eu"
    )
    assert scope(cost_centre="47").scope_in_words() == "cost centre 47"


@pytest.mark.parametrize(("name", "value"), [("team", " "), ("tag", ""), ("tier", "golden")])
def test_a_name_that_could_fit_nobody_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name):
        scope(**{name: value})


def test_a_lone_surrogate_is_refused_since_no_store_keeps_it() -> None:
    with pytest.raises(ValidationError, match="team"):
        scope(team="a\ud800b")


def test_a_limit_is_a_persons_where_it_names_a_user_or_a_key_and_no_program() -> None:
    assert LimitScope(team="search").person is None
    assert LimitScope(team="search", user="ada").person == "ada"
    assert LimitScope(key="key_1").person == "key_1"
    assert LimitScope(key="key_1", service_account="nightly").person is None
