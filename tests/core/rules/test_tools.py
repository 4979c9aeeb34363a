"""Tests of `router.core.rules.tools`."""

import pytest

from router.core.rules.tools import UsesTools
from tests.factories import facts, shape

YES, NO = UsesTools(root=True), UsesTools(root=False)


@pytest.mark.parametrize(("count", "carries"), [(0, False), (1, True), (7, True)])
def test_matches_whether_tools_are_offered(count: int, carries: bool) -> None:
    known = facts(asked=shape(tool_count=count))

    assert YES.matches(known) is carries
    assert NO.matches(known) is not carries


def test_tells_what_it_saw_and_wanted() -> None:
    assert YES.observed(facts()) == "the request carries 0 tools"
    assert (YES.wanted(), NO.wanted()) == ("tools", "no tools")
