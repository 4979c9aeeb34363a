"""Why was it decided so: rules tried, deployments dropped, quote, in data and in words?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from router.core.decision import RouteDecision
from router.core.deployment import Kind
from router.core.effects import Then
from router.core.errors import RouterError
from router.core.facts import Facts
from router.core.fit import why_not
from router.core.key_scope import permits
from router.core.money import format_usd
from router.core.policy import Rule
from router.core.quality import ability_of, difficulty_of, p_good
from router.core.quote import quote
from router.core.routing import REQUESTED, Rulebook, decide

__all__ = ["DeploymentVerdict", "Explanation", "RuleTrial", "explain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrial:
    """How one rule fared."""

    id: str
    matched: bool
    because: str
    effects: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentVerdict:
    """How one deployment fared: chosen, fallback, dropped or passed over."""

    name: str
    tier: str
    verdict: str
    because: str
    expected_usd: Decimal | None = None
    p_good: float | None = None
    """Probability of a good answer; None where it cannot serve, or is no chat."""
    is_ability_assumed: bool = False
    """Nothing is known of this deployment's ability but its tier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The whole reasoning behind one decision."""

    facts: Facts
    rules: tuple[RuleTrial, ...]
    deployments: tuple[DeploymentVerdict, ...]
    decision: RouteDecision | None
    refusal: str | None
    policy_version: str
    catalog_version: str
    contributions: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """How much each group of features spoke for each label; known only while the text is."""

    @property
    def words(self) -> str:
        """The reasoning as a few lines of plain text."""
        return "\n".join(
            [
                *_seen(self.facts),
                *(f"Rule {t.id}: {t.because}." for t in self.rules),
                *map(_fared, self.deployments),
                _outcome(self),
            ]
        )


def explain(facts: Facts, rulebook: Rulebook) -> Explanation:
    """Decide again, keeping every step; the same facts and rulebook give the same decision."""
    decision: RouteDecision | None = None
    refusal: str | None = None
    try:
        decision = decide(facts, rulebook)
    except RouterError as error:
        refusal = error.message
    return Explanation(
        facts=facts,
        rules=tuple(_try(rule, facts) for rule in rulebook.policy.rules),
        deployments=tuple(_judge(facts, rulebook, decision=decision)),
        decision=decision,
        refusal=refusal,
        policy_version=rulebook.policy_version,
        catalog_version=rulebook.catalog_version,
    )


def _try(rule: Rule, facts: Facts) -> RuleTrial:
    failing = rule.when.first_failing(facts)
    effects = _effects(rule.then)
    said = ", ".join(f"{kind} {value}" for kind, value in effects.items())
    because = f"matched, so {said} ({rule.reason.rstrip('.')})"
    if failing is not None:
        because = f"no, {failing.observed(facts)}, wanted {failing.kind} {failing.wanted()}"
    return RuleTrial(id=rule.id, matched=failing is None, because=because, effects=effects)


def _effects(then: Then) -> dict[str, str]:
    """The effects that are written, each in words."""
    found: dict[str, str] = {}
    for kind, value in then.model_dump(mode="json", exclude_none=True).items():
        if isinstance(value, dict):
            value = ", ".join(f"{name} {part}" for name, part in value.items())
        found[kind] = " or ".join(value) if isinstance(value, list) else str(value)
    return found


def _judge(
    facts: Facts, rulebook: Rulebook, *, decision: RouteDecision | None
) -> list[DeploymentVerdict]:
    fallbacks = decision.fallbacks if decision else ()
    others = _why_others(facts, rulebook, decision=decision)
    is_chat = facts.request.kind is Kind.CHAT
    verdicts: list[DeploymentVerdict] = []
    for deployment in rulebook.catalog.of_kind(facts.request.kind):
        reason = why_not(deployment, facts.request)
        if reason is None and not permits(facts.scope, deployment):
            reason = "the caller's key is not for it"
        expected = None if reason else quote(facts, deployment).expected_usd
        chance = None if reason or not is_chat else p_good(facts, deployment)
        verdict, because = "passed over", others
        if reason is not None:
            verdict, because = "dropped", reason
        elif decision and deployment is decision.deployment:
            verdict, because = "chosen", f"expected cost {format_usd(expected or Decimal(0))} USD"
        elif deployment in fallbacks:
            verdict = "fallback"
            because = f"expected cost {format_usd(expected or Decimal(0))} USD"
        verdicts.append(
            DeploymentVerdict(
                name=deployment.name,
                tier=deployment.tier,
                verdict=verdict,
                because=because,
                expected_usd=expected,
                p_good=chance,
                is_ability_assumed=chance is not None
                and ability_of(deployment, facts.assessment.task).is_assumed,
            )
        )
    return verdicts


def _why_others(facts: Facts, rulebook: Rulebook, *, decision: RouteDecision | None) -> str:
    """Why deployments that could serve were passed over."""
    if decision is None:
        return "the request was refused"
    asked = rulebook.catalog.resolve(facts.request.requested_model).deployment
    if asked is decision.deployment and decision.rule_id == REQUESTED:
        return f"'{asked.name}' was asked for by name"
    return "outside the tiers or regions that policy permits"


def _seen(facts: Facts) -> list[str]:
    said, request, caller = facts.assessment, facts.request, facts.caller
    lines = [
        f"Asked for {request.requested_model} with about {request.input_tokens} input tokens, "
        f"{request.turns} turns and {request.tool_count} tools, "
        f"for user {caller.user}, team {caller.team}, project {caller.project}."
    ]
    if said.is_abstained:
        lines.append(f"The classifier abstained: {said.abstained_because}.")
    lines.append(
        ("Its best guess: " if said.is_abstained else "The classifier says: ")
        + f"priority {_sure(said.priority, said.priority_probabilities)}, "
        + f"complexity {_sure(said.complexity, said.complexity_probabilities)}, "
        + f"task {_sure(said.task, said.task_probabilities)}."
    )
    return [*lines, *_expected(facts), *_standing(facts)]


def _expected(facts: Facts) -> list[str]:
    """What is predicted of the answer, where anything is."""
    said = facts.assessment
    lines = []
    if said.output_tokens_p50 is not None:
        lines.append(
            f"An answer of about {said.output_tokens_p50} tokens is expected, "
            f"19 in 20 have at most {said.output_tokens_p95}."
        )
    if facts.request.kind is not Kind.CHAT:
        return lines
    known = (
        "not measured; usual for its complexity is" if said.difficulty is None else "measured as"
    )
    lines.append(f"Its difficulty is {known} {difficulty_of(facts):.2f}; an average prompt has 0.")
    return lines


def _standing(facts: Facts) -> list[str]:
    """How things stand: budgets, the conversation so far, what fails at present."""
    lines = [
        f"Budget {b.id}: {b.share_used:.0%} used with {b.share_elapsed:.0%} of its period gone."
        for b in facts.budgets
    ]
    hour = facts.last_hour
    if hour is not None:
        lines.append(f"The key's last hour: {hour.requests} requests, {hour.cost_usd:.2f} USD.")
    if facts.findings:
        lines.append(f"Open findings: {', '.join(facts.findings)}.")
    if facts.new:
        lines.append(f"First seen a few days ago: its {', '.join(facts.new)}.")
    lines += [f"Grant {one.id} is for {', '.join(one.rules)}." for one in facts.grants]
    if facts.conversation is not None:
        before = facts.conversation
        lines.append(
            f"The turn before was answered by {before.deployment}, "
            f"which may hold {before.warm_tokens} tokens of it in its prompt cache."
        )
    if facts.unhealthy:
        lines.append(f"Failing at present: {', '.join(facts.unhealthy)}.")
    return lines


def _fared(one: DeploymentVerdict) -> str:
    text = f"{one.name} ({one.tier}): {one.verdict}, {one.because}"
    if one.p_good is not None:
        assumed = " (assumed from its tier)" if one.is_ability_assumed else ""
        text += f", P(good) {one.p_good:.0%}{assumed}"
    return f"{text}."


def _sure(label: str, probabilities: Mapping[str, float]) -> str:
    share = probabilities.get(label)
    return label if share is None else f"{label} ({share:.0%})"


def _outcome(explanation: Explanation) -> str:
    decision = explanation.decision
    if decision is None:
        return f"Refused: {explanation.refusal}"
    quoted = decision.quote
    return (
        f"Decision: {decision.deployment.name} ({decision.tier}) by {decision.rule_id}: "
        f"{decision.reason.rstrip('.')}. Expected {format_usd(quoted.expected_usd)} USD, at most "
        f"{format_usd(quoted.worst_case_usd)} USD.{_extras(decision)}"
    )


def _extras(decision: RouteDecision) -> str:
    """What else policy says of the call, each with a space before it."""
    told = []
    if decision.max_output_tokens is not None:
        told.append(f" At most {decision.max_output_tokens} tokens an answer.")
    if decision.grant_id is not None:
        told.append(f" Approved by grant {decision.grant_id}.")
    if decision.slow_down is not None:
        told.append(f" At most {decision.slow_down.value} requests of the key in any minute.")
    told += [f" Step of the ladder: {step}." for step in decision.steps]
    if decision.reasoning_effort is not None:
        told.append(f" Reasoning effort at most {decision.reasoning_effort}.")
    if decision.shadow is not None:
        shadow = decision.shadow.value
        told.append(f" {shadow.share:.0%} are compared with {shadow.asked}.")
    if decision.reuse_answers is not None:
        told.append(f" Given again for {decision.reuse_answers.value} where the same is asked.")
    told += _calling(decision)
    if decision.is_coached:
        told.append(" With a tip.")
    told += [f" Guideline: {line}" for line in decision.guidelines]
    return "".join(told)


def _calling(decision: RouteDecision) -> list[str]:
    """What policy says of reaching a provider."""
    told = []
    if decision.reuse_similar is not None:
        told.append(f" Given again for {decision.reuse_similar.value} where the same is meant.")
    if decision.failover is not None:
        told.append(f" Where it fails: {decision.failover.value}.")
    if decision.timeouts is not None:
        told.append(f" Waited for: {decision.timeouts.value}.")
    if decision.hedge is not None:
        told.append(f" A second one is asked too {decision.hedge.value}.")
    return told
