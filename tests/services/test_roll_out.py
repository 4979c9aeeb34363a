"""Tests of `router.services.roll_out`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from typing_extensions import override

from router.adapters.storage.memory_policies import MemoryPolicies
from router.core.errors import InvalidRequest
from router.core.rollout.canary import CanaryPlan
from router.core.rollout.journal import Event, PolicyChanged, Step
from router.core.tier import Tier
from router.services.roll_out import RollOut, Version, version_named
from tests.factories import NOON, policy
from tests.fakes import FixedClock

ONE = Version("acme@1a", policy())
TWO = Version("acme@2b", policy(default=Tier.PREMIUM))
PLAN = CanaryPlan(share=0.1)


@pytest.fixture
def policies() -> MemoryPolicies:
    return MemoryPolicies({})


@pytest.fixture
def write(policies: MemoryPolicies) -> RollOut:
    return RollOut(policies=policies, clock=FixedClock(), author="ada", file_version="file@0")


def steps(policies: MemoryPolicies) -> list[tuple[str, str | None]]:
    return [(event.step.value, event.version) for event in policies.journal()]


def test_who_why_and_when_are_written_with_what(write: RollOut, policies: MemoryPolicies) -> None:
    event = write.apply(ONE, message="  cheaper drafts\n")

    assert event == Event(
        seq=1,
        step=Step.APPLIED,
        at=NOON,
        author="ada",
        message="cheaper drafts",
        version="acme@1a",
    )
    assert list(policies.journal()) == [event]
    assert policies.find("acme@1a") == ONE.policy
    assert write.state().current == "acme@1a"


def test_a_rollback_returns_to_what_was_before(write: RollOut) -> None:
    write.apply(ONE, message="m")
    write.apply(TWO, message="m")

    assert write.roll_back(message="worse").version == "acme@1a"
    assert write.roll_back(message="worse").version is None
    with pytest.raises(InvalidRequest, match="nothing to roll back to"):
        write.roll_back(message="worse")


def test_a_rollback_to_a_version_is_to_one_that_was_in_force(write: RollOut) -> None:
    write.apply(ONE, message="m")
    write.apply(TWO, message="m")
    write.follow_file(message="m")

    assert write.roll_back("1a", message="m").version == "acme@1a"
    assert write.state().current == "acme@1a"
    with pytest.raises(InvalidRequest, match="in force already"):
        write.roll_back("acme@1a", message="m")
    with pytest.raises(InvalidRequest, match="There is no version 'file@0'"):
        write.roll_back("file@0", message="m")


def test_a_canary_can_be_promoted(write: RollOut, policies: MemoryPolicies) -> None:
    write.start_canary(TWO, plan=PLAN, message="try")
    assert write.promote(message="good").version == "acme@2b"

    assert write.state().current == "acme@2b"
    assert steps(policies) == [("canary_started", "acme@2b"), ("promoted", "acme@2b")]
    assert policies.journal()[0].plan == PLAN


def test_a_canary_can_be_halted_and_rolled_back(write: RollOut) -> None:
    write.apply(ONE, message="m")
    write.start_canary(TWO, plan=PLAN, message="try")
    write.halt(message="it fails")

    assert write.roll_back(message="no good").version == "acme@1a"

    state = write.state()
    assert (state.current, state.before, state.canary) == ("acme@1a", None, None)


def test_a_halted_canary_may_be_promoted_or_replaced(write: RollOut) -> None:
    write.start_canary(TWO, plan=PLAN, message="try")
    write.halt(message="it fails")

    write.start_canary(ONE, plan=PLAN, message="another")
    write.halt(message="it fails too")
    write.promote(message="it was the provider's fault")

    assert write.state().current == "acme@1a"


def test_a_shadow_begins_and_ends(write: RollOut) -> None:
    write.shadow(ONE, message="look")
    assert write.state().shadow is not None

    write.stop_shadow(message="seen")
    assert write.state().shadow is None


@pytest.mark.parametrize(
    ("do", "told"),
    [
        (lambda w: w.apply(ONE, message="m"), "in force already"),
        (lambda w: w.start_canary(ONE, plan=PLAN, message="m"), "in force already"),
        (lambda w: w.shadow(ONE, message="m"), "cannot shadow itself"),
        (lambda w: w.halt(message="m"), "No canary runs"),
        (lambda w: w.promote(message="m"), "no canary to promote"),
        (lambda w: w.stop_shadow(message="m"), "No policy is shadowed"),
        (lambda w: w.apply(TWO, message="  "), "--message"),
        (lambda w: w.roll_back("zzz", message="m"), "no version 'zzz'"),
    ],
)
def test_what_makes_no_sense_is_told_and_not_written(
    do: Callable[[RollOut], object], told: str, write: RollOut, policies: MemoryPolicies
) -> None:
    write.apply(ONE, message="m")

    with pytest.raises(InvalidRequest, match=told):
        do(write)

    assert policies.head() == 1


@pytest.mark.parametrize(
    "do",
    [
        lambda w: w.apply(TWO, message="m"),
        lambda w: w.apply(ONE, message="m"),
        lambda w: w.follow_file(message="m"),
        lambda w: w.start_canary(TWO, plan=PLAN, message="m"),
    ],
)
def test_while_a_canary_runs_what_it_is_compared_with_stays(
    do: Callable[[RollOut], object], write: RollOut
) -> None:
    write.start_canary(ONE, plan=PLAN, message="m")

    with pytest.raises(InvalidRequest, match="acme@1a runs"):
        do(write)


def test_the_file_is_a_policy_in_force_like_any_other(write: RollOut) -> None:
    file = Version("file@0", policy())

    with pytest.raises(InvalidRequest, match="The policy file is in force already"):
        write.follow_file(message="m")
    with pytest.raises(InvalidRequest, match="in force already"):
        write.start_canary(file, plan=PLAN, message="m")
    with pytest.raises(InvalidRequest, match="cannot shadow itself"):
        write.shadow(file, message="m")


@pytest.mark.parametrize("expected", ["acme@1a", "acme", "1a"])
def test_what_is_expected_in_force_may_be_named_in_short(write: RollOut, expected: str) -> None:
    write.apply(ONE, message="m")

    assert replace(write, expected=expected).apply(TWO, message="m").version == "acme@2b"


@pytest.mark.parametrize("expected", ["file", "0"])
def test_the_file_may_be_expected_too(write: RollOut, expected: str) -> None:
    assert replace(write, expected=expected).apply(ONE, message="m").seq == 1


def test_a_policy_that_changed_meanwhile_is_told(write: RollOut, policies: MemoryPolicies) -> None:
    write.apply(ONE, message="m")

    with pytest.raises(PolicyChanged, match="acme@1a is in force, and not file@0"):
        replace(write, expected="file@0").apply(TWO, message="m")
    with pytest.raises(PolicyChanged, match="up to event 1, you saw 0"):
        replace(write, expected_head=0).follow_file(message="m")

    assert policies.head() == 1


def test_two_who_write_at_the_same_moment_are_not_both_served(policies: MemoryPolicies) -> None:
    class Interrupted(FixedClock):
        """Another writer comes in between this one's look and its writing."""

        @override
        def now(self) -> datetime:
            if policies.head() == 0:
                other = RollOut(policies=policies, clock=FixedClock(), author="bob")
                other.apply(TWO, message="first")
            return NOON

    with pytest.raises(PolicyChanged):
        RollOut(policies=policies, clock=Interrupted(), author="ada").apply(ONE, message="m")

    assert [event.author for event in policies.journal()] == ["bob"]


@pytest.mark.parametrize(
    ("name", "found"),
    [("acme@1a", "acme@1a"), ("acme@1", "acme@1a"), ("1a", "acme@1a"), ("other", "other@1c")],
)
def test_a_version_may_be_named_by_its_beginning_or_that_of_its_hash(name: str, found: str) -> None:
    assert version_named(name, among=["acme@1a", "acme@2b", "other@1c"]) == found


def test_a_name_that_means_several_or_none_is_told() -> None:
    among = ["acme@1a", "acme@2b"]

    with pytest.raises(InvalidRequest, match="may be acme@1a, acme@2b"):
        version_named("acme", among=among)
    with pytest.raises(InvalidRequest, match="Nearest: acme@1a"):
        version_named("acne@1a", among=among)
    with pytest.raises(InvalidRequest, match="None was applied yet"):
        version_named("acme", among=[])
