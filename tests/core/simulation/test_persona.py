"""Tests of `router.core.simulation.persona`."""

import pytest

from router.core.simulation.persona import PERSONAS, Persona
from router.core.simulation.prompts import PROMPTS


def test_shares_are_of_a_hundred_people() -> None:
    assert sum(one.share for one in PERSONAS) == pytest.approx(100)


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda one: one.name)
def test_there_are_prompts_for_each_kind_of_work(persona: Persona) -> None:
    assert PROMPTS[persona.name]


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda one: one.name)
def test_people_ask_as_often_as_people_do(persona: Persona) -> None:
    assert 5 <= persona.requests_a_day <= 40
    assert sum(persona.asks_for.values()) == pytest.approx(1)
