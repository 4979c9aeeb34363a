"""Tests of `router.core.usage`."""

from router.core.usage import Usage


def test_the_total_counts_cached_and_reasoning_tokens_once() -> None:
    used = Usage(input_tokens=100, cached_tokens=60, output_tokens=20, reasoning_tokens=15)

    assert used.total_tokens == 120
