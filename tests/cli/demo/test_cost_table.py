"""Tests of `router.cli.demo.cost_table`."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from rich.console import RenderableType

from router.cli.demo.cost_table import cost_part
from router.cli.demo.outcome import Decided, Offer

Shown = Callable[[RenderableType], str]


def row(text: str, name: str) -> list[str]:
    (found,) = (line for line in text.splitlines() if line.strip().startswith(name))
    return found.split(name)[1].split()


def test_actual_stands_between_the_extremes_in_usd_and_percent(
    decided: Decided, offers: list[Offer], shown: Shown
) -> None:
    dear = replace(decided, deployment="large", cost_usd=Decimal("23.5"))

    text = shown(cost_part([decided, dear], offers))

    assert row(text, "always premium") == ["large", "60.000000", "30,000.0000", "100.0", "%"]
    assert row(text, "Tierwise  ") == ["as", "decided", "24.000000", "12,000.0000", "40.0", "%"]
    assert row(text, "always economy") == ["small", "1.000000", "500.0000", "1.7", "%"]
    assert "60.0 % less than always-premium and 24.0 times always-economy." in text


def test_simulated_answers_are_called_so(
    decided: Decided, offers: list[Offer], shown: Shown
) -> None:
    real = replace(decided, deployment="gpt")

    assert "All 1 answers were simulated, and so were their tokens" in shown(
        cost_part([decided], offers)
    )
    assert "1 of 2 answers were simulated" in shown(cost_part([decided, real], offers))
    assert "simulated" not in shown(cost_part([real], offers))


def test_estimated_tokens_are_called_so(
    decided: Decided, offers: list[Offer], shown: Shown
) -> None:
    guessed = replace(decided, usage=replace(decided.usage, is_estimated=True))

    assert "tokens of 1 answers are estimates" in shown(cost_part([guessed], offers))
    assert "estimates" not in shown(cost_part([decided], offers))


def test_dearer_than_always_premium_is_said_plainly(
    decided: Decided, offers: list[Offer], shown: Shown
) -> None:
    assert "100.0 % more than always-premium" in shown(
        cost_part([replace(decided, cost_usd=Decimal(60))], offers)
    )


def test_without_a_premium_tier_or_prices_nothing_is_made_up(
    decided: Decided, offers: list[Offer], shown: Shown
) -> None:
    free = replace(
        offers[0],
        price=replace(
            offers[0].price, input_usd_per_mtok=Decimal(0), output_usd_per_mtok=Decimal(0)
        ),
    )

    text = shown(cost_part([replace(decided, cost_usd=Decimal(0))], [free]))

    assert "none in the catalog" in text
    assert "Every price is 0: nothing to save." in text
