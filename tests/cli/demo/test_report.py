"""Tests of `router.cli.demo.report`."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.console import Group, RenderableType

from router.cli.demo.outcome import Decided, DemoRun, Failed, Offer
from router.cli.demo.prompts import DemoPrompt
from router.cli.demo.report import introduction, report
from router.cli.demo.sources import PromptSet

Shown = Callable[[RenderableType], str]


@pytest.fixture
def chosen(prompt: DemoPrompt) -> PromptSet:
    return PromptSet(prompts=(prompt,), origin="1 of 9 prompts from here", remark="Mind this.")


def failures(prompt: DemoPrompt, *codes: str) -> tuple[Failed, ...]:
    return tuple(Failed(prompt=prompt, code=code, message=f"It was {code}.") for code in codes)


def test_it_is_said_beforehand_what_is_sent_and_who_pays(
    chosen: PromptSet, offers: list[Offer], shown: Shown
) -> None:
    real = [*offers, replace(offers[0], provider="openai")]

    simulated = shown(introduction(chosen, offers, url="http://here"))

    for said in ("1 of 9 prompts from here", "Mind this.", "http://here", "nothing is paid"):
        assert said in simulated
    assert "bill this run" in shown(introduction(chosen, real, url="http://here"))


def test_all_parts_come_in_order(decided: Decided, offers: list[Offer], shown: Shown) -> None:
    run = DemoRun(
        decided=(decided, decided),
        failed=failures(decided.prompt, "timeout"),
        duration_s=1.5,
    )

    text = shown(Group(*report(run, offers)))

    parts = ["Where each kind", "What it cost", "most surprising", "Errors: 1 prompt", "2.0 req"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "3 prompts in 1.5 s" in text
    assert "1 error." in text


def test_errors_are_grouped_by_code_with_an_example(
    prompt: DemoPrompt, offers: list[Offer], shown: Shown
) -> None:
    failed = failures(prompt, "a", "b", "b", "c", "d", "e", "f", "g")

    text = shown(Group(*report(DemoRun(decided=(), failed=failed, duration_s=1.0), offers)))

    lines = [line.strip() for line in text.splitlines()]
    assert lines[lines.index("2 x b") + 1] == "It was b."
    assert "and 2 other kinds" in lines
    assert "What it cost" not in text


def test_without_errors_there_is_no_part_about_them(
    decided: Decided, offers: list[Offer], shown: Shown
) -> None:
    text = shown(Group(*report(DemoRun(decided=(decided,), failed=(), duration_s=1.0), offers)))

    assert "Errors:" not in text
    assert "0 errors." in text
