"""Tests of `router.bootstrap.rollout`."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from router.bootstrap.rollout import RolloutDesk, open_rollout
from router.core.rollout.journal import PolicyChanged
from router.settings import Settings

POLICY = "version: 1\nname: {name}\ndefault: {{tier: standard, reason: All.}}\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "own.yaml").write_text(POLICY.format(name="own"))
    (tmp_path / "next.yaml").write_text(POLICY.format(name="next"))
    return Settings.load({}, policy=tmp_path / "own.yaml", database=tmp_path / "tierwise.db")


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[RolloutDesk]:
    opened = open_rollout(settings)
    yield opened
    await opened.close()


async def test_what_one_desk_applies_another_finds_in_force(
    desk: RolloutDesk, settings: Settings
) -> None:
    version = desk.named(str(settings.policy.with_name("next.yaml")))
    desk.writer("ada").apply(version, message="m")

    other = open_rollout(settings)
    assert other.named() == version
    assert other.shadowed() is None
    assert await other.canary.look() is None
    await other.close()


async def test_the_policy_file_may_be_expected_and_is_not_needed(
    desk: RolloutDesk, settings: Settings
) -> None:
    version = desk.named(str(settings.policy.with_name("next.yaml")))
    with pytest.raises(PolicyChanged, match=r"own@\w+ is in force, and not other"):
        desk.writer("ada", expected="other").apply(version, message="m")

    settings.policy.write_text("version: 1\n")

    assert desk.writer("ada").apply(version, message="m").seq == 1
