"""What is peculiar to policies in memory? The rest is in tests/contracts."""

from dataclasses import replace

from router.adapters.storage.memory_policies import MemoryPolicies
from router.core.policy import Policy
from router.core.rollout.journal import Event, Step
from tests.factories import NOON, policy

EVENT = Event(seq=1, step=Step.APPLIED, at=NOON, author="ada", message="m", version="acme@1")


def test_policies_are_kept_where_the_archive_keeps_its_own() -> None:
    shared: dict[str, Policy] = {}

    MemoryPolicies(shared).add(EVENT, policy())

    assert shared == {"acme@1": policy()}


def test_a_journal_that_was_read_does_not_grow() -> None:
    policies = MemoryPolicies({})
    policies.add(EVENT)
    read = policies.journal()

    policies.add(replace(EVENT, seq=2))

    assert (len(read), policies.head()) == (1, 2)
