"""Which prompts are sent, and how does the shipped classifier judge each of them?"""

import json
import random
from collections.abc import Sequence
from pathlib import Path

__all__ = ["KINDS", "PRIORITIES", "write_requests"]

PRIORITIES = ("high", "normal", "low")
KINDS = {
    "high": (
        "Our payment system is down in production since 10 minutes and customers cannot check out "
        "(incident {n}). Find the cause in this stack trace and give a safe fix for the pool.",
        "Review this clause of the merger agreement for case {n}: the seller is liable without "
        "limit for losses. Which legal risks do we take, and what must change before we sign?",
        "A patient, case {n}, of 71 years takes warfarin and was given clarithromycin; the INR is "
        "6.2. What must the doctor do now?",
        "Security incident {n}: an attacker has credentials of our production database. Write the "
        "plan to contain the breach tonight, step by step, with what we must tell the regulator.",
    ),
    "normal": (
        "Explain how the query that reports returns by region works (case {n}), and name what is "
        "missing in a short list.",
        "Write unit tests in Python for a function that parses order number {n} from a line of "
        "CSV.",
    ),
    "low": (
        "Write a funny limerick about cat number {n} that likes pizza.",
        "Tell me a joke about {n} penguins.",
        "Give me {n} fun names for my goldfish.",
        "What is a good birthday rhyme for my aunt who turns {n}?",
    ),
}


def write_requests(
    file: Path, shares: dict[str, int], *, keys: dict[str, Sequence[str]], count: int = 4_000
) -> Path:
    """So many requests as the load generator reads them; a class for each priority."""
    draw = random.Random(11)  # noqa: S311 - nothing secret is drawn
    kinds = draw.choices(list(shares), weights=list(shares.values()), k=count)
    with file.open("w") as written:
        for number, kind in enumerate(kinds):
            text = draw.choice(KINDS[kind]).format(n=draw.randrange(10, 100_000))
            body = {
                "model": "auto",
                "messages": [{"role": "user", "content": text}],
                "max_tokens": 64,
            }
            key = keys[kind][number % len(keys[kind])]
            written.write(f"{PRIORITIES.index(kind)}\t{key}\t{json.dumps(body)}\n")
    return file
