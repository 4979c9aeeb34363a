"""Tests of `router.core.rules.findings`."""

from dataclasses import replace

import pytest

from router.core.rules.findings import HasFinding
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
