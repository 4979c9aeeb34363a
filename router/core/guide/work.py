"""Section: which work goes where, and why?"""

from collections.abc import Sequence
from dataclasses import replace

from router.core.guide.guide import Code, Line, Lines, Paragraph, Section
from router.core.guide.matrix import Matrix
from router.core.guide.rule_lines import lines_of
from router.core.policy import DEFAULT_RULE, Policy, Rule

__all__ = ["work"]

_TITLE = "Rule by rule"
_NOTE = (
    "For requests to auto the first line that fits holds, within the limits further below. "
    "Where no model of that class can do it, one of the next better class answers."
)


def work(policy: Policy, rules: Sequence[Rule], *, matrix: Matrix) -> Section:
    """The table of what is decided, and the rules that choose."""
    return Section(
        id="which-work-goes-where",
        title="Which work goes where, and why",
        blocks=(_explanation(policy, matrix), matrix, _goals(policy, rules)),
    )


def _explanation(policy: Policy, matrix: Matrix) -> Paragraph:
    moment = ""
    on_plan = " while all budgets are on plan" if policy.budgets else ""
    if matrix.at is not None:
        when = f"{matrix.at:%A, %H:%M %Z}"
        moment = f" Some rules depend on the time: the table holds for {when}."
    several = any(len(cell.answer.tiers) > 1 for cell in matrix.cells)
    weighed = " Where several are named, difficulty and price decide." if several else ""
    return Paragraph(
        words=(
            "The class of model that answers an ordinary short request to ",
            Code("auto"),
            f" in production{on_plan}. Long inputs, tools, images, other environments and single "
            f"teams may have rules of their own, further below.{weighed}{moment}",
        )
    )


def _goals(policy: Policy, rules: Sequence[Rule]) -> Lines:
    rest = "All other requests" if any(rule.goal for rule in rules) else "All requests"
    last = Line(
        rule_id=DEFAULT_RULE,
        words=(f"{rest} go to {policy.default.tier} models.",),
        reason=policy.default.reason,
    )
    found = lines_of("goal", rules, title=_TITLE, note=_NOTE)
    if not found:
        return Lines(kind="goal", title=_TITLE, note=_NOTE, lines=(last,))
    return replace(found[0], lines=(*found[0].lines, last))
