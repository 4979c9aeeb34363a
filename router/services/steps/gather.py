"""What is known about a request? Caller, shape, the classifier's word and how things stand."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from classifier.labels import Complexity, Priority, Task
from router.core.assessment import Assessment
from router.core.batch import BatchPlan
from router.core.caller import Attribution, Caller
from router.core.chat import ChatRequest, EmbeddingRequest
from router.core.conversation import Conversation, is_under_way, thread_of
from router.core.deployment import Kind
from router.core.directory import EMPTY, Directory
from router.core.facts import Facts, OpenGrant, RequestShape
from router.core.fingerprint import fingerprint_of
from router.core.key import KeyScope, VirtualKey
from router.core.media import MediaRequest
from router.ports.classifier import Classifier
from router.ports.clock import Clock
from router.ports.conversations import Conversations
from router.ports.difficulty import Difficulty
from router.ports.health import Health
from router.ports.languages import Languages
from router.ports.standing import Standing
from router.ports.tokens import TokenCounter
from router.ports.watch import Watch, Watched
from router.services.in_step import in_step
from router.services.known_callers import KnownCallers

__all__ = ["Gather", "prompt_text"]

_NOT_CLASSIFIED = Assessment(
    priority=Priority.NORMAL,
    complexity=Complexity.TRIVIAL,
    task=Task.EXTRACTION,
    is_abstained=True,
    abstained_because="only chats are classified",
)
_IMAGE_TOKENS, _MOST_IMAGE_TOKENS = 800, 4_096
"""For one image, at usual detail and at most; a few small models bill more by their own count."""
_MESSAGE_TOKENS, _MOST_MESSAGE_TOKENS = 4, 16
"""Role and separators, as chat formats add."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather:
    """Collects the facts of a request. Where nobody knows of a matter, facts do not hold it."""

    classifier: Classifier
    tokens: TokenCounter
    clock: Clock
    difficulty: Difficulty | None = None
    languages: Languages | None = None
    asks: Callable[[], frozenset[str]] = frozenset
    """What anything that is decided now depends on of what is not free to find or to keep:
    `difficulty`, `language`, `last_hour`, `latency`, `new`."""
    fingerprint_key: bytes = b""
    """Without a key nothing can be told of a prompt's words, so that no fingerprint is taken."""
    directory: Callable[[], Directory] = lambda: EMPTY
    """Who belongs to whom, as of now."""
    standing: Standing | None = None
    health: Health | None = None
    conversations: Conversations | None = None
    watch: Watch | None = None
    grants: Callable[[Caller, datetime], tuple[OpenGrant, ...]] = lambda caller, at: ()
    """The allowances that cover a caller's requests of a moment."""
    callers: KnownCallers = field(default_factory=KnownCallers)

    async def chat(self, request: ChatRequest, key: VirtualKey) -> Facts:
        """The facts of a chat completion request."""
        await in_step()
        assessment = await self.classifier.assess(request.messages, tool_count=request.tool_count)
        await in_step()
        asks = self.asks()
        if self.difficulty is not None and "difficulty" in asks:
            assessment = replace(assessment, difficulty=self.difficulty.of(request.messages))
        caller = self.callers.of(key, request.attribution, directory=self.directory())
        shape = self._shape(request, caller, asks=asks)
        conversation = self._recall(shape.thread, request)
        found = self._facts(
            caller, shape, asks=asks, assessment=assessment, conversation=conversation
        )
        return _scoped(found, key)

    def embedding(self, request: EmbeddingRequest, key: VirtualKey) -> Facts:
        """The facts of an embeddings request; its text is not classified."""
        text = request.fields.get("input", b"")
        shape = RequestShape(
            requested_model=request.requested_model,
            kind=Kind.EMBEDDING,
            input_tokens=self.tokens.estimate(len(text), len(text)),
            most_input_tokens=len(text),
        )
        caller = self.callers.of(key, request.attribution, directory=self.directory())
        found = self._facts(caller, shape, asks=self.asks(), assessment=_NOT_CLASSIFIED)
        return _scoped(found, key)

    def media(self, request: MediaRequest, key: VirtualKey) -> Facts:
        """The facts of what is passed on; it is not classified."""
        text = request.text.encode("utf-8", "replace")
        shape = RequestShape(
            requested_model=request.requested_model,
            kind=request.passed.operation.kind,
            input_tokens=self.tokens.estimate(len(text), len(request.text)) + request.input_tokens,
            most_input_tokens=len(text) + request.most_input_tokens,
            max_output_tokens=request.output_tokens,
            choices=request.choices,
            units=request.units,
        )
        caller = self.callers.of(key, request.attribution, directory=self.directory())
        found = self._facts(caller, shape, asks=self.asks(), assessment=_NOT_CLASSIFIED)
        return _scoped(found, key)

    def batch(
        self, plan: BatchPlan, key: VirtualKey, *, claimed: Attribution, scope: KeyScope
    ) -> Facts:
        """The facts of a batch, whose largest line must fit and whose whole must be paid for.

        Args:
            plan: what it asks for.
            key: whose it is.
            claimed: whom it says that it is for.
            scope: the deployments among which it can be served.
        """
        shape = RequestShape(
            requested_model=plan.model,
            kind=plan.kind,
            input_tokens=self.tokens.estimate(plan.largest_bytes, plan.largest_bytes),
            most_input_tokens=plan.bytes + plan.images * _MOST_IMAGE_TOKENS,
            max_output_tokens=plan.max_output_tokens,
            choices=plan.choices,
            needs=plan.needs,
            batch_size=plan.lines,
        )
        caller = self.callers.of(key, claimed, directory=self.directory())
        found = self._facts(caller, shape, asks=self.asks(), assessment=_NOT_CLASSIFIED)
        return replace(found, scope=scope)

    def _shape(self, request: ChatRequest, caller: Caller, *, asks: frozenset[str]) -> RequestShape:
        conversation_id = request.attribution.conversation_id
        languages = self.languages if "language" in asks else None
        estimate, most = self._sizes(request)
        return RequestShape(
            requested_model=request.requested_model,
            input_tokens=estimate,
            most_input_tokens=most,
            max_output_tokens=request.max_output_tokens,
            choices=request.choices,
            turns=[message.get("role") for message in request.messages].count("user"),
            tool_count=request.tool_count,
            needs=request.needs,
            is_streamed=request.is_streamed,
            conversation_id=conversation_id,
            batch_size=request.batch_size,
            language=None if languages is None else languages.of(request.messages),
            fingerprint=self._fingerprint(request),
            thread=thread_of(
                request.messages,
                caller=caller,
                conversation_id=conversation_id,
                key=self.fingerprint_key,
            ),
        )

    def _facts(
        self,
        caller: Caller,
        shape: RequestShape,
        *,
        asks: frozenset[str],
        assessment: Assessment,
        conversation: Conversation | None = None,
    ) -> Facts:
        at = self.clock.now()
        watched = self.watch.of(caller, at=at) if self.watch else Watched()
        return Facts(
            at=at,
            caller=caller,
            request=shape,
            assessment=assessment,
            lot=shape.thread or self.clock.new_id("lot"),
            conversation=conversation,
            budgets=self.standing.of(caller, at=at) if self.standing else (),
            findings=watched.findings,
            last_hour=watched.last_hour if "last_hour" in asks else None,
            new=watched.new if "new" in asks else (),
            grants=self.grants(caller, at),
            unhealthy=self.health.failing() if self.health else (),
            latencies_ms=self.health.latencies_ms() if self.health and "latency" in asks else (),
        )

    def _recall(self, thread: str | None, request: ChatRequest) -> Conversation | None:
        """The turn before; a first turn has none, even if another began with the same words."""
        if self.conversations is None or thread is None or not is_under_way(request.messages):
            return None
        return self.conversations.recall(thread)

    def _fingerprint(self, request: ChatRequest) -> str | None:
        key = self.fingerprint_key
        return fingerprint_of(request.messages, key=key) if key else None

    def _sizes(self, request: ChatRequest) -> tuple[int, int]:
        """Tokens of the input: probably, and at most."""
        size, images = len(request.fields.get("tools", b"")), 0
        characters = size
        for piece in _pieces(request.messages):
            if piece is None:
                images += 1
            else:
                characters += len(piece)
                size += len(piece if piece.isascii() else piece.encode("utf-8", "surrogatepass"))
        messages = len(request.messages)
        estimate = self.tokens.estimate(size, characters) + messages * _MESSAGE_TOKENS
        schema = len(request.fields.get("response_format", b""))
        most = size + schema + messages * _MOST_MESSAGE_TOKENS + images * _MOST_IMAGE_TOKENS
        return estimate + images * _IMAGE_TOKENS, most


def _scoped(facts: Facts, key: VirtualKey) -> Facts:
    """The facts with what the key permits of deployments; where else it may be used is no fact."""
    scope = key.scope
    if not scope.models and not scope.tiers:
        return facts
    return replace(facts, scope=KeyScope(models=scope.models, tiers=scope.tiers))


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
