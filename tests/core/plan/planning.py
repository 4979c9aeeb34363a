"""Plans over a few recorded decisions."""

from router.core.history import Recorded
from router.core.plan.comparison import Comparer
from router.core.plan.report import Plan
from router.core.routing import Rulebook
from router.core.tier import Tier
from tests import factories
from tests.core.plan.recording import asked, recorded
from tests.factories import NOON

OLD = factories.rulebook()
CHEAP = factories.rulebook(factories.policy(default=Tier.ECONOMY))
DEAR = factories.rulebook(factories.policy(default=Tier.PREMIUM))
DENIES = factories.rulebook(
    factories.policy({"when": {"team": "pay"}, "then": {"deny": "Not here."}})
)


def plan_of(*history: Recorded, new: Rulebook = CHEAP, old: Rulebook = OLD) -> Plan:
    found = Comparer(old, new, sample=3).compare(history)
    return Plan(old=old, new=new, since=NOON, until=NOON, comparison=found)


def some(count: int, *, team: str = "search", difficulty: float | None = None) -> list[Recorded]:
    known = asked(who=factories.caller(team=team), difficulty=difficulty)
    return [recorded(known, id=f"dec_{team}_{number}") for number in range(count)]
