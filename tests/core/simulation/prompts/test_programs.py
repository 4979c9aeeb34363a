"""Tests of `router.core.simulation.prompts.programs`."""

from router.core.simulation.prompts.programs import (
    AGENT,
    INCIDENT,
    NIGHTLY,
    PIPELINE,
    RUNAWAY,
    STOLEN,
    SUPPORT_BOT,
)
from tests.core.simulation.prompts.labelled import assert_complete, labels_of


def test_every_gap_is_filled() -> None:
    assert_complete((*AGENT, *INCIDENT, *NIGHTLY, *PIPELINE, *RUNAWAY, *STOLEN, *SUPPORT_BOT))


def test_agents_have_tools_and_bots_speak_to_customers() -> None:
    assert all(one.tool_count for one in AGENT)
    assert {priority for priority, _ in labels_of(SUPPORT_BOT)} == {"high"}


def test_thieves_and_loops_do_nothing_of_value() -> None:
    assert {priority for priority, _ in labels_of((*STOLEN, *RUNAWAY))} == {"low"}
    assert {priority for priority, _ in labels_of(INCIDENT)} == {"high"}


def test_pipelines_and_nightly_work_are_never_of_high_priority() -> None:
    assert "high" not in {priority for priority, _ in labels_of((*PIPELINE, *NIGHTLY))}
