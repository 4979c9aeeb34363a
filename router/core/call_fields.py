"""How does a decision change the fields that a provider is sent? Only downwards, and only these."""

import json
from collections.abc import Mapping

from router.core.decision import RouteDecision
from router.core.dialects.fitting import HINTS, fitted
from router.core.effects import Effort

__all__ = ["asked_service_tier", "call_fields"]

_LIMITS = ("max_tokens", "max_completion_tokens")
_EFFORT = "reasoning_effort"
_RANKS = {effort.value: rank for rank, effort in enumerate(Effort)}
_NO_EFFORT = "none"
_USUAL = frozenset({"auto", "default", "standard", "standard_only"})
_NEWER = frozenset({"openai", "azure"})
"""Providers whose newer models know only `max_completion_tokens`; all others know the old name."""


def call_fields(fields: Mapping[str, bytes], decision: RouteDecision) -> Mapping[str, bytes]:
    """The caller's fields with the limits of policy; the same mapping where none applies."""
    if HINTS in fields:
        is_capped = decision.reasoning_effort is not None
        fields = fitted(fields, decision.deployment, is_effort_capped=is_capped)
    limits: dict[str, bytes] = {}
    if decision.max_output_tokens is not None:
        named = [name for name in _LIMITS if fields.get(name, b"null") != b"null"]
        usual = _LIMITS[decision.deployment.provider in _NEWER]
        limits |= dict.fromkeys(named or [usual], str(decision.max_output_tokens).encode())
    effort = decision.reasoning_effort
    if effort is not None and _exceeds(fields.get(_EFFORT), effort):
        limits[_EFFORT] = json.dumps(effort.value).encode()
    return {**fields, **limits} if limits else fields


def asked_service_tier(fields: Mapping[str, bytes]) -> str | None:
    """The provider's class of service that the caller asks for; None for the usual one."""
    written = fields.get("service_tier")
    if written is None:
        return None
    try:
        asked = json.loads(written)
    except ValueError:
        return None
    return asked if isinstance(asked, str) and asked not in _USUAL else None


def _exceeds(asked: bytes | None, most: Effort) -> bool:
    """Whether the caller's effort is open, or more than the most; unknown words count as more."""
    try:
        word = json.loads(asked) if asked is not None else None
    except ValueError:
        word = None
    if word == _NO_EFFORT:
        return False
    return _RANKS.get(word, len(_RANKS)) > _RANKS[most.value] if isinstance(word, str) else True
