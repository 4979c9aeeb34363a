"""What of a translated request does the deployment take that answers it?

A request of another API says things for which chat completions have no word that all providers
know: Anthropic's cache marks and signed thoughts, OpenAI's verbosity. Which of them may be said is
known only once a deployment is decided on, and providers refuse what they do not know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from router.core.deployment import Capability, Deployment
from router.core.dialects.reading import as_bytes

__all__ = ["HINTS", "Hints", "TranslatedRequest", "fitted"]

HINTS = "tierwise_hints"
"""The field in which hints travel from the translation to the call. No caller can write it."""
_OF_OPENAI = frozenset({"openai", "azure"})
_MAY_SERVE_CLAUDE = frozenset({"bedrock", "vertex_ai", "azure_ai"})
_OLD_LIMIT, _NEW_LIMIT = "max_tokens", "max_completion_tokens"


class Hints(msgspec.Struct, omit_defaults=True):
    """Fields for those who know them; they take the place of fields of the same name."""

    anthropic: dict[str, msgspec.Raw] = msgspec.field(default_factory=dict)
    openai: dict[str, msgspec.Raw] = msgspec.field(default_factory=dict)
    reasoning: dict[str, msgspec.Raw] = msgspec.field(default_factory=dict)
    """For models that reason, at whichever provider."""
    openai_reasoning: dict[str, msgspec.Raw] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedRequest:
    """A request in the words of chat completions."""

    body: Mapping[str, object]
    hints: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """For each field of `Hints` what it holds."""
    left_out: tuple[str, ...] = ()
    """Fields of the caller that cannot be said, and without which the answer is still one."""

    def encoded_hints(self) -> bytes:
        """The hints as they travel."""
        return as_bytes(self.hints)


_decode = msgspec.json.Decoder(Hints).decode


def fitted(
    fields: Mapping[str, bytes], deployment: Deployment, *, is_effort_capped: bool = False
) -> Mapping[str, bytes]:
    """The fields without hints, and with those that are for `deployment`.

    `is_effort_capped`: policy says how much is reasoned, so a caller's budget for it is not passed.
    """
    hints = _decode(fields[HINTS])
    said = {name: value for name, value in fields.items() if name != HINTS}
    is_openai = deployment.provider in _OF_OPENAI
    reasons = Capability.REASONING in deployment.capabilities
    for holds, family in (
        (reasons, hints.reasoning),
        (is_openai, hints.openai),
        (is_openai and reasons, hints.openai_reasoning),
        (_is_claude(deployment), hints.anthropic),
    ):
        if holds:
            said |= {name: bytes(value) for name, value in family.items()}
    if "thinking" in said:  # the budget in tokens says more than an effort; both are too much
        said.pop("thinking" if is_effort_capped else "reasoning_effort", None)
    if is_openai and _OLD_LIMIT in said:
        said[_NEW_LIMIT] = said.pop(_OLD_LIMIT)
    return said


def _is_claude(deployment: Deployment) -> bool:
    if deployment.provider == "anthropic":
        return True
    return deployment.provider in _MAY_SERVE_CLAUDE and "claude" in deployment.model.lower()
