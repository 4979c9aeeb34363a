import pytest

from router.core.upstream_limits import UpstreamLimits


@pytest.mark.parametrize(
    ("requests", "tokens", "used_up"),
    [(0, None, True), (None, 0, True), (0, 900, True), (1, 1, False), (None, None, False)],
)
def test_is_used_up_once_nothing_of_either_is_left(
    requests: int | None, tokens: int | None, used_up: bool
) -> None:
    limits = UpstreamLimits(remaining_requests=requests, remaining_tokens=tokens)
    assert limits.is_used_up is used_up
