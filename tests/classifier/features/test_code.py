from classifier.features.code import Code
from tests.classifier.features.readings import named


def test_program_text_is_told_from_prose() -> None:
    code = named(Code(), "def f(x):\n    return {x: 1}\n")
    prose = named(Code(), "the team of customers")
    assert code["code_definitions"] > 0
    assert code["code_braces"] > 0
    assert set(prose.values()) == {0.0}


def test_a_stack_trace_counts_as_one() -> None:
    assert named(Code(), "Traceback (most recent call last)")["code_traces"] > 0
