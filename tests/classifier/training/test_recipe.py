"""Is what is trained on apart from what is judged on, and can it be gathered again?"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from classifier.artifact import load_distilled
from classifier.datasets.load import SHIPPED_DATA, DatasetError, load_file
from classifier.datasets.split import find_leaks
from classifier.manifest import Manifest
from classifier.prediction import SHIPPED
from classifier.training.recipe import CALIBRATION_AUTHORS, OWN, SHIPPED_TEST, Recipe

OTHERS = SHIPPED_DATA / "f.jsonl"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Half of one author's prompts, as if somebody had labelled them."""
    path = tmp_path / "mine.jsonl"
    path.write_text("".join(OTHERS.read_text("utf-8").splitlines(keepends=True)[::2]), "utf-8")
    return path


def test_the_plain_recipe_judges_on_an_author_who_is_not_trained_on() -> None:
    sets = Recipe().gather()

    assert {one.author for one in sets.tests[SHIPPED_TEST]} == {"q"}
    assert "q" not in {one.author for one in sets.train}
    assert (sets.main_test, sets.own_prompts) == (SHIPPED_TEST, 0)


def test_the_shipped_artifact_was_trained_on_what_its_recipe_gathers() -> None:
    recipe, manifest = Recipe.read(SHIPPED), Manifest.read(SHIPPED)

    # The texts of real prompts are not shipped, so only what is written can be counted here.
    written = replace(recipe, texts=None).gather().train
    authors = set(manifest.data["authors"])  # type: ignore[arg-type]
    assert {one.author for one in written} <= authors
    assert recipe.test_author not in authors
    assert int(manifest.data["prompts"]) >= len(written)  # type: ignore[arg-type]


def test_the_shipped_encoder_saw_neither_who_calibrates_nor_who_judges() -> None:
    blind = {*CALIBRATION_AUTHORS, Recipe.read(SHIPPED).test_author}

    assert load_distilled(SHIPPED).authors
    assert not load_distilled(SHIPPED).authors & blind


def test_own_prompts_are_split_by_group_and_join_the_shipped_ones(own: Path) -> None:
    sets = Recipe(files=(own,), test_author="e").gather()

    assert sets.main_test == OWN
    kept = [one for one in sets.train if one.author.startswith("own-")]
    count = len(list(load_file(own)))
    assert len(kept) + len(sets.tests[OWN]) == count
    assert 0.1 * count < len(sets.tests[OWN]) <= 0.2 * count
    everything = [one for test in sets.tests.values() for one in test]
    assert not find_leaks(sets.train, everything)


def test_what_a_test_set_also_knows_is_left_out_of_training(tmp_path: Path) -> None:
    copied = tmp_path / "copied.jsonl"
    judging = SHIPPED_DATA / "q.jsonl"
    rows = [json.loads(line) for line in judging.read_text("utf-8").splitlines()]
    copied.write_text("\n".join(json.dumps(row | {"group": row["id"]}) for row in rows))

    sets = Recipe(files=(copied,)).gather()

    assert sets.left_out > 0.7 * len(rows)
    assert not find_leaks(sets.train, sets.tests[SHIPPED_TEST])


def test_only_own_prompts_are_used_where_only_they_are_asked_for(own: Path) -> None:
    sets = Recipe(files=(own,), with_shipped=False).gather()

    assert set(sets.tests) == {OWN}
    assert all(one.author.startswith("own-") for one in sets.train)


def test_a_lacking_label_is_named_with_a_way_out(own: Path, tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    lines = own.read_text("utf-8").splitlines(keepends=True)
    few.write_text("".join(line for line in lines if '"task": "chat"' not in line), "utf-8")

    with pytest.raises(DatasetError, match=r"task chat \(0\).*--with-shipped"):
        Recipe(files=(few,), with_shipped=False).gather()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"id": "a", "messages": []}', "mine.jsonl, line 1: field 'messages' must be a list"),
        ('{"id": "a", "messages": [1], "priority": "hgih"}', "Did you mean 'high'?"),
        ("", "holds no labelled prompts"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(line)

    with pytest.raises(DatasetError) as caught:
        Recipe(files=(path,)).gather()

    assert says in str(caught.value)


def test_an_id_that_stands_twice_in_a_file_is_refused(own: Path) -> None:
    own.write_text(own.read_text("utf-8") * 2, "utf-8")

    with pytest.raises(DatasetError, match=r"occurs twice in .*mine\.jsonl"):
        Recipe(files=(own,)).gather()


def test_a_recipe_is_read_as_it_was_written_and_holds_no_text(own: Path, tmp_path: Path) -> None:
    recipe = Recipe(files=(own,), with_shipped=False, texts=own, test_share=0.3, seed=11)

    recipe.write(tmp_path)

    assert Recipe.read(tmp_path) == recipe
    facts = json.loads((tmp_path / "TRAINING.json").read_text())
    assert set(facts["files"][0]) == {"path", "sha256"}


def test_an_artifact_without_a_recipe_is_made_as_the_shipped_one(tmp_path: Path) -> None:
    assert Recipe.read(tmp_path) == Recipe()


def test_a_broken_recipe_is_refused(tmp_path: Path) -> None:
    (tmp_path / "TRAINING.json").write_text('{"files": 3}')

    with pytest.raises(DatasetError, match="cannot be read as a recipe"):
        Recipe.read(tmp_path)
