"""What does the simulation say: a text that admits to it, JSON of the asked shape, a tool call?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from router.adapters.providers.simulation.request import Function, SimulatedRequest
from router.adapters.providers.simulation.schema_instance import instance_of
from router.core.deployment import Deployment

__all__ = ["Choice", "ToolCall", "choices_for", "pieces_of"]

LABEL = "[simulated by Tierwise]"
_ECHOED_WORDS = 12
_PIECE = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")
_FUNCTION_TOKENS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """One call of a function."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer, cut into pieces that stand for tokens."""

    pieces: tuple[str, ...] = ()
    calls: tuple[ToolCall, ...] = ()
    finish_reason: str = "stop"

    @property
    def text(self) -> str:
        """The whole content."""
        return "".join(self.pieces)

    @property
    def output_tokens(self) -> int:
        """One for each piece, and what the tool calls are worth."""
        called = sum(_FUNCTION_TOKENS + len(pieces_of(call.arguments)) for call in self.calls)
        return len(self.pieces) + called


def choices_for(request: SimulatedRequest, deployment: Deployment) -> list[Choice]:
    """The `n` answers to `request`, the same for the same request and seed."""
    return [_choice(request, deployment, number=number) for number in range(max(request.n or 1, 1))]


def pieces_of(text: str) -> tuple[str, ...]:
    """`text` in pieces of about a token's size; joined they are `text` again."""
    return tuple(_PIECE.findall(text))


def _choice(request: SimulatedRequest, deployment: Deployment, *, number: int) -> Choice:
    called = _functions_to_call(request)
    if called:
        digest = request.digest(salt=deployment.model)
        calls = tuple(
            ToolCall(
                id=f"call_{digest:016x}{number}{index}",
                name=function.name,
                arguments=_json(instance_of(function.parameters or {"type": "object"})),
            )
            for index, function in enumerate(called)
        )
        return Choice(calls=calls, finish_reason="tool_calls")
    return _cut(_text(request, deployment, number=number), request)


def _functions_to_call(request: SimulatedRequest) -> Sequence[Function]:
    functions, choice = request.functions, request.tool_choice
    if isinstance(choice, dict):
        function = choice.get("function")
        named = function.get("name") if isinstance(function, dict) else None
        return [f for f in functions if f.name == named] or functions[:1]
    is_asked = choice == "required" or (choice != "none" and request.last_role == "user")
    if not functions or not is_asked:
        return []
    words = set(re.findall(r"[\w.-]+", request.last_user_text))
    mentioned = [f for f in functions if f.name in words]
    if len(mentioned) > 1 and request.parallel_tool_calls is not False:
        return mentioned
    return [max(mentioned or functions, key=lambda f: _shared_words(f, request.last_user_text))]


def _shared_words(function: Function, text: str) -> int:
    own = re.findall(r"[^\W_]+", f"{function.name} {function.description or ''}".lower())
    return len(set(own) & set(re.findall(r"[^\W_]+", text.lower())))


def _text(request: SimulatedRequest, deployment: Deployment, *, number: int) -> str:
    wanted = request.response_format
    if wanted is not None and wanted.type == "json_schema" and wanted.json_schema is not None:
        return _json(instance_of(wanted.json_schema.schema))
    words = request.last_user_text.split()
    echo = " ".join(words[:_ECHOED_WORDS]) + (" …" if len(words) > _ECHOED_WORDS else "")
    told = (
        f"{LABEL} No provider key is configured, so no model was called. Deployment "
        f"{deployment.name} ({deployment.model}, {deployment.tier} tier) would have answered: "
        f"“{echo}”. Set OPENAI_API_KEY or the key of another provider to get real answers."
    )
    if number:
        told += f" This is choice {number + 1}."
    is_json = wanted is not None and wanted.type == "json_object"
    return _json({"simulated": True, "answer": told}) if is_json else told


def _cut(text: str, request: SimulatedRequest) -> Choice:
    stops = [request.stop] if isinstance(request.stop, str) else request.stop or []
    ends = [at for at in (text.find(stop) for stop in stops if stop) if at >= 0]
    pieces = pieces_of(text[: min(ends)] if ends else text)
    limit = request.max_completion_tokens or request.max_tokens
    if limit is not None and len(pieces) > limit:
        return Choice(pieces=pieces[:limit], finish_reason="length")
    return Choice(pieces=pieces)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
