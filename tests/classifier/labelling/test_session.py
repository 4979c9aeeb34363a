"""Does each key do what it says, to the answers and to the file?"""

from pathlib import Path

import pytest

from classifier.datasets.load import load_file
from classifier.datasets.traffic import TrafficPrompt
from classifier.labelling.notebook import Notebook
from classifier.labelling.order import Candidate
from classifier.labelling.session import KEYS, Effect, Session
from classifier.labels import Complexity, Priority, Task
from classifier.prediction import Prediction, Probabilities
from classifier.prompt import Prompt

GUESS = Prediction(
    priority=Priority.NORMAL,
    complexity=Complexity.TRIVIAL,
    task=Task.MATH,
    probabilities=Probabilities({"normal": 0.6}, {"trivial": 0.5}, {"math": 0.4}),
    abstained_because=None,
    features={},
    version="tiny",
)


def candidate(identity: str) -> Candidate:
    messages = [{"role": "user", "content": f"Question {identity}"}]
    row = {"id": identity, "messages": messages}
    traffic = TrafficPrompt(id=identity, prompt=Prompt.from_messages(messages), row=row)
    return Candidate(traffic, GUESS, 0.5)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session([candidate(i) for i in "abc"], Notebook(tmp_path / "labels.jsonl"))


def written(tmp_path: Path) -> list[tuple[str, ...]]:
    found = load_file(tmp_path / "labels.jsonl")
    return [(one.id, *map(str, one.labels.values())) for one in found]


def pressed(session: Session, keys: str) -> list[Effect]:
    return [session.press(key) for key in keys]


def test_no_key_of_a_label_is_a_command_and_each_label_has_one() -> None:
    for head, labels in (("priority", Priority), ("complexity", Complexity), ("task", Task)):
        assert list(KEYS[head].values()) == list(labels)
        assert not set(KEYS[head]) & set("?usq ")


def test_three_answers_make_a_line_and_the_next_prompt(session: Session, tmp_path: Path) -> None:
    effects = pressed(session, "3\r" + next(k for k, v in KEYS["task"].items() if v == Task.QA))

    assert effects == [Effect.ANSWERED, Effect.ANSWERED, Effect.NEXT_PROMPT]
    assert written(tmp_path) == [("a", "high", "trivial", "qa")]
    assert (session.position, session.labelled, session.head) == (1, 1, "priority")


def test_accepting_all_guesses_ends_with_every_prompt_labelled(
    session: Session, tmp_path: Path
) -> None:
    assert pressed(session, "\r" * 9)[-1] is Effect.END
    assert written(tmp_path) == [(i, "normal", "trivial", "math") for i in "abc"]
    assert session.press("1") is Effect.END


def test_undo_takes_back_an_answer_then_the_line_before(session: Session, tmp_path: Path) -> None:
    pressed(session, "\r\r\r3")

    assert pressed(session, "u") == [Effect.TAKEN_BACK]
    assert (session.position, session.head) == (1, "priority")
    assert pressed(session, "u") == [Effect.TAKEN_BACK]
    assert (session.position, session.head) == (0, "task")
    assert written(tmp_path) == []
    pressed(session, "a")
    assert written(tmp_path) == [("a", "normal", "trivial", "chat")]


def test_at_the_very_beginning_there_is_nothing_to_undo(session: Session) -> None:
    assert session.press("u") is Effect.NOTHING


def test_what_is_skipped_is_not_written_and_can_be_gone_back_to(
    session: Session, tmp_path: Path
) -> None:
    pressed(session, "1s")
    assert (session.position, written(tmp_path)) == (1, [])

    pressed(session, "u")

    assert (session.position, session.head) == (0, "priority")
    pressed(session, "\r\r\r\r\r\r")
    assert [line[0] for line in written(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize(
    ("key", "effect"),
    [
        ("?", Effect.EXPLAIN),
        (" ", Effect.SHOW_WHOLE),
        ("9", Effect.NOTHING),
        ("é", Effect.NOTHING),
        ("q", Effect.END),
    ],
)
def test_other_keys_change_no_answer(session: Session, key: str, effect: Effect) -> None:
    assert session.press(key) is effect
    assert (session.position, dict(session.answers)) == (0, {})
