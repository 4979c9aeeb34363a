"""Tests of `router.core.scope_index`."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from router.core.caller import Caller
from router.core.scope import EVERYTHING, Scope
from router.core.scope_index import ScopeIndex
from router.core.tier import Tier
from tests.factories import caller, deployment

SOME = st.none() | st.sampled_from(["a", "b", "c"])
TIER = st.none() | st.sampled_from([tier.value for tier in Tier])
SCOPES = st.builds(
    Scope,
    key_id=SOME, user=SOME, team=SOME, project=SOME, environment=SOME, organisation=SOME,
    department=SOME, cost_centre=SOME, service_account=SOME, tag=SOME, deployment=SOME, tier=TIER,
)  # fmt: skip
NAME = st.sampled_from(["a", "b", "c", "unassigned"])
CALLERS = st.builds(
    Caller,
    key_id=NAME, user=NAME, team=NAME, project=NAME, environment=NAME,
    tags=st.lists(NAME, max_size=3).map(tuple),
    organisation=SOME, department=SOME, cost_centre=SOME, service_account=SOME,
)  # fmt: skip


@given(st.lists(SCOPES, max_size=30), CALLERS, NAME, st.sampled_from(Tier))
def test_it_finds_what_looking_at_each_finds_in_the_same_order(
    scopes: list[Scope], who: Caller, name: str, tier: Tier
) -> None:
    index = ScopeIndex((scope, place) for place, scope in enumerate(scopes))
    target = deployment(name, tier=tier)

    for _ in range(2):  # the second time it is remembered
        assert index.covering(who, deployment=name, tier=tier.value) == tuple(
            place for place, scope in enumerate(scopes) if scope.covers(who, target)
        )


def test_scopes_of_deployments_cover_nothing_while_nobody_answers() -> None:
    index = ScopeIndex([(Scope(tier="economy"), "tier"), (EVERYTHING, "all")])

    assert index.covering(caller()) == ("all",)


def test_a_tag_that_stands_twice_counts_once() -> None:
    index = ScopeIndex([(Scope(tag="eu"), "eu")])

    assert index.covering(caller(tags=("eu", "eu"))) == ("eu",)


def test_a_name_that_is_not_known_of_a_caller_fits_no_scope() -> None:
    index = ScopeIndex([(Scope(department="x"), "x")])

    assert index.covering(caller()) == ()
    assert index.covering(replace(caller(), department="x")) == ("x",)


def test_nothing_covers_where_there_is_nothing() -> None:
    assert ScopeIndex[str]([]).covering(caller()) == ()
