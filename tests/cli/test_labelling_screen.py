"""Does the screen show a prompt, the guess, and one key for each label?"""

import json
from pathlib import Path

import pytest

from classifier.datasets.traffic import load_traffic
from classifier.labelling.notebook import Notebook
from classifier.labelling.order import candidates
from classifier.labelling.session import KEYS, Session
from classifier.labels import Task
from classifier.parcel import Parcel
from classifier.prediction import SHIPPED
from router.cli.labelling_screen import Screen


@pytest.fixture
def session(tmp_path: Path) -> Session:
    file = tmp_path / "traffic.jsonl"
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "[red]Hi"}]
    file.write_text(json.dumps({"id": "a", "messages": messages}))
    queue = candidates(Parcel.of(SHIPPED), load_traffic(file))
    return Session(queue, Notebook(tmp_path / "labels.jsonl"))


def test_every_turn_is_shown_as_it_was_written(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    Screen(session).prompt()

    shown = capsys.readouterr().out
    assert shown.index("system") < shown.index("Be brief.") < shown.index("[red]Hi")
    assert "1 of 1 · a" in shown


def test_every_label_has_its_key_beside_it_and_answers_stay_in_sight(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    session.press("3")
    session.press("2")

    Screen(session).question()

    shown = capsys.readouterr().out
    assert "priority high  complexity moderate  task" in shown
    for key, label in KEYS["task"].items():
        assert f"{key} {label}" in shown
    assert len(KEYS["task"]) == len(Task)
