"""Which whole answer did a stream tell? Put together only where nothing of it is a guess."""

from collections.abc import Iterable
from typing import Final

from router.core.dialects.chunks import chunks_of
from router.core.dialects.reading import Json, as_bytes, objects_of, value_of

__all__ = ["answer_of_events"]

_NOT_OF_THE_ANSWER: Final = frozenset({"choices", "object", "obfuscation", "usage", "x_groq"})
_PIECES: Final = frozenset({"arguments", "content", "reasoning", "reasoning_content", "refusal"})
"""Texts that come piece by piece."""
_LISTED: Final = frozenset({"content", "refusal"})
"""The lists within `logprobs`."""


class _Ambiguous(Exception):
    """What was told could be put together in several ways, or not at all."""


def answer_of_events(body: bytes, usage_chunk: bytes | None) -> bytes | None:
    """The whole answer; None where the stream leaves open what it would be."""
    told = value_of(usage_chunk or b"")
    usage = told.get("usage") if isinstance(told, dict) else None
    if not isinstance(usage, dict):
        return None
    chunks = [chunk for chunk in chunks_of(body) if chunk is not None]
    try:
        choices = _choices_of(chunks)
    except _Ambiguous:
        return None
    named: Json = {}
    for chunk in chunks:
        for name, value in chunk.items():
            if name not in _NOT_OF_THE_ANSWER and (name not in named or not _is_nothing(value)):
                named[name] = value
    head = {"id": named.pop("id", None), "object": "chat.completion"}
    return as_bytes({**head, **named, "choices": choices, "usage": usage})


def _choices_of(chunks: Iterable[Json]) -> list[Json]:
    choices: dict[int, Json] = {}
    for chunk in chunks:
        for said in objects_of(chunk, "choices"):
            index = _place(said)
            choice = choices.setdefault(index, {"index": index, "message": {"role": "assistant"}})
            _add_choice(choice, said)
    if not choices or not all(isinstance(c.get("finish_reason"), str) for c in choices.values()):
        raise _Ambiguous
    return [_finished(choices[index]) for index in sorted(choices)]


def _add_choice(choice: Json, said: Json) -> None:
    for name, value in said.items():
        if name == "index":
            continue
        if name == "delta":
            _add_delta(choice["message"], value)
        elif name == "logprobs":
            choice[name] = _more_logprobs(choice.get(name), value)
        else:
            _add_once(choice, name, value=value)


def _add_delta(message: object, delta: object) -> None:
    if not isinstance(message, dict) or not isinstance(delta, dict | None):
        raise _Ambiguous
    for name, value in (delta or {}).items():
        if name == "tool_calls":
            _add_calls(message, value)
        elif name == "function_call" and isinstance(value, dict):
            _add_function(message.setdefault(name, {}), value)
        elif name == "audio" and value is not None:
            raise _Ambiguous
        else:
            _add(message, name, value=value)


def _add_calls(message: Json, listed: object) -> None:
    calls = message.setdefault("tool_calls", {})  # by their number, until it is finished
    if not isinstance(listed, list | None) or not isinstance(calls, dict):
        raise _Ambiguous
    for said in listed or ():
        if not isinstance(said, dict):
            raise _Ambiguous
        call = calls.setdefault(_place(said), {})
        for name, value in said.items():
            if name == "function" and isinstance(value, dict):
                _add_function(call.setdefault(name, {}), value)
            elif name != "index":
                _add_once(call, name, value=value)


def _add_function(function: object, said: Json) -> None:
    if not isinstance(function, dict):
        raise _Ambiguous
    for name, value in said.items():
        _add(function, name, value=value)


def _add(holder: Json, name: str, *, value: object) -> None:
    """One more piece of a text, or what is told once."""
    known = holder.get(name)
    if name in _PIECES and isinstance(value, str) and isinstance(known, str):
        holder[name] = known + value
    elif name in _PIECES and not isinstance(value, str | None):
        raise _Ambiguous  # parts of several kinds
    else:
        _add_once(holder, name, value=value)


def _add_once(holder: Json, name: str, *, value: object) -> None:
    """What is told again must be the same: nobody knows which of two would be meant."""
    known = holder.get(name)
    if _is_nothing(known):
        if name not in holder or value is not None:
            holder[name] = value
    elif not _is_nothing(value) and value != known:
        raise _Ambiguous


def _more_logprobs(known: object, said: object) -> object:
    if said is None or known is None:
        return known if said is None else said
    if not isinstance(known, dict) or not isinstance(said, dict) or said.keys() - _LISTED:
        raise _Ambiguous
    more = dict(known)
    for name, listed in said.items():
        before = more.get(name)
        if not isinstance(listed, list | None) or not isinstance(before, list | None):
            raise _Ambiguous
        more[name] = before if listed is None else [*(before or []), *listed]
    return more


def _finished(choice: Json) -> Json:
    message = choice["message"]
    if not isinstance(message, dict):
        raise _Ambiguous
    calls = message.get("tool_calls")
    if isinstance(calls, dict):
        if sorted(calls) != list(range(len(calls))):
            raise _Ambiguous
        message["tool_calls"] = [calls[number] for number in range(len(calls))]
        if not calls:
            del message["tool_calls"]
    message.setdefault("content", None)
    return choice


def _place(holder: Json) -> int:
    index = holder.get("index")
    if not isinstance(index, int) or isinstance(index, bool):
        raise _Ambiguous
    return index


def _is_nothing(value: object) -> bool:
    return value is None or value in ("", [], {})
