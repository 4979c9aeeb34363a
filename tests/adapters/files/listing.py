"""A small price list for tests, in the form of the bundled one."""

import json

from router.adapters.files.price_source import PriceSource

CHAT = {
    "mode": "chat",
    "litellm_provider": "openai",
    "input_cost_per_token": 2.5e-07,
    "output_cost_per_token": 2e-06,
    "max_input_tokens": 128_000,
    "max_output_tokens": 16_000,
    "supports_function_calling": True,
}
EMBEDDING = {
    "mode": "embedding",
    "litellm_provider": "openai",
    "input_cost_per_token": 2e-08,
    "output_cost_per_token": 0.0,
    "max_input_tokens": 8_191,
}


def listing(**more: dict[str, object]) -> PriceSource:
    entries = {
        "small-1": CHAT,
        "vectors-1": EMBEDDING,
        "films-1": {**CHAT, "mode": "video_generation"},
        "gratis-1": {**CHAT, "input_cost_per_token": 0.0, "output_cost_per_token": 0.0},
        "acme/maker/small-1": {**CHAT, "litellm_provider": "acme"},
        **more,
    }
    return PriceSource(
        version="list-1",
        entries={name: json.dumps(entry).encode() for name, entry in entries.items()},
    )
