"""Tests of `router.core.simulation.service_day`."""

from itertools import pairwise

import pytest

from router.core.simulation.company import Program, ProgramKind
from router.core.simulation.draw import Draw
from router.core.simulation.event import Request
from router.core.simulation.service_day import asked_by_program, one_of
from tests.core.simulation.small import calendar, plan


def program(kind: ProgramKind) -> Program:
    return next(one for one in plan(people=500).company.programs if one.kind is kind)


def day_of(kind: ProgramKind, day: int = 1) -> list[Request]:
    return list(asked_by_program(program(kind), calendar(), day=day, seed=1))


def test_nightly_work_is_done_at_night_and_at_a_steady_pace() -> None:
    times = [one.at_s / 3_600 - 24 for one in day_of(ProgramKind.NIGHTLY)]

    assert min(times) >= 1
    assert max(times) < 3
    gaps = {round(after - before, 9) for before, after in pairwise(times)}
    assert len(gaps) <= 3


@pytest.mark.parametrize("kind", ProgramKind)
def test_a_program_asks_about_as_often_as_it_is_meant_to(kind: ProgramKind) -> None:
    wanted = program(kind).requests_a_day

    assert 0.8 * wanted < len(day_of(kind)) < 1.4 * wanted + 40


def test_pipelines_rest_on_weekends_and_nightly_work_does_not() -> None:
    assert len(day_of(ProgramKind.PIPELINE, 4)) < len(day_of(ProgramKind.PIPELINE, 1)) / 5
    assert len(day_of(ProgramKind.NIGHTLY, 4)) == len(day_of(ProgramKind.NIGHTLY, 1))


def test_a_day_repeats_itself() -> None:
    assert day_of(ProgramKind.AGENT) == day_of(ProgramKind.AGENT)


def test_a_request_of_a_program_comes_from_its_network() -> None:
    bot = program(ProgramKind.SUPPORT_BOT)

    made = one_of(bot, "support_bot", at_s=-1.0, draw=Draw(1))
    assert (made.key, made.origin.network, made.at_s) == (bot.key, bot.network, 0.0)
