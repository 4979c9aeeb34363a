"""Which requests are sent? Each has other words, and all are about as long."""

import json
import random
from collections.abc import Iterable
from pathlib import Path

__all__ = ["SYSTEM", "conversations", "write_bodies"]

SYSTEM = "You are a helpful assistant of a company that makes pumps and valves."
_VERBS = ("Explain", "Summarise", "Compare", "Rewrite", "Translate into French", "Review")
_WORKS = (
    "the notes of the meeting with our supplier",
    "this part of the contract on liability",
    "the error that our nightly job has written",
    "the two offers for the new warehouse",
    "a mail to a customer who waits for a spare part",
    "the query that reports returns by region",
    "the plan for moving the archive",
    "the figures of the last quarter for the board",
)
_DETAILS = (
    "the deadline was moved twice",
    "one of the pumps leaks at low pressure",
    "nobody has checked the totals yet",
    "the legal team asked for plain words",
    "the table has more than nine columns",
    "the first draft was far too long",
    "half of the readers are new to this",
    "the old system is switched off in May",
    "two of the addresses are wrong",
    "it must work without the network",
)
_ENDS = (
    "Give one example from everyday work and keep it to two short paragraphs.",
    "Name what is missing, in a list with the most important point first.",
    "Write it so that somebody who was not there understands what to do next.",
    "End with one question that we should ask before we decide.",
)


def conversations(count: int, *, seed: int) -> list[list[dict[str, str]]]:
    """Conversations of one turn; every other one begins with the same system message."""
    draw = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    return [_conversation(draw, number) for number in range(count)]


def _conversation(draw: random.Random, number: int) -> list[dict[str, str]]:
    details = ", and ".join(draw.sample(_DETAILS, 2))
    asked = (
        f"{draw.choice(_VERBS)} {draw.choice(_WORKS)} (case {draw.randrange(10**6)}): "
        f"{details}. {draw.choice(_ENDS)}"
    )
    system = [{"role": "system", "content": SYSTEM}] if number % 2 else []
    return [*system, {"role": "user", "content": asked}]


def write_bodies(
    file: Path,
    of: Iterable[list[dict[str, str]]],
    *,
    model: str,
    keys: list[str],
    is_stream: bool = False,
) -> Path:
    """The bodies as the load generator reads them, with the keys in turn."""
    more: dict[str, object] = {"stream": True} if is_stream else {}
    with file.open("w") as written:
        for number, messages in enumerate(of):
            body = {"model": model, "messages": messages, "max_tokens": 64, "temperature": 0.2}
            text = json.dumps({**body, **more})
            written.write(f"0\t{keys[number % len(keys)]}\t{text}\n")
    return file
