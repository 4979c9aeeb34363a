"""Tests of `router.core.rollout.journal`."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.errors import InvalidRequest
from router.core.rollout.canary import CanaryPlan
from router.core.rollout.journal import Event, PolicyChanged, Rollout, Step, rollout_of
from tests.factories import NOON

PLAN = CanaryPlan(share=0.1)
WITHOUT_EFFECT_ON_DECISIONS = (Step.SHADOW_STARTED, Step.SHADOW_STOPPED)


def journal(*done: tuple[Step, str | None]) -> list[Event]:
    return [
        Event(
            seq=n,
            step=step,
            at=NOON + timedelta(hours=n),
            author="ada",
            message="because",
            version=version,
            plan=PLAN if step is Step.CANARY_STARTED else None,
        )
        for n, (step, version) in enumerate(done, start=1)
    ]


def after(*done: tuple[Step, str | None]) -> Rollout:
    return rollout_of(journal(*done))


any_events = st.lists(
    st.tuples(st.sampled_from(Step), st.sampled_from([None, "a@1", "b@2", "c@3"])), max_size=12
).map(lambda done: journal(*done))


def test_before_anything_is_done_the_policy_file_is_in_force() -> None:
    state = rollout_of([])

    assert (state.current, state.canary, state.shadow, state.head) == (None, None, None, 0)
    with pytest.raises(InvalidRequest, match="nothing to roll back to"):
        _ = state.before


def test_what_is_applied_is_in_force_and_can_be_left_again() -> None:
    state = after((Step.APPLIED, "a@1"), (Step.APPLIED, "b@2"))
    assert (state.current, state.before) == ("b@2", "a@1")

    back = after((Step.APPLIED, "a@1"), (Step.APPLIED, "b@2"), (Step.ROLLED_BACK, "a@1"))
    assert (back.current, back.before) == ("a@1", None)


def test_two_rollbacks_go_two_versions_back() -> None:
    done = [(Step.APPLIED, name) for name in ("a@1", "b@2", "c@3")]
    once = after(*done, (Step.ROLLED_BACK, "b@2"))
    twice = after(*done, (Step.ROLLED_BACK, "b@2"), (Step.ROLLED_BACK, once.before))

    assert (once.current, twice.current) == ("b@2", "a@1")


def test_returning_to_the_file_can_be_taken_back() -> None:
    state = after((Step.APPLIED, "a@1"), (Step.FILE_FOLLOWED, None))

    assert (state.current, state.before) == (None, "a@1")


def test_a_version_that_was_popped_is_put_in_force_anew() -> None:
    state = after((Step.APPLIED, "a@1"), (Step.ROLLED_BACK, None), (Step.ROLLED_BACK, "a@1"))

    assert (state.current, state.before) == ("a@1", None)


def test_a_canary_runs_beside_the_policy_in_force_until_it_is_promoted() -> None:
    running = after((Step.APPLIED, "a@1"), (Step.CANARY_STARTED, "b@2"))
    assert running.current == "a@1"
    assert running.canary is not None
    assert (running.canary.version, running.canary.is_running) == ("b@2", True)
    assert running.canary.since == NOON + timedelta(hours=2)

    promoted = after((Step.APPLIED, "a@1"), (Step.CANARY_STARTED, "b@2"), (Step.PROMOTED, "b@2"))
    assert (promoted.current, promoted.before, promoted.canary) == ("b@2", "a@1", None)


def test_a_halted_canary_decides_nothing_and_stays_known() -> None:
    state = after((Step.CANARY_STARTED, "b@2"), (Step.HALTED, "b@2"))

    assert state.current is None
    assert state.canary is not None
    assert not state.canary.is_running
    assert state.canary.halt is not None
    assert state.canary.halt.seq == 2


def test_what_halts_first_is_kept_as_the_reason() -> None:
    state = after((Step.CANARY_STARTED, "b@2"), (Step.HALTED, "b@2"), (Step.HALTED, "b@2"))

    assert state.canary is not None
    assert state.canary.halt is not None
    assert state.canary.halt.seq == 2


def test_a_rollback_ends_a_canary_and_leaves_the_policy_in_force() -> None:
    state = after((Step.APPLIED, "a@1"), (Step.CANARY_STARTED, "b@2"), (Step.ROLLED_BACK, "a@1"))

    assert (state.current, state.before, state.canary) == ("a@1", None, None)


def test_a_shadow_that_comes_into_force_is_none_any_more() -> None:
    shadowed = after((Step.SHADOW_STARTED, "b@2"), (Step.APPLIED, "a@1"))
    assert shadowed.shadow is not None
    assert (shadowed.shadow.version, shadowed.shadow.since) == ("b@2", NOON + timedelta(hours=1))

    assert after((Step.SHADOW_STARTED, "b@2"), (Step.APPLIED, "b@2")).shadow is None
    assert after((Step.SHADOW_STARTED, "b@2"), (Step.SHADOW_STOPPED, "b@2")).shadow is None


@given(any_events)
def test_any_journal_comes_to_one_state_whose_base_is_the_file(events: Sequence[Event]) -> None:
    state = rollout_of(events)

    assert state.in_force[0] is None
    assert state.head == len(events)
    assert all(one != two for one, two in zip(state.in_force, state.in_force[1:], strict=False))
    assert state.shadow is None or state.shadow.version is not None


@given(any_events, st.integers(0, 12))
def test_a_state_that_is_carried_on_equals_one_that_is_made_anew(
    events: Sequence[Event], cut: int
) -> None:
    state = rollout_of(events[:cut])
    for event in events[cut:]:
        state = state.after(event)

    assert state == rollout_of(events)


@given(any_events, st.sampled_from(["a@1", "b@2"]))
def test_a_rollback_to_what_came_before_undoes_what_was_applied(
    events: Sequence[Event], version: str
) -> None:
    before = rollout_of(events)
    applied = before.after(journal((Step.APPLIED, version))[0])
    undone = applied.after(journal((Step.ROLLED_BACK, before.current))[0])

    assert undone.current == before.current
    assert undone.canary is None


@given(any_events)
def test_shadows_and_halts_never_change_what_is_in_force(events: Sequence[Event]) -> None:
    state = rollout_of(events)

    for step in (*WITHOUT_EFFECT_ON_DECISIONS, Step.HALTED, Step.CANARY_STARTED):
        assert state.after(journal((step, "c@3"))[0]).in_force == state.in_force


def test_a_writer_who_comes_second_is_told_what_to_do() -> None:
    told = PolicyChanged.since(3, head=5)

    assert (told.status, told.code) == (409, "policy_changed")
    assert "goes up to event 5, you saw 3" in told.message
    assert "tierwise policy history" in told.message
