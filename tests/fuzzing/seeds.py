"""Which valid bodies does each route get before they are spoilt?"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

__all__ = ["BOUNDARY", "BUSY", "FORMS", "SEEDS", "Body", "kind_of"]

Body = dict[str, object]

_HELLO: Body = {"role": "user", "content": "Say hello"}
_TOOL: Body = {
    "type": "function",
    "function": {"name": "f", "parameters": {"type": "object", "properties": {"a": {}}}},
}
_IMAGE = "data:image/png;base64,iVBORw0KGgo="
_CHATS: Sequence[Body] = (
    {"model": "auto", "messages": [_HELLO]},
    {"model": "auto", "messages": [_HELLO], "stream": True},
    {
        "model": "gpt-4o",
        "messages": [{"role": "system", "content": "Be brief."}, _HELLO],
        "max_tokens": 20,
        "temperature": 0.5,
        "n": 2,
        "stop": ["x"],
        "seed": 1,
        "user": "ada",
        "metadata": {"team": "search", "project": "x"},
        "tags": ["a", "b"],
    },
    {
        "model": "auto",
        "messages": [
            _HELLO,
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
                ],
            },
            {"role": "tool", "tool_call_id": "c", "content": "done"},
        ],
        "tools": [_TOOL],
        "tool_choice": "auto",
        "stream": True,
        "stream_options": {"include_usage": True},
    },
    {
        "model": "auto",
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "What is it?"},
                    {"type": "image_url", "image_url": {"url": _IMAGE, "detail": "low"}},
                ],
            }
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "s", "schema": {"type": "object", "required": ["a"]}},
        },
    },
)
_MESSAGES: Sequence[Body] = (
    {"model": "claude-x", "max_tokens": 20, "messages": [_HELLO]},
    {
        "model": "auto",
        "max_tokens": 20,
        "stream": True,
        "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "Look"},
                    {
                        "type": "image",
                        "source": {"type": "base64", "media_type": "image/png", "data": "aaaa"},
                    },
                ],
            },
            {
                "role": "assistant",
                "content": [{"type": "tool_use", "id": "t", "name": "f", "input": {"a": 1}}],
            },
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": "t", "content": "done"}],
            },
        ],
        "tools": [{"name": "f", "description": "d", "input_schema": {"type": "object"}}],
        "tool_choice": {"type": "auto"},
        "thinking": {"type": "enabled", "budget_tokens": 1024},
        "stop_sequences": ["x"],
        "metadata": {"user_id": "ada"},
    },
)
_RESPONSES: Sequence[Body] = (
    {"model": "auto", "input": "Say hello"},
    {
        "model": "auto",
        "stream": True,
        "instructions": "Be brief.",
        "input": [
            {"role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
            {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "c", "output": "done"},
        ],
        "tools": [{"type": "function", "name": "f", "parameters": {"type": "object"}}],
        "text": {"format": {"type": "json_schema", "name": "s", "schema": {}}},
        "reasoning": {"effort": "low"},
        "max_output_tokens": 20,
        "metadata": {"a": "b"},
    },
)
_COMPLETIONS: Sequence[Body] = (
    {"model": "auto", "prompt": "Say hello", "max_tokens": 9},
    {"model": "auto", "prompt": ["a"], "echo": True, "stream": True},
)
_EMBEDDINGS: Sequence[Body] = (
    {"model": "embedder", "input": "a text"},
    {"model": "embedder", "input": ["a", "b"], "encoding_format": "float", "dimensions": 3},
    {"model": "embedder", "input": [[1, 2], [3]], "user": "ada"},
)
_SOUND: Body = {
    "file_name": "a.wav",
    "value": "RIFFd\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0@\x1f\0\0@\x1f\0\0\1\0\x08\0data@\0\0\0"
    + "\0" * 64,
}
_PICTURE: Body = {"file_name": "a.png", "value": "PNG"}
_LINE = '{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"auto"}}'
_TRANSCRIPTIONS: Sequence[Body] = (
    {"model": "writer", "file": _SOUND},
    {"model": "writer", "file": _SOUND, "response_format": "verbose_json", "language": "de"},
)
_EDITS: Sequence[Body] = (
    {"model": "painter", "prompt": "A cat", "image": _PICTURE},
    {"model": "painter", "prompt": "A cat", "image[]": _PICTURE, "mask": _PICTURE, "n": "2"},
)
FORMS: Mapping[str, Sequence[Body]] = MappingProxyType(
    {
        "/v1/audio/transcriptions": _TRANSCRIPTIONS,
        "/v1/audio/translations": _TRANSCRIPTIONS,
        "/v1/images/edits": _EDITS,
        "/v1/images/variations": ({"model": "painter", "image": _PICTURE, "size": "1024x1024"},),
        "/v1/files": ({"purpose": "batch", "file": {"file_name": "a.jsonl", "value": _LINE}},),
    }
)
"""What is sent as a form; a field that is an object with a `value` is a file."""
BOUNDARY = "----limit"
_KEY: Body = {
    "name": "k",
    "team": "search",
    "tags": ["a"],
    "expires_in_s": 60,
    "scope": {"models": ["auto"], "tiers": ["economy"], "networks": ["10.0.0.0/8"]},
}
SEEDS: Mapping[str, Sequence[Body]] = MappingProxyType(
    {
        "/v1/chat/completions": _CHATS,
        "/v1/messages": _MESSAGES,
        "/v1/messages/count_tokens": _MESSAGES,
        "/v1/responses": _RESPONSES,
        "/v1/completions": _COMPLETIONS,
        "/v1/embeddings": _EMBEDDINGS,
        "/v1/moderations": (
            {"model": "moderator", "input": "a text"},
            {"model": "moderator", "input": ["a", {"type": "text", "text": "b"}]},
        ),
        "/v1/images/generations": (
            {"model": "painter", "prompt": "A cat", "n": 2, "size": "1024x1024", "user": "ada"},
        ),
        "/v1/audio/speech": ({"model": "speaker", "input": "Hello", "voice": "alloy"},),
        **FORMS,
        "/v1/batches": (
            {
                "input_file_id": "file-x",
                "endpoint": "/v1/chat/completions",
                "completion_window": "24h",
                "metadata": {"team": "search"},
            },
        ),
        "/v1/route": _CHATS,
        "/v1/estimate": (*_CHATS, {"body": _CHATS[0]}),
        "/v1/feedback": (
            {"decision_id": "dec_x", "verdict": "edited", "score": 0.5, "comment": "so"},
            {"response_id": "chatcmpl-1", "outcome_value_usd": "3", "idempotency_key": "k"},
        ),
        "/v1/batches/batch_x/cancel": ({},),
        "/v1/approvals": ({"reason": "so", "usd": "3", "hours": 2, "reach": "key", "rule": "how"},),
        "/v1/approvals/apr_x/approve": ({"usd": "3", "hours": 2, "requests": 1, "version": 1},),
        "/v1/approvals/apr_x/deny": ({"message": "no", "version": 1},),
        "/v1/approvals/apr_x/withdraw": ({},),
        "/v1/approvals/delegations": ({"to": "ada", "until": "2030-01-01T00:00:00Z"},),
        "/v1/grants/grt_x/revoke": ({"why": "so"},),
        "/v1/admin/keys": (_KEY,),
        "/v1/admin/keys/key_x/rotate": ({"overlap_s": 60},),
        "/v1/admin/keys/key_x/revoke": ({},),
        "/v1/admin/budgets/all/increases": (
            {"amount_usd": "10", "until": "2030-01-01T00:00:00Z", "why": "so"},
        ),
        "/v1/admin/findings/fnd_x/release": ({"why": "so"},),
        "/v1/admin/findings/fnd_x/confirm": ({"why": "so"},),
    }
)
"""Every route that takes a POST; `test_run.py` sees to it."""
BUSY = tuple(SEEDS)[:18]
"""Where callers send most."""


def kind_of(path: str) -> str:
    """The content type of what is sent there."""
    return f"multipart/form-data; boundary={BOUNDARY}" if path in FORMS else "application/json"
