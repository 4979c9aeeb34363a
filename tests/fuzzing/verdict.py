"""Is an answer one that a caller may get, whatever was sent?"""

import json
from dataclasses import dataclass

__all__ = ["Answer", "fault_of"]

_FIRST_OF_OURS = 500
_REFUSED_FROM = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    kind: str
    """The content type."""
    body: bytes


def fault_of(answer: Answer, *, path: str) -> str | None:
    """What is wrong with the answer to a POST there; None where nothing is."""
    if answer.status >= _FIRST_OF_OURS:
        return f"status {answer.status}: {answer.body[:200]!r}"
    if answer.kind.startswith("text/event-stream"):
        broken = b"Tierwise made a mistake" in answer.body
        return f"a stream of our own mistake: {answer.body[-200:]!r}" if broken else None
    try:
        said = json.loads(answer.body)
    except ValueError:
        return f"no JSON with status {answer.status}: {answer.body[:200]!r}"
    if answer.status < _REFUSED_FROM:
        return None if isinstance(said, dict) else "an answer that is no object"
    return _fault_of_refusal(said, path=path)


def _fault_of_refusal(said: object, *, path: str) -> str | None:
    error = said.get("error") if isinstance(said, dict) else None
    if not isinstance(error, dict):
        return f"an error without `error`: {said!r:.200}"
    if not isinstance(error.get("message"), str) or not isinstance(error.get("type"), str):
        return f"an error without message or type: {said!r:.200}"
    is_anthropic = isinstance(said, dict) and said.get("type") == "error"
    if path.startswith("/v1/messages") != is_anthropic:
        return f"an error in another API's words: {said!r:.200}"
    return None
