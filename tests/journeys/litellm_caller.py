"""What does litellm, as a client, make of the service's answers? Prints it as JSON.

A process of its own: litellm warns and patches while it is imported.
"""

import json
import sys
from typing import Any


def main(base_url: str) -> None:
    """Call the service at `base_url` whole, streamed and with tools."""
    import litellm

    tool = {
        "type": "function",
        "function": {
            "name": "get_weather",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
        },
    }

    def ask(text: str, **more: Any) -> Any:
        messages = [{"role": "user", "content": text}]
        return litellm.completion(
            model="openai/auto",
            api_base=base_url,
            api_key="any",
            messages=messages,
            _skip_mcp_handler=True,  # else it wants the package mcp as soon as there are tools
            **more,
        )

    whole = ask("Say hello")
    chunks = list(ask("Say hello", stream=True, stream_options={"include_usage": True}))
    called = ask("What is the weather in Lima?", tools=[tool], tool_choice="required")
    rebuilt = litellm.stream_chunk_builder(
        list(ask("What is the weather in Lima?", tools=[tool], stream=True))
    )
    try:
        ask("Say hello", extra_headers={"x-tierwise-team": "blocked"})
        refused = None
    except litellm.APIError as error:
        refused = str(error)
    found = {
        "whole": whole.choices[0].message.content,
        "usage": whole.usage.total_tokens,
        "pieces": [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices],
        "stream_usage": chunks[-1].usage.total_tokens,
        "called": [_call(call) for call in called.choices[0].message.tool_calls],
        "streamed_call": [_call(call) for call in rebuilt.choices[0].message.tool_calls],
        "finish_reason": called.choices[0].finish_reason,
        "refused": refused,
    }
    sys.stdout.write(json.dumps(found))


def _call(call: object) -> tuple[str, object]:
    function = getattr(call, "function", None)
    return getattr(function, "name", ""), json.loads(getattr(function, "arguments", "null"))


if __name__ == "__main__":
    main(sys.argv[1])
