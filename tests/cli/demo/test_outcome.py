"""Tests of `router.cli.demo.outcome`."""

from dataclasses import replace

from router.cli.demo.outcome import Decided, DemoRun, Failed, Offer


def test_what_failed_was_sent_too(decided: Decided) -> None:
    failed = Failed(prompt=decided.prompt, code="timeout", message="Silence.")

    assert DemoRun(decided=(decided, decided), failed=(failed,), duration_s=1.0).sent == 3


def test_only_the_simulated_provider_is_simulated(offers: list[Offer]) -> None:
    assert offers[0].is_simulated
    assert not replace(offers[0], provider="openai").is_simulated
