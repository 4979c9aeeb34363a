"""Tests of `router.core.simulation.ending`."""

import pytest

from tests.core.simulation.small import ending


def test_an_answer_that_nothing_is_known_of_is_not_caught() -> None:
    assert not ending().is_known
    assert not ending().is_caught


def test_what_is_decided_under_a_finding_is_known_and_caught() -> None:
    assert ending(findings=("burst",)).is_known
    assert ending(findings=("burst",)).is_caught


@pytest.mark.parametrize(
    ("refusal", "is_caught"),
    [("approval_required", True), ("key_quarantined", True), ("upstream_failed", False)],
)
def test_a_rule_catches_and_a_providers_failure_does_not(refusal: str, is_caught: bool) -> None:
    assert ending(refusal=refusal).is_caught is is_caught
    assert not ending(refusal=refusal).is_known
