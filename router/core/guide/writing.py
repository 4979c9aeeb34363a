"""Which sections has the guide to a rulebook?"""

from datetime import datetime

from router.core.guide.choice import choice
from router.core.guide.guide import Guide
from router.core.guide.matrix import matrix_of
from router.core.guide.opening import opening
from router.core.guide.questions import questions
from router.core.guide.refusals import refusals
from router.core.guide.rule_lines import concerning
from router.core.guide.savings import savings
from router.core.guide.vocabulary import vocabulary
from router.core.guide.work import work
from router.core.routing import Rulebook
from router.core.rules.team import TeamIs

__all__ = ["guide_to"]


def guide_to(rulebook: Rulebook, *, base_url: str, at: datetime, team: str | None = None) -> Guide:
    """The policy in plain words.

    Args:
        rulebook: what is told.
        base_url: where applications call the service.
        at: the moment whose prices and rules on time the table shows.
        team: leaves out what cannot concern this team, and decides as for it.
    """
    policy = rulebook.policy
    rules = concerning(policy.rules, team)
    leaves = (leaf for rule in policy.rules for leaf in rule.when.leaves())
    named = (name for leaf in leaves if isinstance(leaf, TeamIs) for name in leaf.root)
    return Guide(
        policy=policy.name,
        versions=(rulebook.policy_version, rulebook.catalog_version),
        team=team,
        teams=tuple(sorted(set(named))),
        sections=(
            opening(policy, base_url=base_url),
            work(policy, rules, matrix=matrix_of(rulebook, at=at, team=team)),
            choice(rulebook.catalog, rules),
            refusals(rules),
            savings(policy, rules, team=team),
            vocabulary(),
            questions(policy, rules),
        ),
    )
