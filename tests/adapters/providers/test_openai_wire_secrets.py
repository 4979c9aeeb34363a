"""The key gets into no error, log or representation."""

import json
import logging
import traceback

import pytest

from router.adapters.providers.openai_wire import OpenAIWire
from router.core.errors import RouterError, UpstreamTimedOut
from router.core.patience import Patience
from tests.adapters.providers.asking import KEY, call, endpoint
from tests.upstream import Reply, Upstream


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500])
async def test_a_key_that_the_upstream_repeats_is_shown_nowhere(
    wire: OpenAIWire,
    upstream: Upstream,
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    words = f"Incorrect API key provided: {KEY}. {KEY}"
    upstream.reply = Reply(
        status=status, body=json.dumps({"error": {"message": words, "param": KEY}}).encode()
    )
    with pytest.raises(RouterError) as raised:
        await wire.complete(call())
    error = raised.value
    shown = [str(error), repr(error), json.dumps(error.body()), repr(vars(error))]
    shown += [repr(wire), repr(endpoint(upstream.base_url)), caplog.text]
    shown += traceback.format_exception(error)
    assert error.__context__ is None
    assert not any(KEY in text for text in shown)


async def test_no_network_exception_with_the_key_inside_is_kept(
    wire: OpenAIWire, upstream: Upstream
) -> None:
    upstream.reply = Reply(silent_after=0)
    with pytest.raises(UpstreamTimedOut) as raised:
        await wire.complete(call(patience=Patience(first_byte_s=0.02)))
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
