"""How does an answer of a chat completion read as a text completion, whole and streamed?"""

from collections.abc import Mapping
from datetime import datetime

from router.core.dialects.answered import content_text
from router.core.dialects.chunks import DONE, bare_event
from router.core.dialects.reading import Json, number_of, object_of, objects_of, text_of
from router.core.usage import Usage

__all__ = ["CompletionStream", "completion_of"]


def completion_of(
    answer: Mapping[str, object], *, name: str, at: datetime, usage: Usage, echoed: str = ""
) -> Json:
    """All choices of `answer` as texts, behind `echoed`."""
    choices = [
        _choice(choice, text=echoed + content_text(object_of(choice, "message")))
        for choice in objects_of(answer, "choices")
    ]
    return {
        **_head(text_of(answer, "model"), name=name, at=at),
        "choices": choices,
        "usage": {
            "prompt_tokens": usage.input_tokens,
            "completion_tokens": usage.output_tokens,
            "total_tokens": usage.total_tokens,
        },
    }


class CompletionStream:
    """Turns chunks into chunks of the old shape; one object for one stream."""

    def __init__(
        self, *, name: str, at: datetime, echoed: str = "", wants_usage: bool = False
    ) -> None:
        self._name, self._at = name, at
        self._echoed, self._wants_usage = echoed, wants_usage
        self._seen: set[int] = set()

    def events(self, chunk: Json | None) -> bytes:
        """The events that a chunk leads to; None is the end of the stream."""
        if chunk is None:
            return DONE
        if "error" in chunk:
            return bare_event(chunk)
        choices = [told for choice in objects_of(chunk, "choices") if (told := self._told(choice))]
        held: Json = {"choices": choices}
        if not choices:
            if not (self._wants_usage and object_of(chunk, "usage")):
                return b""
            held["usage"] = chunk["usage"]
        return bare_event({**_head(text_of(chunk, "model"), name=self._name, at=self._at), **held})

    def _told(self, choice: Json) -> Json | None:
        text, index = content_text(object_of(choice, "delta")), number_of(choice, "index")
        if not text and not choice.get("finish_reason"):
            return None
        if index not in self._seen:
            self._seen.add(index)
            text = self._echoed + text
        return _choice(choice, text=text)


def _choice(choice: Json, *, text: str) -> Json:
    return {
        "text": text,
        "index": number_of(choice, "index"),
        "logprobs": None,
        "finish_reason": choice.get("finish_reason"),
    }


def _head(model: str, *, name: str, at: datetime) -> Json:
    return {
        "id": f"cmpl-{name}",
        "object": "text_completion",
        "created": int(at.timestamp()),
        "model": model,
    }
