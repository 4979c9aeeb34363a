"""Tests of `router.core.rules.findings`."""

from dataclasses import replace

import pytest

from router.core.detection import KINDS
from router.core.rules.findings import FINDINGS, HasFinding
from tests.factories import facts

CONDITION = HasFinding(("burst", "loop"))


@pytest.mark.parametrize(
    ("findings", "matches"),
    [((), False), (("loop",), True), (("drift", "burst"), True), (("drift",), False)],
)
def test_one_common_kind_suffices(findings: tuple[str, ...], matches: bool) -> None:
    assert CONDITION.matches(replace(facts(), findings=findings)) is matches


def test_tells_what_it_saw_and_wanted() -> None:
    assert CONDITION.observed(facts()) == "open findings are none"
    assert CONDITION.observed(replace(facts(), findings=("drift",))) == "open findings are drift"
    assert CONDITION.wanted() == "burst or loop"


def test_findings_of_whom_a_key_belongs_to_are_named_with_the_kind_in_front() -> None:
    assert {"burst", "user:burst", "team:leaked_key", "project:loop"} <= set(FINDINGS)
    assert "key:burst" not in FINDINGS
    assert len(FINDINGS) == 4 * len(KINDS)
