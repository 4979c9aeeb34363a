"""Tests of `router.bootstrap.simulating`."""

from decimal import Decimal
from pathlib import Path

import pytest

from classifier.labels import Priority
from router.bootstrap.simulating import Simulation, open_simulation
from router.core.errors import ConfigurationError
from router.core.simulation.calendar import HOUR_S
from router.core.simulation.ending import Ending
from router.core.simulation.event import Request
from router.core.simulation.figures import Figures
from router.core.simulation.oddity import Oddity
from router.core.simulation.plan import Plan
from router.core.simulation.tally import Tally
from router.core.tier import Tier
from router.settings import Settings
from tests.core.simulation.small import ask, plan

POLICIES = Path(__file__).parents[2] / "policies"
BUDGET = """
version: 1
name: small
budgets: [{id: all, limit_usd: 100, per: month, hard: true}]
default: {tier: economy, reason: It is cheap.}
"""


def settings(policy: Path = POLICIES / "default.yaml") -> Settings:
    return Settings.load({"TIERWISE_POLICY": str(policy)})


def lived(simulation: Simulation) -> tuple[Figures, list[Ending]]:
    tally = Tally()
    endings: list[Ending] = []

    def hear(ending: Ending) -> None:
        tally.add(ending)
        endings.append(ending)

    after = simulation.run(hear, tally.sought.append)
    return simulation.figures(tally, after), endings


def quiet(*, people: int = 10) -> Plan:
    """A day on which nothing goes wrong."""
    made = plan(people=people)
    return Plan(company=made.company, calendar=made.calendar, seed=made.seed)


def test_every_request_ends_once_and_the_books_are_right() -> None:
    made = quiet()
    figures, endings = lived(open_simulation(settings(), made))

    assert len(endings) == len(list(made.requests()))
    assert figures.drifts == 0
    assert figures.spent_usd == sum(one.cost_usd for one in endings) > 0
    assert {one.tier for one in endings} == set(Tier)


def test_the_same_seed_gives_the_same_report() -> None:
    first, again = (lived(open_simulation(settings(), quiet()))[0] for _ in range(2))

    assert first == again


def test_always_premium_would_have_been_dearer() -> None:
    figures, _ = lived(open_simulation(settings(), quiet()))

    assert figures.saved is not None
    assert 0 < figures.saved < 1


def test_a_budget_replaces_that_of_the_policy_and_is_kept(tmp_path: Path) -> None:
    policy = tmp_path / "small.yaml"
    policy.write_text(BUDGET)
    simulation = open_simulation(settings(policy), quiet(), budget_usd=Decimal("0.01"))

    figures, endings = lived(simulation)

    assert figures.budget is not None
    assert figures.budget.limit_usd == Decimal("0.01")
    assert figures.spent_usd <= Decimal("0.01")
    assert {one.refusal for one in endings} >= {None, "budget_exceeded"}


def test_a_policy_without_a_budget_gets_a_hard_one() -> None:
    figures, _ = lived(open_simulation(settings(), quiet(), budget_usd=Decimal("0.05")))

    assert figures.spent_usd <= Decimal("0.05")
    assert figures.refused


def test_what_needs_approval_is_asked_decided_and_sent_again_and_draws_on_its_grant() -> None:
    made = quiet()
    lead, member = made.company.people[:2]
    batch = Request(
        at_s=(10 - member.hours_ahead) * HOUR_S,
        key=member.key,
        ask=ask(priority=Priority.HIGH),
        batch_size=1_200,
    )
    odd = Plan(
        company=made.company,
        calendar=made.calendar,
        seed=made.seed,
        odd_days={0: [Oddity("batch", 0, (batch,))]},
    )

    figures, endings = lived(open_simulation(settings(POLICIES / "governed.yaml"), odd))

    assert lead.team == member.team
    assert (figures.approvals.asked, figures.approvals.granted) == (1, 1)
    assert (figures.resumed, figures.granted, figures.drifts) == (1, 1, 0)
    ends = [(one.refusal, one.is_granted) for one in endings if one.request is batch]
    assert ends == [("approval_required", False), (None, True)]


def test_people_accept_most_answers_and_it_is_told_what_an_accepted_one_costs() -> None:
    figures, _ = lived(open_simulation(settings(), quiet()))
    told = figures.outcomes

    assert told.said > told.accepted > 0
    assert told.usd_each is not None
    assert told.premium_usd_each is not None
    assert 0 < told.usd_each < told.premium_usd_each


def test_without_premium_there_is_nothing_to_compare_with() -> None:
    with pytest.raises(ConfigurationError, match="no premium deployment"):
        open_simulation(settings(), quiet(), providers=["groq"])
