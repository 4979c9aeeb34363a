"""What does a configuration of vLLM Semantic Router become here?"""

from router.core.catalog import AUTO
from router.core.importing.imported import Imported, ImportedDeployment, ImportedRule
from router.core.importing.leftovers import Advice, tell_leftovers
from router.core.importing.listing import Listing
from router.core.importing.naming import TAKEN, Ids
from router.core.importing.semantic_router_decisions import rules_of
from router.core.importing.semantic_router_models import models_of
from router.core.importing.semantic_router_signals import EVERYTHING, signals_of
from router.core.importing.source import Document, Part, Reading
from router.core.tier import Tier

__all__ = ["import_semantic_router"]

_OTHERWISE = "Tierwise has nothing like it."
_SIGNAL = (
    "no decision that was carried over uses it, or it is no fact here: words, topics and meanings "
    "are not matched. Tierwise's classifier judges task, complexity and priority instead."
)
_SERVING = "how the router itself runs is not carried over; Tierwise's settings are variables."
_MODELS = "models that the router judges with are not carried over; Tierwise brings its own."
_CACHE = "answers are not cached; a provider's prompt cache is priced in."
_GUARD = "Tierwise does not look for content to block; keep a guardrail before it."
_REASONING = "an OpenAI-compatible server takes `reasoning_effort` as callers or rules set it."
_SPREAD = "traffic is not spread over several servers of one model."
_PLUGIN = (
    "what a decision does to prompts, tools and answers is not carried over; Tierwise only routes."
)
_ALGORITHM = (
    "Tierwise does not choose by algorithms of a decision; `cheapest_sufficient` and `best_value` "
    "choose among all deployments."
)
_DECISION: Advice = {
    "plugins": _PLUGIN,
    "plugins.type": _PLUGIN,
    "algorithm": _ALGORITHM,
    "modelRefs": "the rule names one deployment.",
    "rules": "the rule leaves it out.",
    "strategy": "rules are tried from top to bottom; decisions were sorted by their priority.",
}
_ADVICE: Advice = {
    **{f"decisions.{key}": text for key, text in _DECISION.items()},
    **{f"routing.decisions.{key}": text for key, text in _DECISION.items()},
    **dict.fromkeys(("strategy", "routing.strategy"), _DECISION["strategy"]),
    **dict.fromkeys(("signals", "routing.signals", "categories", "keyword_rules"), _SIGNAL),
    "categories.model_scores": "the rule names the model with the best score; scores are not kept.",
    "categories.description": "a rule has a `reason`; write it there if it helps.",
    **dict.fromkeys(("signals.*", "routing.signals.*"), _SIGNAL),
    **dict.fromkeys(("listeners", "api", "observability", "global", "looper"), _SERVING),
    **dict.fromkeys(("classifier", "bert_model", "embedding_models", "mom_registry"), _MODELS),
    **dict.fromkeys(("semantic_cache", "response_api"), _CACHE),
    **dict.fromkeys(("prompt_guard", "hallucination_mitigation"), _GUARD),
    **dict.fromkeys(("reasoning_families", "default_reasoning_effort"), _REASONING),
    "model_config.*.reasoning_family": _REASONING,
    "model_config.*.pii_policy": _GUARD,
    "providers.defaults": _REASONING,
    "providers.defaults.reasoning_effort": _REASONING,
    "providers.models.reasoning": _REASONING,
    "providers.models.reliability": _SPREAD,
    "providers.models.backend_refs.weight": _SPREAD,
    "providers.models.backend_refs.api_key": (
        "it was not copied. Put the key into an environment variable and name it as `api_key_env`."
    ),
    "providers.models.access_key": "it was not copied. Name its variable as `api_key_env`.",
    "vllm_endpoints.weight": _SPREAD,
    "vllm_endpoints.name": "endpoints have no names here; a deployment holds its address.",
    "vllm_endpoints.models": "which models it serves is said by the deployments.",
    "routing.modelCards": "only limits and capabilities of a model are used here.",
    "routing.modelCards.name": "the deployment has this name, if it was carried over.",
}


def import_semantic_router(document: Document, listing: Listing) -> Imported:
    """Deployments, and those decisions whose signals mean something here.

    Raises:
        Unreadable: it is no such configuration.
    """
    reading = Reading(document)
    root, ids = reading.root, Ids()
    models = models_of(root, listing)
    if not models:
        root.fault("names no models: there is neither `providers.models` nor `model_config`")
    reading.check()
    signals = signals_of(root)
    rules = list(rules_of(root, models, signals=signals, ids=ids))
    default = _default(root, models)
    if default is not None:
        rules.append(_rest(*default, ids=ids))
    tell_leftovers(reading, _ADVICE, otherwise=_OTHERWISE)
    reading.check()
    return Imported(
        origin="vLLM Semantic Router",
        file=document.name,
        deployments=tuple(models.values()),
        aliases=_aliases(root),
        rules=tuple(rules),
        default_tier=default[1].tier if default else Tier.STANDARD,
        notes=reading.notes,
    )


def _default(
    root: Part, models: dict[str, ImportedDeployment]
) -> tuple[Part, ImportedDeployment] | None:
    providers = root.get("providers")
    defaults = providers.get("defaults") if providers else None
    places = (
        (root, "default_model"),
        (providers, "default_model"),
        (defaults, "model"),
    )
    for holder, key in places:
        part = holder.get(key) if holder else None
        if part is None:
            continue
        one = models.get(part.text() or "")
        if one is not None and one.held_back is None:
            return part, one
        part.left("no deployment of this name was carried over.")
    return None


def _rest(part: Part, one: ImportedDeployment, *, ids: Ids) -> ImportedRule:
    rule = ids.give("otherwise")
    part.changed(f"rule `{rule}`, the last: `{one.name}` serves what no other rule does")
    return ImportedRule(
        id=rule,
        reason=f"{one.name} is the default model.",
        when=EVERYTHING,
        then={"deployment": one.name},
        line=part.line,
    )


def _aliases(root: Part) -> dict[str, str]:
    """The names by which callers ask the router to choose."""
    part = root.get("auto_model_name")
    name = part.text() if part else None
    if part is not None:
        part.carried("stands for `auto`")
    return {one: AUTO for one in ("MoM", name) if one and one not in TAKEN}
