"""Tests of `router.cli.model.command`."""

import json
from pathlib import Path

import pytest

from classifier.agreement import AGREEMENT_FOLDER, Agreement, Said
from classifier.journal import Journal
from classifier.manifest import Manifest
from classifier.prediction import SHIPPED
from router.core.errors import InvalidRequest
from tests.cli.calling import call

LABEL = Manifest.read(SHIPPED).label


def model(*words: str | Path, models: Path, **environment: str) -> str:
    done = call("model", *words, "--models", models, USER="ada", **environment)
    assert done.exit_code == 0, done.output
    return done.stdout


def listed(models: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in model("list", "--json", models=models).splitlines()]


def in_force(models: Path) -> object:
    (current,) = [one["label"] for one in listed(models) if one["in_force"]]
    return current


def test_before_anything_is_added_the_shipped_artifact_is_in_force(models: Path) -> None:
    (shipped,) = listed(models)

    assert (shipped["name"], shipped["label"], shipped["in_force"]) == ("shipped", LABEL, True)
    assert LABEL in model("list", models=models)


def test_what_is_added_is_listed_promoted_and_rolled_back(models: Path, newer: Path) -> None:
    label = model("add", newer, models=models).strip()
    assert [one["label"] for one in listed(models)] == [LABEL, label]
    assert in_force(models) == LABEL

    said = model("promote", "9.9", "--why", "it knows our words", models=models)
    assert said == f"{label} is in force, before it shipped.\n"
    assert in_force(models) == label
    shown = model("list", models=models)
    assert ", by ada (promote): it knows our words" in shown

    assert model("rollback", models=models).startswith("shipped is in force again")
    assert in_force(models) == LABEL


def test_the_journal_says_who_when_from_to_and_why(models: Path, newer: Path) -> None:
    label = model("add", newer, models=models).strip()
    model("promote", label, "--why", "better", models=models)

    (choice,) = Journal(models / "journal.jsonl").choices()

    assert (choice.who, choice.before, choice.after) == ("ada", "shipped", label)
    assert (choice.why, choice.at[:2], choice.at[-6:]) == ("better", "20", "+00:00")


def test_models_lie_beside_the_database_unless_told_otherwise(tmp_path: Path, newer: Path) -> None:
    done = call("model", "add", newer, "--database", tmp_path / "books" / "tierwise.db")

    assert done.exit_code == 0
    assert (tmp_path / "books" / "models" / done.stdout.strip()).is_dir()


def test_a_pinned_folder_is_told_after_a_promotion(models: Path, newer: Path) -> None:
    model("add", newer, models=models)

    done = call("model", "promote", "9.9", "--models", models, TIERWISE_CLASSIFIER=str(SHIPPED))

    assert f"TIERWISE_CLASSIFIER pins {SHIPPED}" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("promote", "7.7"), "There is no artifact '7.7'"),
        (("promote", "shipped"), "shipped is in force already"),
        (("rollback",), "nothing was promoted yet"),
        (("card", "nobody"), "There is no artifact"),
        (("add", "nowhere"), r"manifest\.json: the file is missing"),
        (("shadow",), "Name the artifact"),
        (("shadow", "shipped", "--off"), "Name the artifact"),
        (("shadow", "shipped"), "cannot shadow itself"),
        (("diff", "shipped", "shipped", "--on", "nowhere.jsonl"), "nowhere.jsonl cannot be read"),
        (("diff", "shipped", "shipped", "--from-traffic"), "has not shadowed"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(
    models: Path, words: tuple[str, ...], told: str
) -> None:
    with pytest.raises(InvalidRequest, match=told):
        call("model", *words, "--models", models)


def test_a_damaged_manifest_is_told_beside_the_others(models: Path, newer: Path) -> None:
    label = model("add", newer, models=models).strip()
    (models / label / "manifest.json").write_text("{")

    done = call("model", "list", "--json", "--models", models)

    assert len(done.stdout.splitlines()) == 1
    assert done.stderr.startswith("left out: ")
    assert label in done.stderr


def test_the_card_is_printed_as_it_is(models: Path) -> None:
    assert model("card", "shipped", models=models) == (SHIPPED / "MODEL_CARD.md").read_text() + "\n"


def test_a_shadow_is_named_in_the_list_and_can_be_ended(models: Path, newer: Path) -> None:
    label = model("add", newer, models=models).strip()

    said = model("shadow", label, "--share", "0.25", models=models)
    assert f"{label} looks on at 25.00% of the requests" in said
    assert [one["shadow"] for one in listed(models)] == [False, True]

    model("shadow", "--off", models=models)
    assert [one["shadow"] for one in listed(models)] == [False, False]


def test_what_a_shadow_counted_is_part_of_the_difference(models: Path, newer: Path) -> None:
    label = model("add", newer, models=models).strip()
    table = Agreement(LABEL, label, "2026-01-01")
    before = {"priority": "low", "complexity": "trivial", "task": "chat"}
    after = before | {"task": "qa"}
    table.add(Said(before, is_abstained=False), Said(after, is_abstained=False), shadow_s=0.001)
    table.save(models / AGREEMENT_FOLDER, name="1")

    page = model("diff", "shipped", label, "--from-traffic", "--markdown", models=models)
    as_json = model("diff", "shipped", label, "--from-traffic", "--json", models=models)

    assert "| task | 0.0% | chat → qa | 1 |" in page
    assert json.loads(as_json)["traffic"] == [table.record()]


def test_manifests_differ_by_what_they_say(models: Path, newer: Path) -> None:
    label = model("add", newer, models=models).strip()

    page = model("diff", "shipped", "9.9", "--markdown", models=models)
    record = json.loads(model("diff", "shipped", "9.9", "--json", models=models))

    assert page.startswith(f"# {LABEL} → {label}\n")
    assert record["manifest"] == {"version": [Manifest.read(SHIPPED).version, "9.9"]}
    assert (record["on"], record["traffic"]) == (None, [])
    assert "version" in model("diff", "shipped", "9.9", models=models)
