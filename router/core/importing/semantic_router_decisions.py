"""Which rules do the decisions and categories of vLLM Semantic Router become?"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from router.core.importing.imported import ImportedDeployment, ImportedRule
from router.core.importing.naming import Ids
from router.core.importing.semantic_router_signals import EVERYTHING, Translation, task_of_domain
from router.core.importing.source import Part

__all__ = ["rules_of"]

_EFFORTS = ("minimal", "low", "medium", "high")
Models = Mapping[str, ImportedDeployment]
Signals = Mapping[tuple[str, str], Part]


def rules_of(root: Part, models: Models, *, signals: Signals, ids: Ids) -> Iterator[ImportedRule]:
    """The rules in the order in which decisions win."""
    routing = root.get("routing")
    decisions = [
        decision
        for holder in (root, routing)
        if holder is not None and (listed := holder.get("decisions")) is not None
        for decision in listed.elements()
    ]
    for decision in sorted(decisions, key=_priority, reverse=True):
        rule = _rule_of_decision(decision, models, signals=signals, ids=ids)
        if rule is not None:
            yield rule
    for (kind, name), definition in signals.items():
        scores = definition.get("model_scores") if kind == "domain" else None
        if scores is not None and not decisions:
            yield from _rule_of_category(name, definition, models=models, ids=ids)


def _priority(decision: Part) -> Decimal:
    part = decision.get("priority")
    return (part.amount() or Decimal(0)) if part else Decimal(0)


def _rule_of_decision(
    decision: Part, models: Models, *, signals: Signals, ids: Ids
) -> ImportedRule | None:
    name, rules = decision.get("name"), decision.get("rules")
    called = (name.text() if name else None) or "decision"
    translation = Translation(signals)
    when = translation.condition(rules) if rules else EVERYTHING
    if when is None:
        decision.withdraw(
            "its signals (words, topics, meanings or models of its own) are no facts here, and a "
            "rule without them would match more than it should. Where a task, complexity or "
            "language comes close, write that rule by hand."
        )
        return None
    chosen = _chosen(decision, models)
    if chosen is None:
        decision.withdraw("no model that it names was carried over. Complete catalog.yaml first.")
        return None
    translation.tell()
    ref, deployment = chosen
    rule = ids.give(called)
    reason = decision.get("description")
    then = {"deployment": deployment.name, **_effort(ref), **_plugins(decision, models)}
    _tell(decision, rule)
    return ImportedRule(
        id=rule,
        reason=(reason.text() if reason else None) or f"The decision {called}.",
        when=when,
        then=then,
        line=decision.line,
    )


def _tell(decision: Part, rule: str) -> None:
    for key, text in (
        ("name", f"rule `{rule}`"),
        ("description", "the rule's `reason`"),
        ("priority", "the rule's place: rules are tried from top to bottom"),
    ):
        part = decision.get(key)
        if part is not None:
            part.carried(text)


def _chosen(decision: Part, models: Models) -> tuple[Part, ImportedDeployment] | None:
    listed = decision.get("modelRefs")
    found: tuple[Part, ImportedDeployment] | None = None
    for ref in listed.elements() if listed else ():
        part = ref.get("model")
        name = part.text() if part else None
        one = models.get(name or "")
        if part is None:
            ref.left("it names no model.")
        elif one is None or one.held_back is not None:
            part.left(f"no deployment of the name {name} was carried over.")
        elif found is None:
            part.carried(f"`deployment: {one.name}`")
            found = ref, one
        else:
            ref.left(
                "only the first model is used: Tierwise does not choose among several by "
                "algorithms of the decision. `cheapest_sufficient` chooses among all."
            )
    return found


def _effort(ref: Part) -> dict[str, object]:
    """How long the model may think. It is a limit here, and set where the caller says nothing."""
    uses, effort = ref.get("use_reasoning"), ref.get("reasoning_effort")
    if uses is not None and not uses.flag():
        uses.changed("`reasoning_effort: minimal`, on models that reason")
        return {"reasoning_effort": "minimal"}
    said = effort.text() if effort else None
    if uses is not None:
        uses.changed("the model's own default, or `reasoning_effort`")
    if effort is None or said not in _EFFORTS:
        return {}
    effort.changed(f"`reasoning_effort: {said}`: at most this, and set where callers say nothing")
    return {"reasoning_effort": said}


def _plugins(decision: Part, models: Models) -> dict[str, object]:
    listed = decision.get("plugins")
    effects: dict[str, object] = {}
    for plugin in listed.elements() if listed else ():
        kind, settings = plugin.get("type"), plugin.get("configuration")
        said = kind.text() if kind else None
        enabled = settings.get("enabled") if settings else None
        if settings is None or (enabled is not None and not enabled.flag()):
            continue
        if said == "shadow_dispatch":
            effects |= _shadow(plugin, settings, models=models)
        limit = settings.get("max_tokens_limit") if said == "request_params" else None
        if limit is not None and (count := limit.count()) is not None:
            limit.carried(f"`max_tokens: {count}`")
            effects["max_tokens"] = count
    return effects


def _shadow(plugin: Part, settings: Part, *, models: Models) -> dict[str, object]:
    model, rate = settings.get("model"), settings.get("sample_rate")
    one = models.get((model.text() or "") if model else "")
    share = rate.amount() if rate else None
    if one is None or one.held_back is not None or not share or share > 1:
        return {}
    plugin.changed(
        f"`shadow: {{share: {share:f}, deployment: {one.name}}}`: the answers are compared and "
        "booked on the audits' own budget"
    )
    return {"shadow": {"share": share, "deployment": one.name}}


def _rule_of_category(
    name: str, category: Part, *, models: Models, ids: Ids
) -> Iterator[ImportedRule]:
    """The older layout: a category names models with scores, the best of which is used."""
    when, best = task_of_domain(name, category), _best(category)
    one = models.get(best[1]) if best else None
    if when is None or best is None or one is None or one.held_back is not None:
        category.withdraw(
            "a topic is no fact here, or its model was not carried over. Where a task comes "
            "close, write a rule with `task` by hand."
        )
        return
    rule = ids.give(name)
    category.within("name").changed(f"rule `{rule}` for the tasks that come closest")
    best[0].within("model").changed(f"`deployment: {one.name}`, the best of its scores")
    yield ImportedRule(
        id=rule,
        reason=f"{one.name} has the best score for {name}.",
        when=when,
        then={"deployment": one.name, **_effort(best[0])},
        line=category.line,
    )


def _best(category: Part) -> tuple[Part, str] | None:
    """The model with the best score, and where it is named."""
    found: list[tuple[Decimal, Part, str]] = []
    listed = category.get("model_scores")
    for one in listed.elements() if listed else ():
        model, score = one.get("model"), one.get("score")
        name = model.text() if model else None
        if name is not None:
            found.append(((score.amount() or Decimal(0)) if score else Decimal(0), one, name))
    return max(found, key=lambda one: one[0])[1:] if found else None
