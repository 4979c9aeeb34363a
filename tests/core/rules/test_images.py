"""Tests of `router.core.rules.images`."""

import pytest

from router.core.deployment import Capability
from router.core.rules.images import HasImages
from tests.factories import facts, shape

YES, NO = HasImages(root=True), HasImages(root=False)


@pytest.mark.parametrize(
    ("needs", "carries"),
    [
        ((), False),
        ((Capability.VISION,), True),
        ((Capability.AUDIO, Capability.TOOLS), False),
        ((Capability.TOOLS, Capability.VISION), True),
    ],
)
def test_matches_whether_images_are_shown(needs: tuple[Capability, ...], carries: bool) -> None:
    known = facts(asked=shape(needs=needs))

    assert YES.matches(known) is carries
    assert NO.matches(known) is not carries


def test_tells_what_it_saw_and_wanted() -> None:
    assert YES.observed(facts()) == "the request carries no images"
    seen = facts(asked=shape(needs=[Capability.VISION]))
    assert YES.observed(seen) == "the request carries images"
    assert (YES.wanted(), NO.wanted()) == ("images", "no images")
