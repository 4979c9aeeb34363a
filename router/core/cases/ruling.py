"""What came out for given facts, and where is it other than expected?"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from typing_extensions import override

from router.core.cases.expect import NOTHING, Expect
from router.core.decision import RouteDecision
from router.core.directive import Effect
from router.core.errors import ApprovalRequired, KeyQuarantined, PolicyDenied, RouterError
from router.core.facts import Facts
from router.core.routing import Rulebook, decide

__all__ = ["Mismatch", "Ruling", "mismatches", "ruling", "telling_apart"]

_PARTIAL = ("headers", "shadow")
"""Expectations of which only the named parts are compared."""
_IN_WORDS = ("reuse_answers", "reuse_similar", "failover", "timeouts", "hedge")
"""Effects that a case writes as a decision's explanation does."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that is other than expected, both sides in words."""

    what: str
    expected: str
    got: str

    @override
    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, got {self.got}"


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """A decision, or the refusal in its place."""

    decision: RouteDecision | None = None
    refusal: RouterError | None = None
    refused_by: str | None = None
    """The rule that refuses, where one does."""

    @property
    def reason(self) -> str:
        """Why, in words."""
        if self.decision is not None:
            return self.decision.reason
        return self.refusal.message if self.refusal else ""

    @cached_property
    def written(self) -> Mapping[str, object]:
        """All that a case can expect of it, as a case writes it."""
        decision = self.decision
        if decision is None:
            code = self.refusal.code if self.refusal else NOTHING
            return {"error": code, "rule": self.refused_by or NOTHING}
        shadow = decision.shadow.value if decision.shadow else None
        return {
            "error": NOTHING,
            "tier": decision.tier.value,
            "rule": decision.rule_id,
            "deployment": decision.deployment.name,
            "fallbacks": [one.name for one in decision.fallbacks],
            "max_tokens": decision.max_output_tokens or NOTHING,
            "reasoning_effort": str(decision.reasoning_effort or NOTHING),
            "guideline": list(decision.guidelines) or NOTHING,
            "headers": dict(decision.headers),
            "shadow": shadow.model_dump(mode="json", exclude_none=True) if shadow else NOTHING,
            "grant": decision.grant_id or NOTHING,
            "slow_down": decision.slow_down.value if decision.slow_down else NOTHING,
            "coach": decision.is_coached,
            **{name: _said(getattr(decision, name)) for name in _IN_WORDS},
            "steps": [str(step) for step in decision.steps] or NOTHING,
            "warm_tokens": decision.quote.warm_tokens,
        }

    def equals(self, other: "Ruling") -> bool:
        """Whether callers could not tell the two apart."""
        return self.decision == other.decision and _told(self) == _told(other)


def ruling(facts: Facts, rulebook: Rulebook) -> Ruling:
    """Decide, and keep a refusal as a value."""
    try:
        return Ruling(decision=decide(facts, rulebook))
    except RouterError as error:
        return Ruling(refusal=error, refused_by=_refused_by(error, facts, rulebook=rulebook))


def mismatches(expect: Expect, got: Ruling) -> tuple[Mismatch, ...]:
    """Everything that is other than expected."""
    wanted = expect.model_dump(mode="json", exclude_unset=True)
    error = wanted.pop("error", None) or NOTHING
    if error != got.written["error"]:
        return (Mismatch("error", error, _decided(got)),)
    contained = wanted.pop("reason_contains", ())
    return (
        *(found for name, value in wanted.items() if (found := _mismatch(name, value, got=got))),
        *(
            Mismatch("reason", f"something with {words!r}", got.reason)
            for words in contained
            if words.lower() not in got.reason.lower()
        ),
    )


def telling_apart(wanted: Ruling, other: Ruling) -> dict[str, object]:
    """What a case must expect to tell a ruling from another one."""
    had = other.written
    apart = {name: value for name, value in wanted.written.items() if value != had.get(name)}
    if "error" in apart and wanted.decision is not None:
        return {name: wanted.written[name] for name in ("tier", "rule")}
    if apart and wanted.decision is None:  # without its code a case would expect an answer
        apart["error"] = wanted.written["error"]
    for part in _PARTIAL:
        if part in apart:
            apart[part] = _named_apart(apart[part], had.get(part))
    return _shortest(apart) or {"reason_contains": wanted.reason}


def _shortest(apart: dict[str, object]) -> dict[str, object]:
    """Without what only follows: another tier means another deployment and other fallbacks."""
    follows: tuple[str, ...] = ()
    if "tier" in apart:
        follows = ("deployment", "fallbacks", "warm_tokens")
    elif "deployment" in apart:
        follows = ("fallbacks", "warm_tokens")
    return {name: value for name, value in apart.items() if name not in follows}


def _named_apart(value: object, other: object) -> object:
    """Of headers or a shadow the parts that differ; `none` for what must not be there."""
    if not isinstance(value, Mapping):
        return value
    had = other if isinstance(other, Mapping) else {}
    names = dict.fromkeys((*value, *had))
    return {n: value.get(n, NOTHING) for n in names if value.get(n) != had.get(n)}


def _mismatch(name: str, value: object, *, got: Ruling) -> Mismatch | None:
    wanted = NOTHING if value is None else value
    had = got.written.get(name, NOTHING)
    if name in _PARTIAL and isinstance(wanted, Mapping):
        parts = had if isinstance(had, Mapping) else {}
        had = {part: parts.get(part, NOTHING) for part in wanted}
    return None if wanted == had else Mismatch(name, _words(wanted), _words(had))


def _refused_by(error: RouterError, facts: Facts, *, rulebook: Rulebook) -> str | None:
    directive = rulebook.policy.directive(facts)
    if isinstance(error, PolicyDenied) and directive.deny:
        return directive.deny.rule_id
    if isinstance(error, ApprovalRequired) and directive.require_approval:
        return directive.require_approval.rule_id
    if isinstance(error, KeyQuarantined) and directive.quarantine:
        return directive.quarantine.rule_id
    return None


def _told(one: Ruling) -> tuple[str, str] | None:
    return (one.refusal.code, one.refusal.message) if one.refusal else None


def _decided(got: Ruling) -> str:
    if got.refusal is not None:
        return f"{got.refusal.code}: {got.refusal.message}"
    decision = got.decision
    if decision is None:
        return NOTHING
    return f"{NOTHING}: {decision.deployment.name} ({decision.tier}) by {decision.rule_id}"


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or NOTHING
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_words(part)}" for name, part in value.items()) or NOTHING
    return str(value)


def _said(effect: Effect[object] | None) -> str:
    return NOTHING if effect is None else str(effect.value)
