"""Tests of `router.core.fit`."""

from router.core.catalog import Ask
from router.core.deployment import Capability
from router.core.directive import Directive, Effect
from router.core.fit import fits, nobody_fits, why_not
from router.core.tier import Tier
from tests.factories import deployment, shape


def test_an_input_as_long_as_the_window_leaves_no_room_for_an_answer() -> None:
    small = deployment(context_window=1_000)

    assert why_not(small, shape(input_tokens=999)) is None
    assert "1000 input tokens do not fit" in (why_not(small, shape(input_tokens=1_000)) or "")


def test_all_that_is_lacking_is_named() -> None:
    needs = [Capability.VISION, Capability.TOOLS]

    assert why_not(deployment(capabilities=()), shape(needs=needs)) == "it lacks tools, vision"


def test_what_has_a_reason_against_it_does_not_fit() -> None:
    small = deployment(context_window=1_000, capabilities=())

    assert fits(small, shape(input_tokens=999))
    assert not fits(small, shape(input_tokens=1_000))
    assert not fits(small, shape(needs=[Capability.TOOLS]))


def test_each_deployment_is_told_with_its_reason_and_the_bounds_with_their_rules() -> None:
    use = Effect(Tier.STANDARD, "r0", "because")
    directive = Directive(use=use, default=use, cap=Effect(Tier.ECONOMY, "thrifty", "because"))
    small, big = deployment("small", context_window=1_000), deployment("big")

    told = nobody_fits(shape(input_tokens=1_000), [small, big], ask=Ask(), directive=directive)

    assert "cap economy by rule 'thrifty'" in told
    assert "small: about 1000 input tokens do not fit" in told
    assert "big: outside the tiers or regions that policy permits" in told
