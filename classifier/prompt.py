"""What does the classifier see of a conversation?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Self

__all__ = ["Prompt", "Turn", "Views"]

# A view longer than this keeps its head and its tail. Instructions stand at either end of a
# paste, and the cap is what bounds the time that a 200,000-token prompt takes.
LAST_CHARS = 6_000
SYSTEM_CHARS = 2_400
CONTEXT_CHARS = 3_600
HEAD_SHARE = 2 / 3

_ROLES = {
    "system": "system",
    "developer": "system",
    "assistant": "assistant",
    "model": "assistant",
    "tool": "tool",
    "function": "tool",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One message: who speaks, and all its text. Tool calls are part of the text."""

    role: str
    text: str
    tool_calls: int = 0
    images: int = 0


@dataclass(frozen=True, slots=True)
class Views:
    """The texts that are read, each bounded in length."""

    last: str
    system: str
    context: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A whole conversation, with what it offers besides text."""

    turns: tuple[Turn, ...]
    tool_count: int = 0

    @classmethod
    def from_messages(cls, messages: object, *, tools: object = None) -> Self:
        """Read OpenAI messages. Whatever is not understood is left out; nothing raises."""
        turns = tuple(_turn_of(message) for message in _items_of(messages))
        return cls(turns=turns, tool_count=sum(1 for _ in _items_of(tools)))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """One user turn and nothing else."""
        return cls(turns=(Turn(role="user", text=text),))

    @property
    def last_index(self) -> int:
        """The position of the turn that asks: the last user turn, else the last one, else -1."""
        for index in range(len(self.turns) - 1, -1, -1):
            turn = self.turns[index]
            if turn.role == "user" and (turn.images or turn.text.strip()):
                return index
        return len(self.turns) - 1

    def decorated(self, *, prefix: str = "", suffix: str = "") -> Self:
        """The same conversation with words before and after the text of the turn that asks."""
        index = self.last_index
        if index < 0:
            return self
        turn = self.turns[index]
        changed = replace(turn, text=f"{prefix}{turn.text}{suffix}")
        return replace(self, turns=(*self.turns[:index], changed, *self.turns[index + 1 :]))

    def views(self) -> Views:
        """The bounded texts: the turn that asks, the system text, and the rest, newest kept."""
        last_index = self.last_index
        system = [
            turn.text
            for index, turn in enumerate(self.turns)
            if turn.role == "system" and index != last_index
        ]
        last = self.turns[last_index].text if last_index >= 0 else ""
        return Views(
            last=_head_and_tail(last, LAST_CHARS),
            system=_head_and_tail(_joined(system, SYSTEM_CHARS), SYSTEM_CHARS),
            context=self._context(last_index),
        )

    def _context(self, last_index: int) -> str:
        """The turns around the one that asks, newest first until the cap is reached."""
        kept: list[str] = []
        room = CONTEXT_CHARS
        for index in range(len(self.turns) - 1, -1, -1):
            turn = self.turns[index]
            if index == last_index or turn.role == "system" or not turn.text:
                continue
            # One long tool result or answer must not hide the question that it belongs to.
            text = _head_and_tail(turn.text, min(room, CONTEXT_CHARS // 2))
            kept.append(text)
            room -= len(text)
            if room <= 0:
                break
        return "\n".join(reversed(kept))


def _head_and_tail(text: str, cap: int) -> str:
    if len(text) <= cap:
        return text
    head = int(cap * HEAD_SHARE)
    return f"{text[:head]}\n{text[head - cap :]}"


def _joined(texts: Iterable[str], cap: int) -> str:
    """The texts as one, without copying what lies far behind the cap."""
    return "\n".join(_head_and_tail(text, cap) for text in texts)


def _items_of(value: object) -> Iterator[object]:
    """The members of a list or tuple; of anything else, none."""
    if isinstance(value, list | tuple):
        yield from value


def _turn_of(message: object) -> Turn:
    if not isinstance(message, Mapping):
        return Turn(role="user", text=message if isinstance(message, str) else "")
    texts: list[str] = []
    images = _read_content(message.get("content"), texts=texts)
    calls = [_call_text(call) for call in _items_of(message.get("tool_calls"))]
    if isinstance(message.get("function_call"), Mapping):
        calls.append(_call_text(message["function_call"]))
    return Turn(
        role=_role_of(message.get("role")),
        text="\n".join(text for text in (*texts, *calls) if text),
        tool_calls=len(calls),
        images=images,
    )


def _role_of(role: object) -> str:
    return _ROLES.get(role, "user") if isinstance(role, str) else "user"


def _read_content(content: object, *, texts: list[str]) -> int:
    """Append the texts of a message's content; return how many images it carries."""
    if isinstance(content, str):
        texts.append(content)
        return 0
    images = 0
    for part in _items_of(content):
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, Mapping):
            text = part.get("text", part.get("refusal"))
            if isinstance(text, str):
                texts.append(text)
            images += "image" in str(part.get("type", ""))[:32]
    return images


def _call_text(call: object) -> str:
    """A tool call as `name arguments`, from either of the two shapes in use."""
    if not isinstance(call, Mapping):
        return ""
    function = call.get("function", call)
    if not isinstance(function, Mapping):
        return ""
    name, arguments = function.get("name"), function.get("arguments")
    words = [word for word in (name, arguments) if isinstance(word, str)]
    return " ".join(words)
