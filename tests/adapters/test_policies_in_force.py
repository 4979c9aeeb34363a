"""Tests of `router.adapters.policies_in_force`."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from typing_extensions import override

from router.adapters.policies_in_force import PoliciesInForce
from router.adapters.storage.memory_policies import MemoryPolicies
from router.core.errors import ConfigurationError, LedgerUnavailable
from router.core.policy import Policy
from router.core.rollout.canary import CanaryPlan
from router.core.rollout.journal import Event, Step
from router.core.routing import Rulebook
from router.core.tier import Tier
from tests.factories import NOON, catalog, deployment, facts, policy, rulebook

ACME = policy(default=Tier.PREMIUM)
PLAN = CanaryPlan(teams=("search",))


class Store(MemoryPolicies):
    """Policies in memory that a test can break, and that counts how often the journal is read."""

    def __init__(self) -> None:
        super().__init__({})
        self.is_broken = False
        self.read = 0

    @override
    def head(self) -> int:
        if self.is_broken:
            raise LedgerUnavailable("The disk is away.")
        return super().head()

    @override
    def journal(self) -> Sequence[Event]:
        self.read += 1
        return super().journal()

    def do(self, step: Step, version: str | None = None, *, policy: Policy | None = ACME) -> None:
        event = Event(
            seq=MemoryPolicies.head(self) + 1,
            step=step,
            at=NOON,
            author="ada",
            message="because",
            version=version,
            plan=PLAN if step is Step.CANARY_STARTED else None,
        )
        self.add(event, policy)


@dataclass
class Files:
    """A policy file and a catalog file that a test edits."""

    says: Rulebook = field(default_factory=rulebook)
    next: Rulebook | None = None
    problem: str | None = None

    def current(self) -> Rulebook:
        return self.says

    def refresh(self) -> bool:
        changed, self.next = self.next, None
        self.says = changed or self.says
        return changed is not None


def versions(followed: PoliciesInForce) -> list[str]:
    return [one.policy_version for one in followed.now().rulebooks]


def test_where_the_journal_is_empty_the_file_is_in_force_and_followed() -> None:
    files = Files()
    followed = PoliciesInForce(files, Store())
    assert followed.current() is files.says
    assert not followed.refresh()

    files.next = replace(rulebook(), policy_version="pol-2")

    assert followed.refresh()
    assert versions(followed) == ["pol-2"]


def test_a_policy_that_is_applied_takes_over_and_the_file_does_not_count() -> None:
    files, store = Files(), Store()
    followed = PoliciesInForce(files, store)
    store.do(Step.APPLIED, "acme@1")

    assert followed.follows_file
    assert followed.refresh()
    assert not followed.follows_file
    assert followed.current() == replace(files.says, policy=ACME, policy_version="acme@1")

    files.next = replace(rulebook(), policy_version="pol-2")
    followed.refresh()
    assert versions(followed) == ["acme@1"]

    store.do(Step.FILE_FOLLOWED)
    followed.refresh()
    assert versions(followed) == ["pol-2"]


def test_the_catalog_is_always_that_of_the_file() -> None:
    files, store = Files(), Store()
    store.do(Step.APPLIED, "acme@1")
    followed = PoliciesInForce(files, store)

    files.next = replace(rulebook(of=catalog(deployment("only"))), catalog_version="cat-2")

    assert followed.refresh()
    current = followed.current()
    assert (current.policy_version, current.catalog_version) == ("acme@1", "cat-2")
    assert [one.name for one in current.catalog.deployments] == ["only"]


def test_a_service_that_starts_takes_what_the_journal_names() -> None:
    store = Store()
    store.do(Step.APPLIED, "acme@1")
    store.do(Step.CANARY_STARTED, "acme@2")
    store.do(Step.SHADOW_STARTED, "acme@3")

    assert versions(PoliciesInForce(Files(), store)) == ["acme@1", "acme@2", "acme@3"]


def test_a_canary_decides_for_its_team_until_it_is_halted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = Store()
    followed = PoliciesInForce(Files(), store)
    store.do(Step.CANARY_STARTED, "acme@2")
    followed.refresh()
    assert followed.for_request(facts()).policy_version == "acme@2"
    assert followed.current().policy_version == "pol-1"

    store.do(Step.HALTED, "acme@2")
    followed.refresh()

    assert followed.for_request(facts()).policy_version == "pol-1"
    (told,) = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert told == "Policies: halted acme@2 by ada: because"


def test_a_request_keeps_the_moment_that_it_began_with() -> None:
    store = Store()
    followed = PoliciesInForce(Files(), store)
    moment = followed.now()

    store.do(Step.CANARY_STARTED, "acme@2")
    followed.refresh()

    assert moment.decides(facts()).policy_version == "pol-1"
    assert followed.now() is not moment


def test_nothing_new_costs_no_reading() -> None:
    store = Store()
    followed = PoliciesInForce(Files(), store)
    read = store.read

    assert not any(followed.refresh() for _ in range(5))

    assert store.read == read


def test_what_is_not_in_the_store_changes_nothing_and_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = Store()
    followed = PoliciesInForce(Files(), store)
    store.do(Step.APPLIED, "lost@1", policy=None)

    assert not followed.refresh()
    assert not followed.refresh()

    assert versions(followed) == ["pol-1"]
    assert followed.problem is not None
    assert "holds no policy lost@1" in followed.problem
    assert len([r for r in caplog.records if "lost@1" in r.getMessage()]) == 1

    store.do(Step.APPLIED, "acme@1")
    assert followed.refresh()
    assert versions(followed) == ["acme@1"]
    assert not followed.problem


def test_a_service_does_not_start_with_a_policy_that_is_lost() -> None:
    store = Store()
    store.do(Step.APPLIED, "lost@1", policy=None)

    with pytest.raises(ConfigurationError, match=r"lost@1.*apply --follow-file"):
        PoliciesInForce(Files(), store)


def test_a_store_that_is_away_for_a_while_changes_nothing() -> None:
    store = Store()
    store.do(Step.APPLIED, "acme@1")
    followed = PoliciesInForce(Files(), store)

    store.is_broken = True
    assert not followed.refresh()
    assert versions(followed) == ["acme@1"]
    assert followed.problem == "The disk is away."

    store.is_broken = False
    followed.refresh()
    assert not followed.problem


def test_a_problem_of_the_files_is_told_too() -> None:
    files, store = Files(problem="policy.yaml:3: what?"), Store()
    followed = PoliciesInForce(files, store)
    store.do(Step.APPLIED, "lost@1", policy=None)
    followed.refresh()

    assert followed.problem is not None
    assert followed.problem.splitlines()[0] == "policy.yaml:3: what?"
    assert "lost@1" in followed.problem


def test_what_a_stored_policy_asks_for_and_the_catalog_lacks_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = Store()
    followed = PoliciesInForce(Files(rulebook(of=catalog(deployment("small")))), store)
    floor = policy({"when": {"priority": "high"}, "then": {"floor": "premium"}})
    store.do(Step.APPLIED, "acme@1", policy=floor)

    followed.refresh()

    assert [r for r in caplog.records if "premium" in r.getMessage()]
