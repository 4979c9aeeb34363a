"""What must every store of policies and their journal do?"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from router.adapters.storage.storable import storable
from router.adapters.storage.stores import Stores
from router.core.rollout.canary import CanaryPlan
from router.core.rollout.journal import Event, PolicyChanged, Step
from router.core.rollout.limit import Limit, Metric
from router.core.rollout.verdict import Figure
from router.core.tier import Tier
from router.ports.policies import Policies
from tests import factories
from tests.contracts.conftest import Opened

ACME = factories.policy({"when": {"priority": "high"}, "then": {"floor": "premium"}})
PLAN = CanaryPlan(
    share=0.125,
    teams=("search", "naïve"),
    limits=(Limit(Metric.COST, 0.1),),
    least=7,
    promote_after=timedelta(hours=36),
)
FIGURE = Figure(
    metric=Metric.ERRORS,
    limit=0.02,
    canary=1.0,
    control=0.1,
    canary_n=50,
    control_n=60,
    rise=0.9,
    at_least=0.75,
    is_crossed=True,
)


def event(seq: int = 1, *, step: Step = Step.APPLIED, version: str | None = "acme@1") -> Event:
    return Event(
        seq=seq,
        step=step,
        at=factories.NOON + timedelta(microseconds=seq),
        author="Ada",
        message=f"why {seq}",
        version=version,
    )


@pytest.fixture
def policies(stores: Stores) -> Policies:
    return stores.policies


async def test_an_empty_journal_has_no_head(policies: Policies) -> None:
    assert policies.head() == 0
    assert list(policies.journal()) == []
    assert list(policies.versions()) == []
    assert policies.find("acme@1") is None


async def test_another_process_reads_what_was_written(opened: Opened) -> None:
    started = replace(event(2, step=Step.CANARY_STARTED, version="acme@2"), plan=PLAN)
    halted = replace(event(3, step=Step.HALTED, version="acme@2"), figures=(FIGURE,))
    file_again = event(4, step=Step.FILE_FOLLOWED, version=None)
    events = [event(), started, halted, file_again]

    for one in events:
        opened.stores.policies.add(one, ACME if one.version else None)

    assert list(opened.peer.policies.journal()) == events
    assert opened.peer.policies.head() == 4
    assert opened.peer.policies.find("acme@1") == ACME
    assert list(opened.peer.policies.versions()) == ["acme@1", "acme@2"]


async def test_who_did_not_see_the_last_event_is_refused_and_writes_nothing(
    opened: Opened,
) -> None:
    opened.stores.policies.add(event(), ACME)

    with pytest.raises(PolicyChanged, match="goes up to event 1, you saw 0"):
        opened.peer.policies.add(event(1, version="other@1"), ACME)

    assert [one.version for one in opened.peer.policies.journal()] == ["acme@1"]
    assert opened.peer.policies.find("other@1") is None


async def test_a_number_cannot_be_left_out(policies: Policies) -> None:
    with pytest.raises(PolicyChanged):
        policies.add(event(2))


async def test_of_many_who_write_at_once_one_does(opened: Opened) -> None:
    both = (opened.stores.policies, opened.peer.policies)

    def write(number: int) -> bool:
        try:
            both[number % 2].add(event(1, version=f"acme@{number}"), ACME)
        except PolicyChanged:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(write, range(16)))

    assert sum(written) == 1
    assert opened.stores.policies.head() == 1


async def test_what_a_version_said_first_stands(policies: Policies) -> None:
    policies.add(event(1), ACME)
    policies.add(event(2), factories.policy(default=Tier.PREMIUM))

    assert policies.find("acme@1") == ACME


async def test_a_policy_that_decided_can_be_found_without_having_been_applied(
    opened: Opened,
) -> None:
    rulebook = factories.rulebook(ACME)
    opened.stores.archive.remember(rulebook)

    assert opened.peer.policies.find(rulebook.policy_version) == ACME
    assert list(opened.peer.policies.versions()) == [rulebook.policy_version]


async def test_a_policy_that_was_applied_can_be_recalled_with_any_catalog(opened: Opened) -> None:
    opened.stores.policies.add(event(), ACME)
    opened.stores.archive.remember(factories.rulebook())

    found = opened.peer.archive.find(policy_version="acme@1", catalog_version="cat-1")

    assert found is not None
    assert found.policy == ACME


@pytest.mark.parametrize("words", ["“quoted”\n, and a line", "a lone \ud800 surrogate"])
async def test_any_words_can_be_kept(opened: Opened, words: str) -> None:
    opened.stores.policies.add(replace(event(), message=words, author=words))

    (kept,) = opened.peer.policies.journal()
    assert (kept.message, kept.author) == (storable(words), storable(words))
