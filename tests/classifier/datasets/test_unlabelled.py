from pathlib import Path

import pytest

from classifier.datasets.load import DatasetError
from classifier.datasets.unlabelled import MOST_OF_A_SOURCE, unlabelled_prompts

parquet = pytest.importorskip("pyarrow.parquet")
pyarrow = pytest.importorskip("pyarrow")


def _file(folder: Path, *rows: tuple[str, str, str]) -> Path:
    path = folder / "prompts.parquet"
    names = ("prompt", "source", "licence")
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    parquet.write_table(pyarrow.table(columns), path)
    return path


def _texts(path: Path, seed: int = 1) -> list[str]:
    return [prompt.turns[0].text for prompt in unlabelled_prompts(path, seed=seed)]


def test_what_is_under_a_share_alike_licence_is_left_out(tmp_path: Path) -> None:
    path = _file(
        tmp_path, ("a", "s", "MIT"), ("b", "s", "CC-BY-SA-3.0"), ("c", "s", "cc-by-sa 4.0")
    )
    assert _texts(path) == ["a"]


def test_no_source_gives_more_than_the_most(tmp_path: Path) -> None:
    many = [(f"many {number}", "exams", "MIT") for number in range(MOST_OF_A_SOURCE + 500)]
    few = [(f"few {number}", "people", "MIT") for number in range(7)]

    texts = _texts(_file(tmp_path, *many, *few))

    assert sum(text.startswith("many") for text in texts) == MOST_OF_A_SOURCE
    assert sum(text.startswith("few") for text in texts) == 7
    assert len(set(texts)) == len(texts)


def test_the_same_seed_chooses_the_same_and_another_does_not(tmp_path: Path) -> None:
    path = _file(
        tmp_path, *((f"{number}", "exams", "MIT") for number in range(MOST_OF_A_SOURCE + 500))
    )
    assert _texts(path, 1) == _texts(path, 1)
    assert _texts(path, 1) != _texts(path, 2)


def test_a_file_without_licences_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "prompts.parquet"
    parquet.write_table(pyarrow.table({"prompt": ["a"], "source": ["s"]}), path)
    with pytest.raises(DatasetError, match="has no column licence"):
        unlabelled_prompts(path, seed=1)
