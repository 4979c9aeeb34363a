"""Tests of `router.core.kept_answer`."""

import pytest

from router.core.kept_answer import is_complete


@pytest.mark.parametrize(
    ("body", "complete"),
    [
        (b'{"choices":[{"finish_reason":"stop"}]}', True),
        (b'{"choices":[{"finish_reason": "tool_calls"}]}', True),
        (b'{"choices":[]}', True),
        (b'{"choices":[{"finish_reason":"stop"},{"finish_reason":"length"}]}', False),
        (b'data: {"choices":[{"finish_reason" : "content_filter"}]}\n\n', False),
        (b'{"choices":[{"finish_reason":null}]}', True),
    ],
)
def test_what_was_cut_off_or_filtered_is_not_complete(body: bytes, complete: bool) -> None:
    assert is_complete(body) is complete
