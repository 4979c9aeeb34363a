from dataclasses import replace

from classifier.evaluation.markdown import render
from tests.classifier.evaluation import invented

TEXT = render(invented.report(priority="high"), "mine.jsonl")


def test_every_part_of_an_evaluation_is_there() -> None:
    for part in (
        "# Evaluation on mine.jsonl",
        "| priority | **0.000** (0.000 to 0.000)",
        "| length only |",
        "## Calibration",
        "## Accuracy of the surest share",
        "### complexity",
        "### By language",
        "### By trap",
        "## Surest mistakes",
    ):
        assert part in TEXT


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    tables = [block.splitlines() for block in TEXT.split("\n\n") if block.startswith("|")]
    assert len(tables) > 10
    for table in tables:
        widths = {line.replace("\\|", "").count("|") for line in table}
        assert len(widths) == 1, table[0]


def test_text_of_a_prompt_is_never_markup() -> None:
    assert "!\\<b\\>&\\|\\`1\\`" in render(invented.report(task="math"))


def test_without_baselines_their_table_is_left_out() -> None:
    alone = replace(invented.report(), baselines={})
    assert "Beside baselines" not in render(alone)
