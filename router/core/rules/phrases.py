"""How do lists, shares and amounts read in a sentence?"""

from collections.abc import Iterable
from itertools import groupby

from router.core.rules.bounds import Bounds, Counts

__all__ = ["amount", "length", "listed", "percent", "share", "text_length", "time_span", "together"]

_WORDS_PER_TOKEN = 0.75
"""Of English prose, roughly; other languages need more tokens."""

_ORDER = (
    *("of", "with", "without", "written", "tagged", "from", "by", "for", "in"),
    *("that", "whose", "made"),
)
"""First words of phrases: what is short stands before what has a verb."""

_UNITS = {"m": "minute", "h": "hour", "d": "day"}


def listed(parts: Iterable[str], *, word: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    *first, last = [*parts] or [""]
    return f"{', '.join(first)} {word} {last}" if first else last


def together(parts: Iterable[str]) -> str:
    """Phrases that all follow "Requests", in the order that reads best.

    Phrases that begin alike are joined by "and": `of low priority and trivial complexity`, `whose
    task is qa and whose chance of high priority is at most 10 %`.
    """
    ordered = sorted(parts, key=_place)
    groups = (list(group) for _, group in groupby(ordered, key=_first_word))
    return " ".join(map(_alike, groups))


def percent(share: float) -> str:
    """`0.05` as `5 %`, without rounding away what makes the difference."""
    return f"{share * 100:.6g} %"


def share(bounds: Bounds) -> str:
    """`at least 80 %`, `between 10 % and 20 %`."""
    return _between(*(None if end is None else percent(end) for end in _ends(bounds)))


def amount(bounds: Bounds) -> str:
    """`at least 20,000`, `between 2 and 5`."""
    return _between(*(None if end is None else _number(end) for end in _ends(bounds)))


def length(bounds: Counts) -> str:
    """`at least 20,000 tokens (roughly 15,000 words)`."""
    return _between(*(None if end is None else text_length(int(end)) for end in _ends(bounds)))


def text_length(tokens: int) -> str:
    """A number of tokens, and roughly how many words of English that is."""
    return f"{tokens:,} tokens (roughly {_rounded(tokens * _WORDS_PER_TOKEN):,} words)"


def time_span(span: str) -> str:
    """`24h` as `24 hours`."""
    number, unit = int(span[:-1]), _UNITS[span[-1]]
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _number(number: float) -> str:
    return f"{int(number):,}" if float(number).is_integer() else f"{number:g}"


def _alike(phrases: list[str]) -> str:
    first, *others = phrases
    return " and ".join([first, *(other.removeprefix("of ") for other in others)])


def _first_word(phrase: str) -> str:
    return phrase.partition(" ")[0]


def _place(phrase: str) -> tuple[int, str]:
    first = _first_word(phrase)
    return (_ORDER.index(first), "") if first in _ORDER else (len(_ORDER), first)


def _ends(bounds: Bounds) -> tuple[float | None, float | None]:
    return bounds.at_least, bounds.at_most


def _between(least: str | None, most: str | None) -> str:
    if least is None or most is None:
        return f"at most {most}" if least is None else f"at least {least}"
    return f"exactly {least}" if least == most else f"between {least} and {most}"


def _rounded(number: float) -> int:
    """To two digits: nobody counts words to the last."""
    return round(float(f"{number:.2g}"))
