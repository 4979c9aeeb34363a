"""Tests of `router.core.rules.tags`."""

import pytest

from router.core.rules.tags import HasTag
from tests.factories import caller, facts


@pytest.mark.parametrize(
    ("carried", "matches"),
    [(("batch",), True), (("x", "nightly"), True), (("x",), False), ((), False)],
)
def test_one_common_tag_suffices(carried: tuple[str, ...], matches: bool) -> None:
    condition = HasTag(("batch", "nightly"))

    assert condition.matches(facts(who=caller(tags=carried))) is matches


def test_tells_which_tags_it_saw() -> None:
    condition = HasTag(("batch",))

    assert condition.observed(facts(who=caller(tags=("a", "b")))) == "tags are a, b"
    assert condition.observed(facts()) == "tags are none"
