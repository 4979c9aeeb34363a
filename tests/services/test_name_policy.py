"""Tests of `router.services.name_policy`."""

from pathlib import Path

import pytest

from router.adapters.storage.memory_policies import MemoryPolicies
from router.core.errors import ConfigurationError, InvalidRequest
from router.core.policy import Policy
from router.core.rollout.journal import Event, Step
from router.core.tier import Tier
from router.services.name_policy import NamePolicy
from router.services.roll_out import RollOut, Version
from tests.factories import NOON, policy
from tests.fakes import FixedClock

STORED = Version("acme@1a", policy(default=Tier.PREMIUM))


def load(path: Path) -> tuple[Policy, str]:
    return policy(), f"{path.stem}@file"


@pytest.fixture
def named(tmp_path: Path) -> NamePolicy:
    (tmp_path / "own.yaml").touch()
    return NamePolicy(policies=MemoryPolicies({}), policy_file=tmp_path / "service.yaml", load=load)


def apply(named: NamePolicy) -> None:
    write = RollOut(policies=named.policies, clock=FixedClock(), author="ada")
    write.apply(STORED, message="m")


def test_what_is_in_force_is_the_service_s_file_until_a_version_is(named: NamePolicy) -> None:
    assert named().name == "service@file"

    apply(named)

    assert named() == named("current") == STORED
    assert named.file().name == "service@file"


def test_a_file_is_read_and_a_version_is_recalled(named: NamePolicy, tmp_path: Path) -> None:
    apply(named)

    assert named(str(tmp_path / "own.yaml")).name == "own@file"
    assert named("acme@1a") == named("1a") == STORED


def test_a_file_that_is_not_there_is_told_as_such(named: NamePolicy) -> None:
    for name in ("nowhere.yaml", "some/where"):
        with pytest.raises(ConfigurationError, match=f"There is no file {name}"):
            named(name)


def test_a_version_that_is_not_there_is_told_as_such(named: NamePolicy) -> None:
    with pytest.raises(InvalidRequest, match="There is no version 'acme@9'"):
        named("acme@9")


def test_a_version_in_force_whose_text_is_lost_is_told(named: NamePolicy) -> None:
    event = Event(seq=1, step=Step.APPLIED, at=NOON, author="ada", message="m", version="lost@1")
    named.policies.add(event)

    with pytest.raises(InvalidRequest, match="lost@1 is not kept"):
        named()
