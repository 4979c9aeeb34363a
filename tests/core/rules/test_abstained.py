"""Tests of `router.core.rules.abstained`."""

import pytest

from router.core.rules.abstained import Abstained
from tests.factories import assessment, facts

YES, NO = Abstained(root=True), Abstained(root=False)


@pytest.mark.parametrize("has_abstained", [True, False])
def test_matches_whether_the_classifier_abstained(has_abstained: bool) -> None:
    known = facts(said=assessment(is_abstained=has_abstained))

    assert YES.matches(known) is has_abstained
    assert NO.matches(known) is not has_abstained


def test_tells_what_it_saw() -> None:
    condition = YES

    assert condition.observed(facts()) == "it did not abstain"
    assert (
        condition.observed(facts(said=assessment(is_abstained=True))) == "the classifier abstained"
    )
