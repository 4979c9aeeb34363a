"""Tests of `router.adapters.storage.event_rows`."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from router.adapters.storage.event_rows import EventRow, event_from_row, event_to_row
from router.core.rollout.canary import CanaryPlan
from router.core.rollout.journal import Event, Step
from router.core.rollout.limit import Limit, Metric
from router.core.rollout.verdict import Figure
from tests.factories import NOON

_FINITE = st.floats(allow_nan=False, allow_infinity=False)
_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
_PLANS = st.builds(
    CanaryPlan,
    share=st.floats(0.001, 1),
    teams=st.lists(_TEXT).map(tuple),
    limits=st.lists(st.builds(Limit, st.sampled_from(Metric), _FINITE)).map(tuple),
    least=st.integers(1, 1_000),
    promote_after=st.none() | st.timedeltas(),
)
_FIGURES = st.builds(
    Figure,
    metric=st.sampled_from(Metric),
    limit=_FINITE,
    canary=_FINITE,
    control=_FINITE,
    canary_n=st.integers(0, 10**9),
    control_n=st.integers(0, 10**9),
    rise=st.none() | _FINITE,
    at_least=st.none() | _FINITE,
    is_crossed=st.booleans(),
)
EVENTS = st.builds(
    Event,
    seq=st.integers(1, 10**6),
    step=st.sampled_from(Step),
    at=st.just(NOON),
    author=_TEXT,
    message=_TEXT,
    version=st.none() | _TEXT,
    plan=st.none() | _PLANS,
    figures=st.lists(_FIGURES, max_size=3).map(tuple),
)


@given(EVENTS)
def test_an_event_comes_back_as_it_was(event: Event) -> None:
    assert event_from_row(event_to_row(event)) == event


def test_a_row_holds_plain_values_only() -> None:
    event = Event(
        seq=1, step=Step.CANARY_STARTED, at=NOON, author="ada", message="m", plan=CanaryPlan()
    )

    row = event_to_row(replace(event, message="a\ud800b"))

    assert {type(value) for value in row} == {int, str, type(None)}
    assert row.message == "a\ufffdb"
    assert EventRow._fields[0] == "seq"
