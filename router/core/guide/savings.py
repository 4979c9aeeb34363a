"""Section: what makes answers shorter, cheaper or different?"""

from collections.abc import Iterator, Sequence

from router.core.budget import Budget
from router.core.effects import BestValue
from router.core.guide.effect_words import effects_in_words
from router.core.guide.guide import Block, Code, Line, Lines, Pairs, Paragraph, Section, Words
from router.core.guide.rule_lines import lines_of, subject
from router.core.policy import Policy, Rule
from router.core.rules.budget import BudgetIs

__all__ = ["savings"]

_ALL_HOLD = "Every line that fits a request holds for it."

_WHERE_IT_CHOOSES = (
    "A trial holds where its rule is the one that chooses, in the list further above."
)


def savings(policy: Policy, rules: Sequence[Rule], *, team: str | None) -> Section:
    """Limits on answers, trials, conversations and budgets."""
    effects = (
        *lines_of("max_tokens", rules, title="Shorter answers"),
        *lines_of("reasoning_effort", rules, title="Less thinking"),
        *lines_of("canary", rules, title="Trials", note=_WHERE_IT_CHOOSES),
        *lines_of("shadow", rules, title="Comparisons"),
        *lines_of("stickiness", rules, title="Conversations"),
        *lines_of("prompt_cache", rules, title="Memory of earlier turns"),
        *lines_of("reuse_answers", rules, title="Answers that are given again"),
        *lines_of("reuse_similar", rules, title="Answers to what means the same"),
        *lines_of("balance", rules, title="Among equals"),
        *lines_of("failover", rules, title="When a model fails"),
        *lines_of("timeouts", rules, title="Waiting"),
        *lines_of("hedge", rules, title="When a model is slow"),
        *lines_of("coach", rules, title="Tips"),
        *lines_of("guideline", rules, title="Hints", note=_ALL_HOLD),
        *lines_of("headers", rules, title="Marks on answers", note=_ALL_HOLD),
    )
    return Section(
        id="shorter-and-cheaper",
        title="What makes answers shorter or cheaper",
        blocks=(Paragraph(words=_usual()), *effects, *_budgets(policy, rules, team=team)),
    )


def _usual() -> Words:
    return (
        "Within a class the cheapest model that can do it answers. A conversation stays with its "
        "model while that is good enough and costs no more than to change, unless a rule says "
        "otherwise. You can shorten an answer yourself with ",
        Code("max_tokens"),
        ".",
    )


def _budgets(policy: Policy, rules: Sequence[Rule], *, team: str | None) -> Iterator[Block]:
    budgets = [one for one in policy.budgets if team is None or one.team in (None, team)]
    if budgets:
        yield Pairs(title="Budgets", pairs=tuple((((Code(b.id),), (_scope(b),))) for b in budgets))
    steps = tuple(_step(rule) for rule in rules if _watches_budget(rule))
    if steps:
        yield Lines(
            kind="budget",
            title="What happens as budgets fill",
            note="All that these rules do, in one place. Steps of a budget only make things "
            "stricter: of several that fit, the strictest holds.",
            lines=steps,
        )
    weighs = any(isinstance(rule.then.goal, BestValue) for rule in rules)
    if budgets and weighs and policy.thrift:
        words = (
            "While a budget is spent faster than planned, price weighs more wherever "
            "the rules look for the answer that is most worth its price."
        )
        yield Paragraph(words=(words,))


def _watches_budget(rule: Rule) -> bool:
    return any(isinstance(leaf, BudgetIs) for leaf in rule.when.leaves())


def _step(rule: Rule) -> Line:
    return Line(
        rule_id=rule.id,
        words=(f"{subject(rule)} {effects_in_words(rule.then)}.",),
    )


def _scope(budget: Budget) -> str:
    """Whose spend it limits, and for how long; never how much."""
    named = budget.scope_in_words()
    return f"{budget.each_in_words}, {f'all spend of {named}' if named else 'all spend together'}"
