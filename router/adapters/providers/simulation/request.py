"""What of a request does the simulation heed?"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from router.adapters.providers.request_body import whole_body
from router.core.errors import UpstreamRejected
from router.ports.provider import Call
from router.ports.tokens import TokenCounter

__all__ = ["Function", "SimulatedEmbedding", "SimulatedRequest", "Tool", "read_request"]

_IMAGE_TOKENS = 85
_MESSAGE_TOKENS = 4
"""What the roles and separators around each message cost with OpenAI."""


class Function(Struct):
    """A function that may be called."""

    name: str
    description: str | None = None
    parameters: dict[str, object] | None = None


class Tool(Struct):
    """One tool on offer."""

    type: str = "function"
    function: Function | None = None
    custom: Function | None = None


class _JsonSchema(Struct):
    schema: dict[str, object] = {}


class _Format(Struct):
    type: str = "text"
    json_schema: _JsonSchema | None = None


class SimulatedRequest(Struct):
    """The fields of a chat completion request that change what the simulation answers."""

    messages: list[dict[str, object]] = []
    n: Annotated[int, Meta(ge=1, le=128)] | None = None
    stop: str | list[str] | None = None
    max_tokens: Annotated[int, Meta(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Meta(ge=1)] | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Meta(ge=0, le=20)] | None = None
    seed: int | None = None
    response_format: _Format | None = None
    tools: list[Tool] | None = None
    tool_choice: str | dict[str, object] | None = None
    parallel_tool_calls: bool | None = None

    @property
    def functions(self) -> list[Function]:
        """The functions on offer; tools of other kinds are not simulated."""
        return [tool.function for tool in self.tools or () if tool.function is not None]

    @property
    def last_role(self) -> object:
        """Who spoke last."""
        return self.messages[-1].get("role") if self.messages else None

    @property
    def last_user_text(self) -> str:
        """What the user asked last."""
        said = [m for m in self.messages if m.get("role") == "user"]
        return " ".join(_texts_of(said[-1].get("content"))) if said else ""

    def input_tokens(self, counter: TokenCounter) -> int:
        """A plausible count of the input's tokens."""
        tokens = 0
        for message in self.messages:
            for text in _texts_of(message.get("content")):
                tokens += counter.estimate(len(text.encode()), len(text))
            tokens += _MESSAGE_TOKENS + _IMAGE_TOKENS * _images_in(message.get("content"))
        tools = msgspec.json.encode(self.tools or [])
        return tokens + (counter.estimate(len(tools), len(tools)) if self.tools else 0)

    def digest(self, *, salt: str) -> int:
        """A number that is the same for the same request and seed."""
        content = msgspec.json.encode(self)
        return int.from_bytes(hashlib.blake2b(content + salt.encode(), digest_size=8).digest())


class SimulatedEmbedding(Struct):
    """The fields of an embeddings request."""

    input: str | list[str | int | list[int]]
    dimensions: Annotated[int, Meta(ge=1, le=16_384)] | None = None
    encoding_format: str | None = None


_Request = TypeVar("_Request", SimulatedRequest, SimulatedEmbedding)


def read_request(call: Call, kind: type[_Request]) -> _Request:
    """The request in `call`.

    Raises:
        UpstreamRejected: a field has a type that no provider would take.
    """
    body = whole_body(call.fields, model=call.deployment.model)
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise UpstreamRejected(
            f"The simulated provider cannot read the request: {error}",
            upstream_status=400,
            upstream_body=msgspec.json.encode(
                {"error": {"message": str(error), "type": "invalid_request_error"}}
            ),
        ) from error


def _texts_of(content: object) -> Iterable[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for part in content:
            if isinstance(part, Mapping) and isinstance(part.get("text"), str):
                yield part["text"]


def _images_in(content: object) -> int:
    parts = content if isinstance(content, list) else []
    return sum(isinstance(part, Mapping) and "image_url" in part for part in parts)
