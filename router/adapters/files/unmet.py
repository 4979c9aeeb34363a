"""What should be known when a rulebook comes into force: unmet demands, unknown prices?"""

from datetime import date

from router.core.lint import unknown_prices
from router.core.lint.finding import Subject
from router.core.lint.out_of_reach import TIER, check
from router.core.routing import Rulebook

__all__ = ["unmet"]


def unmet(rulebook: Rulebook) -> tuple[str, ...]:
    """What to warn of when a rulebook comes into force.

    A tier that is only preferred may be missing: where few providers have a key, many are.
    """
    subject = Subject(policy=rulebook.policy, catalog=rulebook.catalog, today=date.min)
    found = (*check(subject), *unknown_prices.check(subject))
    return tuple(finding.text for finding in found if finding.code is not TIER)
