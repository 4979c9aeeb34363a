"""Which of the caller's fields may litellm see?"""

from collections.abc import Mapping

import msgspec

from router.adapters.providers.upstream_errors import Upstream
from router.core.errors import UpstreamRejected

__all__ = ["fields_for_litellm"]

_PASSED = frozenset(
    {
        *("messages", "tools", "tool_choice", "parallel_tool_calls", "functions", "function_call"),
        *("max_tokens", "max_completion_tokens", "stop", "n", "response_format", "modalities"),
        *("temperature", "top_p", "top_k", "min_p", "seed", "logit_bias"),
        *("presence_penalty", "frequency_penalty", "repetition_penalty"),
        *("logprobs", "top_logprobs", "reasoning_effort", "thinking", "verbosity", "prediction"),
        *("audio", "user", "service_tier", "web_search_options", "safety_settings"),
        *("input", "dimensions", "input_type"),
    }
)
_LEFT_OUT = frozenset(
    {
        *("model", "stream", "stream_options", "metadata", "tags", "store"),
        *("prompt_cache_key", "prompt_cache_retention", "safety_identifier", "encoding_format"),
    }
)
"""Ours to heed, or hints to OpenAI without which the answer is the same."""


def fields_for_litellm(fields: Mapping[str, bytes], *, upstream: Upstream) -> dict[str, object]:
    """The keyword arguments that come from the caller.

    litellm takes addresses, credentials and switches by the same door as the caller's fields:
    `api_base` in a body would send our key wherever the caller likes. So only known fields pass.

    Raises:
        UpstreamRejected: a field is not known.
    """
    unknown = sorted(fields.keys() - _PASSED - _LEFT_OUT)
    if unknown:
        message = (
            f"The field {unknown[0]!r} cannot be passed to provider "
            f"{upstream.endpoint.provider!r}. Leave it out, or ask for a deployment at a provider "
            "that speaks OpenAI's API."
        )
        error = {"message": message, "type": "invalid_request_error", "param": unknown[0]}
        body = msgspec.json.encode({"error": {**error, "code": "unknown_parameter"}})
        raise UpstreamRejected(message, upstream_status=400, upstream_body=body)
    return {name: msgspec.json.decode(value) for name, value in fields.items() if name in _PASSED}
