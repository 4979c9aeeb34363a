"""What do a provider's headers say of how much it still takes from us, and when to come back?"""

import re
import time
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from router.core.upstream_limits import UpstreamLimits

__all__ = ["limits_of", "retry_after_s_of"]

_FEW_REQUESTS = 10
_FEW_TOKENS = 10_000
_LONGEST_S = 86_400.0
_SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?")
_UNITS_S = (86_400.0, 3_600.0, 60.0, 1.0, 0.001)
_AFTER_EPOCH_S = 1_000_000_000.0
_AFTER_EPOCH_MS = 1_000_000_000_000.0

_REQUESTS = (
    ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
    ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
    ("ratelimit-remaining", "ratelimit-reset"),
)
_TOKENS = (
    ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
    ("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
    ("anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"),
    ("anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset"),
)


def limits_of(headers: Mapping[str, str]) -> UpstreamLimits | None:
    """What is left, by headers in lower case; None where it is plenty or nobody says."""
    requests, requests_reset = _least(headers, _REQUESTS)
    tokens, tokens_reset = _least(headers, _TOKENS)
    are_few = requests is not None and requests <= _FEW_REQUESTS
    if not are_few and (tokens is None or tokens > _FEW_TOKENS):
        return None
    resets = [
        seconds
        for left, name in ((requests, requests_reset), (tokens, tokens_reset))
        if left == 0 and (seconds := _seconds_in(headers.get(name, ""))) is not None
    ]
    return UpstreamLimits(
        remaining_requests=requests,
        remaining_tokens=tokens,
        resets_in_s=max(resets) if resets else None,
    )


def retry_after_s_of(headers: Mapping[str, str]) -> float | None:
    """When to ask again, by headers in lower case; None where the provider does not say."""
    milliseconds = _number_in(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return min(milliseconds / 1000, _LONGEST_S)
    told = _seconds_in(headers.get("retry-after", ""))
    if told is not None:
        return told
    limits = limits_of(headers)
    return limits.resets_in_s if limits is not None else None


def _least(
    headers: Mapping[str, str], names: tuple[tuple[str, str], ...]
) -> tuple[int | None, str]:
    """The smallest remainder, and the header that says when it is whole again."""
    least: int | None = None
    reset = ""
    for remaining_name, reset_name in names:
        told = headers.get(remaining_name)
        if told is not None and told.isdecimal() and (least is None or int(told[:18]) < least):
            least, reset = int(told[:18]), reset_name
    return least, reset


def _seconds_in(text: str) -> float | None:
    """A number of seconds, a span as `6m0s`, a moment; never negative, never above a day."""
    text = text.strip()
    number = _number_in(text)
    if number is not None and number < _AFTER_EPOCH_S:
        return min(number, _LONGEST_S)
    if number is not None:
        moment_s: float | None = number / 1000 if number >= _AFTER_EPOCH_MS else number
    else:
        span = _SPAN.fullmatch(text) if text else None
        if span is not None:
            pairs = zip(span.groups(), _UNITS_S, strict=True)
            return min(sum(float(told) * unit for told, unit in pairs if told), _LONGEST_S)
        moment_s = _moment_in(text)
    if moment_s is None:
        return None
    return min(max(moment_s - time.time(), 0.0), _LONGEST_S)


def _number_in(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\s*\d{1,16}(?:\.\d{1,9})?\s*", text) else None


def _moment_in(text: str) -> float | None:
    for reading in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return reading(text).timestamp()
        except (ValueError, OverflowError):
            continue
    return None
