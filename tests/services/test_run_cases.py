"""Tests of `router.services.run_cases`."""

from typing import Any

from classifier.labels import Priority
from router.core.cases.case import Case, PlacedCase, Suite
from router.core.cases.given import Given, Reading
from router.services.run_cases import RunCases, read_text_by
from tests.factories import assessment, policy, rulebook, shape
from tests.fakes import Service

BOOK = rulebook(policy({"when": {"priority": "high"}, "then": {"tier": "premium"}}))


async def read_as_high(given: Given) -> Reading:
    return Reading(assessment=assessment(priority=Priority.HIGH), request=shape())


async def never(given: Given) -> Reading:
    raise AssertionError("only texts are read")


def suite(*cases: dict[str, Any]) -> Suite:
    placed = (PlacedCase(case=Case.model_validate(one), line=n) for n, one in enumerate(cases, 3))
    return Suite(path="x.cases.yaml", rulebook=BOOK, cases=tuple(placed))


HIGH: dict[str, Any] = {"given": {"priority": "high"}, "expect": {"tier": "premium", "rule": "r0"}}
WRONG: dict[str, Any] = {"given": {"priority": "low"}, "expect": {"tier": "premium"}}


async def test_a_failing_case_is_told_with_the_words_of_its_explanation() -> None:
    result = await RunCases(read=never)(suite(HIGH, WRONG))
    (failed,) = result.failed
    assert (failed.placed.line, str(failed.mismatches[0])) == (
        4,
        "tier: expected premium, got standard",
    )
    assert "Rule r0: no, priority is low, wanted priority high." in failed.explanation
    assert [one.explanation == "" for one in result.cases] == [True, False]


async def test_coverage_counts_all_cases() -> None:
    result = await RunCases(read=never)(suite(HIGH, WRONG))
    assert [(one.rule_id, one.matched) for one in result.coverage] == [("r0", 1)]


async def test_a_text_is_read_before_it_is_decided() -> None:
    text: dict[str, Any] = {
        "given": {"prompt": "Sign the contract."},
        "expect": {"tier": "premium"},
    }
    result = await RunCases(read=read_as_high)(suite(text))
    assert result.failed == ()


async def test_changes_are_tried_where_they_are_asked_for_and_all_cases_pass() -> None:
    run = RunCases(read=never)
    assert (await run(suite(HIGH))).mutation is None
    tried = (await run(suite(HIGH), with_mutants=True)).mutation
    assert tried is not None
    assert tried.missed
    assert (await run(suite(HIGH, WRONG), with_mutants=True)).mutation is None


async def test_texts_are_read_as_those_of_requests() -> None:
    service = Service()
    reading = await read_text_by(service.steps.gather)(Given(prompt="Sign it.", tools=True))
    assert reading.assessment == service.classifier.said
    assert (reading.request.turns, reading.request.tool_count) == (1, 1)
    assert reading.request.input_tokens > 0
