"""Tests of `router.services.steps`."""

from tests.fakes import Service


def test_whoever_calls_holds_and_books_with_the_same_steps() -> None:
    steps = Service().steps

    assert steps.call.reserve is steps.reserve
    assert steps.call.settle is steps.settle
