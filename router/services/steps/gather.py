"""What is known about a request? Caller, shape and the classifier's word become facts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from classifier.labels import Complexity, Priority, Task
from router.core.assessment import Assessment
from router.core.caller import identify
from router.core.chat import ChatRequest, EmbeddingRequest
from router.core.deployment import Kind
from router.core.facts import Facts, RequestShape
from router.core.fingerprint import fingerprint_of
from router.core.key import VirtualKey
from router.ports.classifier import Classifier
from router.ports.clock import Clock
from router.ports.difficulty import Difficulty
from router.ports.tokens import TokenCounter

__all__ = ["Gather", "prompt_text"]

_NOT_CLASSIFIED = Assessment(
    priority=Priority.NORMAL,
    complexity=Complexity.TRIVIAL,
    task=Task.EXTRACTION,
    is_abstained=True,
    abstained_because="embeddings are not classified",
)
_IMAGE_TOKENS = 800
"""Prior for one image at usual detail; providers bill between 85 and some thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather:
    """Collects the facts of a request."""

    classifier: Classifier
    tokens: TokenCounter
    clock: Clock
    difficulty: Difficulty | None = None
    asks_difficulty: Callable[[], bool] = lambda: False
    """Whether anything that is decided now depends on it: reading it is not free."""
    fingerprint_key: bytes = b""
    """Without a key nothing can be told of a prompt's words, so that no fingerprint is taken."""

    async def chat(self, request: ChatRequest, key: VirtualKey) -> Facts:
        """The facts of a chat completion request."""
        assessment = await self.classifier.assess(request.messages, tool_count=request.tool_count)
        if self.difficulty is not None and self.asks_difficulty():
            assessment = replace(assessment, difficulty=self.difficulty.of(request.messages))
        shape = RequestShape(
            requested_model=request.requested_model,
            input_tokens=self._estimate(request),
            max_output_tokens=request.max_output_tokens,
            choices=request.choices,
            turns=sum(1 for message in request.messages if message.get("role") == "user"),
            tool_count=request.tool_count,
            needs=request.needs,
            is_streamed=request.is_streamed,
            conversation_id=request.attribution.conversation_id,
            fingerprint=self._fingerprint(request),
        )
        return Facts(
            at=self.clock.now(),
            caller=identify(key, request.attribution),
            request=shape,
            assessment=assessment,
        )

    def _fingerprint(self, request: ChatRequest) -> str | None:
        key = self.fingerprint_key
        return fingerprint_of(request.messages, key=key) if key else None

    def embedding(self, request: EmbeddingRequest, key: VirtualKey) -> Facts:
        """The facts of an embeddings request; its text is not classified."""
        text = request.fields.get("input", b"")
        return Facts(
            at=self.clock.now(),
            caller=identify(key, request.attribution),
            request=RequestShape(
                requested_model=request.requested_model,
                kind=Kind.EMBEDDING,
                input_tokens=self.tokens.estimate(len(text), len(text)),
            ),
            assessment=_NOT_CLASSIFIED,
        )

    def _estimate(self, request: ChatRequest) -> int:
        size, characters, images = len(request.fields.get("tools", b"")), 0, 0
        characters = size
        for piece in _pieces(request.messages):
            if piece is None:
                images += 1
            else:
                characters += len(piece)
                size += len(piece.encode("utf-8", "surrogatepass"))
        per_message = 4 * len(request.messages)  # role and separators, as chat formats add
        return self.tokens.estimate(size, characters) + per_message + images * _IMAGE_TOKENS


def prompt_text(request: ChatRequest) -> str:
    """All text that the provider will read, for counting by tokenizer."""
    pieces = (piece for piece in _pieces(request.messages) if piece is not None)
    tools = request.fields.get("tools", b"").decode("utf-8", "replace")
    return "\n".join((*pieces, tools))


def _pieces(messages: object) -> Iterator[str | None]:
    """Texts of the messages; None stands for an image."""
    for message in messages if isinstance(messages, list | tuple) else ():
        content = message.get("content")
        if isinstance(content, str):
            yield content
        elif isinstance(content, list):
            yield from (_part(part) for part in content if isinstance(part, Mapping))
        calls = message.get("tool_calls")
        yield from (str(call) for call in (calls if isinstance(calls, list) else ()))


def _part(part: Mapping[str, object]) -> str | None:
    text = part.get("text")
    if isinstance(text, str):
        return text
    return None if part.get("type") == "image_url" else ""
