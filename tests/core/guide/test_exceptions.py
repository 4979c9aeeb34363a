"""Tests of `router.core.guide.exceptions`."""

from hypothesis import given, settings

from classifier.labels import Task
from router.core.guide.exceptions import exceptions_in_words
from router.core.guide.matrix import matrix_of
from router.core.routing import Rulebook
from tests import factories
from tests.core.guide.wordings import Written, policy_of
from tests.strategies import rulebooks


def told(*rules: Written) -> tuple[str, ...]:
    book = factories.rulebook(policy_of(*rules))
    return exceptions_in_words(matrix_of(book, at=factories.NOON, team=None))


def test_tasks_that_fare_alike_share_a_sentence() -> None:
    hard = {"when": {"task": ["math", "planning"], "priority": "low"}, "then": {"tier": "premium"}}

    assert told(hard) == ("Otherwise for math and planning: premium at low priority.",)


def test_the_cells_are_named_by_priority_and_complexity() -> None:
    hard = {
        "when": {
            "task": "agent_step",
            "priority": ["low", "normal"],
            "complexity": ["trivial", "moderate"],
        },
        "then": {"tier": "premium"},
    }
    stopped = {"when": {"task": "agent_step", "priority": "high"}, "then": {"deny": "No."}}

    assert told(hard, stopped) == (
        "Otherwise for agent step: premium at low or normal priority and trivial or moderate "
        "complexity; refused at high priority.",
    )


def test_where_all_tasks_fare_alike_nothing_is_said() -> None:
    assert told({"when": {"priority": "low"}, "then": {"tier": "economy"}}) == ()


@settings(max_examples=30)
@given(rulebooks())
def test_every_task_that_fares_otherwise_is_named(book: Rulebook) -> None:
    matrix = matrix_of(book, at=factories.NOON, team=None)
    others = {task for cell in matrix.cells for task in cell.others}

    heads = " ".join(text.partition(":")[0] for text in exceptions_in_words(matrix))

    assert {t for t in Task if t.replace("_", " ") in heads.replace(" and ", ", ")} >= others
    assert bool(heads) == bool(others)
