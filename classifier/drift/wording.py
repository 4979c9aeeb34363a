"""How is the shift of one feature put into words that need no knowledge of features?"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["describe"]

_SIZES: Final[Mapping[str, str]] = {
    "log_last_tokens": "the turns that ask",
    "log_whole_tokens": "whole prompts",
    "log_system_tokens": "system messages",
    "log_user_turns": "conversations, counted in turns of the user,",
}
_PRESENCES: Final[Mapping[str, str]] = {
    "script_latin_accented": "accented Latin letters",
    "script_greek": "Greek",
    "script_cyrillic": "Cyrillic",
    "script_hebrew_arabic": "Hebrew or Arabic",
    "script_indic": "an Indic script",
    "script_thai_lao": "Thai or Lao",
    "script_kana": "Japanese kana",
    "script_han": "Chinese characters or kanji",
    "script_hangul": "Korean",
    "script_other": "other scripts and signs",
    "has_system": "a system message",
    "has_images": "an image",
    "log_assistant_turns": "earlier answers",
    "log_tool_results": "results of tools",
    "log_tool_calls": "calls of tools",
    "log_tools_offered": "tools on offer",
    "ends_with_question": "a question mark at the end",
    "ends_with_colon": "a colon at the end",
    "ends_with_tool_result": "a tool's result as the last turn",
    "ends_with_assistant": "the assistant's own turn as the last",
    "is_follow_up": "earlier turns of the user",
    "is_short_follow_up": "a short last turn after earlier ones",
    "log_system_tokens": "system messages",
}
_OTHERS: Final[Mapping[str, str]] = {
    "chars_per_token": "characters in a token",
    "last_share": "the share of the last turn in the prompt",
}
_STEP = "_tokens_over_"
_COMMON = 0.8

Values = NDArray[np.floating]


def describe(name: str, *, before: Values, now: Values) -> str | None:
    """One clause on how a feature moved; None where another feature says the same."""
    if _STEP in name:
        return None
    present = float((before > 0).mean()), float((now > 0).mean())
    if name in _SIZES and min(present) > _COMMON:
        return _size(_SIZES[name], before=before, now=now)
    if min(present) < _COMMON and before.min() >= 0:
        return f"{_words(name)}: in {present[0]:.0%} of prompts before, in {present[1]:.0%} now"
    was, is_ = float(np.median(before)), float(np.median(now))
    return f"{_words(name)}: {was:.2g} before, {is_:.2g} now (medians)"


def _size(what: str, *, before: Values, now: Values) -> str:
    was, is_ = (max(1.0, float(np.expm1(np.median(values)))) for values in (before, now))
    ratio = max(is_ / was, was / is_)
    change = f"{ratio:.1f} times as {'long' if is_ > was else 'short'} as before"
    return f"{what} are {change} (median {was:,.0f}, now {is_:,.0f})"


def _words(name: str) -> str:
    known = _PRESENCES.get(name) or _OTHERS.get(name)
    return known or name.removeprefix("log_").removeprefix("structure_").replace("_", " ")
