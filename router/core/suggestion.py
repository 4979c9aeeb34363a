"""Which known word was probably meant?"""

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["did_you_mean"]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence with the nearest known word, led by a space; empty where none is near."""
    by_small = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), list(by_small), n=1, cutoff=0.6)
    return f" Did you mean '{by_small[near[0]]}'?" if near else ""
