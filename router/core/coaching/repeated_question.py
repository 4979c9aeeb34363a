"""Tip `repeated_question`: the same was asked, and answered, before."""

from collections import defaultdict
from collections.abc import Iterator

from router.core.coaching.habits import Habits
from router.core.coaching.json_mode import is_retried_form
from router.core.coaching.own_request import OwnRequest
from router.core.coaching.tip import Saving, Tip, tip_of
from router.core.coaching.wording import usd

__all__ = ["repeated_question"]

_NEAR_BITS = 3
"""So many of a sketch's 64 bits may differ between near-duplicates, as detectors count them."""
_BANDS = 4
"""Sketches that differ in three bits agree in one of four bands at least."""
_BAND_BITS = 16
_MOST_BESIDE = 32
"""Compared in one band: enough to find repeats, and the time stays linear."""


def repeated_question(habits: Habits) -> Tip | None:
    """First turns without tools; an answer within a conversation depends on what came before.

    Of questions that are only nearly the same nothing is counted as saved: a text with other
    figures needs its own answer.
    """
    again, near = _repeats(habits)
    savings = [
        Saving(request=one, usd=one.cost_usd, tokens=one.usage.total_tokens) for one in again
    ]
    beside = f" {near} more asked nearly the same, and are not counted." if near else ""
    return tip_of(
        "repeated_question",
        savings,
        text=f"{len(savings)} requests asked in the same words what had been asked before. They "
        f"cost {usd(sum(one.usd for one in savings))}.{beside}",
        how="Keep the first answer and use it again; in programs, store it under the prompt.",
    )


def _repeats(habits: Habits) -> tuple[list[OwnRequest], int]:
    """Those that were asked in the same words, and how many in nearly the same."""
    seen: set[tuple[str, int]] = set()
    bands: list[dict[int, list[int]]] = [defaultdict(list) for _ in range(_BANDS)]
    again: list[OwnRequest] = []
    near = 0
    for one in habits.completed:
        asked = one.asked
        if asked.turns != 1 or asked.tool_count or is_retried_form(one):
            continue
        words = None if asked.fingerprint is None else (asked.fingerprint, asked.input_tokens)
        if words is not None and words in seen:
            again.append(one)
            continue
        if words is not None:
            seen.add(words)
        if one.sketch is not None and _is_near(one.sketch, bands):
            near += 1
        else:
            _remember(one.sketch, bands)
    return again, near


def _is_near(sketch: int, bands: list[dict[int, list[int]]]) -> bool:
    return any(
        (other ^ sketch).bit_count() <= _NEAR_BITS
        for band, key in zip(bands, _keys(sketch), strict=True)
        for other in band.get(key, ())
    )


def _remember(sketch: int | None, bands: list[dict[int, list[int]]]) -> None:
    if sketch is None:
        return
    for band, key in zip(bands, _keys(sketch), strict=True):
        if len(band[key]) < _MOST_BESIDE:
            band[key].append(sketch)


def _keys(sketch: int) -> Iterator[int]:
    mask = (1 << _BAND_BITS) - 1
    return ((sketch >> (_BAND_BITS * place)) & mask for place in range(_BANDS))
