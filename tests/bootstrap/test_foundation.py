"""Tests of `router.bootstrap.foundation`."""

from pathlib import Path

from tests.bootstrap.starting import assembled

ASKING = """
version: 1
name: polyglot
owner: platform
rules:
  - id: other-languages
    reason: Small models are weak there.
    when: {language: de}
    then: {tier: standard}
"""


async def test_what_a_policy_asks_for_is_found_and_nothing_else(
    given: dict[str, str], tmp_path: Path
) -> None:
    plain = await assembled(given)
    policy = tmp_path / "policy.yaml"
    policy.write_text(ASKING, encoding="utf-8")
    asking = await assembled({**given, "TIERWISE_POLICY": str(policy)})

    assert "language" not in plain.steps.gather.asks()
    assert "language" in asking.steps.gather.asks()
