"""Answers of chat completions as providers give them: whole, and the same cut into chunks."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from router.core.dialects.chunks import chunks_of
from router.core.dialects.reading import Json, as_text

WORDS = st.text(min_size=1, max_size=12)
ARGUMENTS = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=9), max_size=3)
NAMES = st.text("abcdefgh_", min_size=1, max_size=9)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a model says, as lists of the pieces in which it comes."""

    thoughts: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    calls: list[tuple[str, list[str]]] = field(default_factory=list)
    """The name of each tool and the pieces of its arguments."""
    finish_reason: str = "stop"
    usage: Json = field(default_factory=lambda: {"prompt_tokens": 9, "completion_tokens": 5})

    def whole(self) -> Json:
        message: Json = {"role": "assistant", "content": "".join(self.texts) or None}
        if self.thoughts:
            message["reasoning_content"] = "".join(self.thoughts)
        if self.calls:
            message["tool_calls"] = [
                call(n, name, "".join(pieces)) for n, (name, pieces) in enumerate(self.calls)
            ]
        choice = {"index": 0, "message": message, "finish_reason": self.finish_reason}
        return {"id": "c", "model": "some-model", "choices": [choice], "usage": self.usage}

    def chunks(self, *, in_turns: bool = False) -> list[Json | None]:
        """All chunks to the end; `in_turns`: the calls are written side by side."""
        deltas: list[Json] = [{"role": "assistant", "content": ""}]
        deltas += [{"reasoning_content": piece} for piece in self.thoughts]
        deltas += [{"content": piece} for piece in self.texts]
        deltas += [{"tool_calls": [call(n, c[0], "")]} for n, c in enumerate(self.calls)]
        pieces = [
            (place if in_turns else n, n, piece)
            for n, (_, written) in enumerate(self.calls)
            for place, piece in enumerate(written)
        ]
        for _, n, piece in sorted(pieces, key=lambda one: one[0]):
            deltas.append({"tool_calls": [{"index": n, "function": {"arguments": piece}}]})
        chunks: list[Json | None] = [chunk(delta) for delta in deltas]
        chunks.append(chunk({}, finish_reason=self.finish_reason))
        return [*chunks, {"model": "some-model", "choices": [], "usage": self.usage}, None]


def call(index: int, name: str, arguments: str) -> Json:
    function = {"name": name, "arguments": arguments}
    return {"index": index, "id": f"call_{index}", "type": "function", "function": function}


def chunk(delta: Json, *, finish_reason: str | None = None) -> Json:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"id": "c", "model": "some-model", "choices": [choice]}


def cut(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def read_events(written: bytes) -> list[Json]:
    """The data of every event; its name is its type."""
    found: list[Json] = []
    for event in written.split(b"\n\n")[:-1]:
        name = event.split(b"\n")[0].removeprefix(b"event: ").decode()
        (data,) = chunks_of(event + b"\n\n")
        assert data is not None
        assert data["type"] == name
        found.append(data)
    return found


@st.composite
def told(draw: st.DrawFn) -> Told:
    called = draw(st.lists(st.tuples(NAMES, ARGUMENTS), max_size=3))
    size = draw(st.integers(1, 7))
    return Told(
        thoughts=draw(st.lists(WORDS, max_size=3)),
        texts=draw(st.lists(WORDS, max_size=4)),
        calls=[(name, cut(as_text(arguments), size)) for name, arguments in called],
        finish_reason="tool_calls" if called else draw(st.sampled_from(["stop", "length"])),
    )


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("type", "text", "content", "role", "name", "id", "source", "input"),
                    *("delta", "function", "tool_calls", "choices", "usage", "error", "index"),
                ]
            )
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
"""Whatever JSON may be, with names that occur in chats."""
