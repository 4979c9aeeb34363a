from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.features.reading import VIEWS
from classifier.labels import Complexity, Priority, Task
from classifier.prediction import Abstention, Classifier
from classifier.prompt import Prompt

REFUND = "Since 14:00 the refund job charges customers twice in production. Here is the diff, fix?"


def test_probabilities_of_each_head_name_every_label_and_add_up(shipped: Classifier) -> None:
    found = shipped.predict(Prompt.from_text(REFUND)).probabilities
    assert list(found.priority) == [str(label) for label in Priority]
    assert list(found.complexity) == [str(label) for label in Complexity]
    assert list(found.task) == [str(label) for label in Task]
    for probabilities in (found.priority, found.complexity, found.task):
        assert sum(probabilities.values()) == pytest.approx(1, abs=1e-5)


def test_the_label_is_the_most_probable_one(shipped: Classifier) -> None:
    prediction = shipped.predict(Prompt.from_text(REFUND))
    assert prediction.probabilities.task[prediction.task] == max(
        prediction.probabilities.task.values()
    )


def test_calm_stakes_are_high_and_shouted_trifles_are_not(shipped: Classifier) -> None:
    heading = "URGENT!!! CRITICAL FOR THE CEO: make this heading blue"
    assert shipped.predict(Prompt.from_text(REFUND)).priority is Priority.HIGH
    assert shipped.predict(Prompt.from_text(heading)).priority is not Priority.HIGH


def test_length_is_not_complexity(shipped: Classifier) -> None:
    paste = "The quarterly meeting covered the budget, the new office and hiring. " * 200
    long_trivial = Prompt.from_text(f"make the headings bold:\n{paste}")
    short_hard = Prompt.from_text("Prove that there are infinitely many primes of the form 4k+3.")
    assert shipped.predict(long_trivial).complexity is not Complexity.DEMANDING
    assert shipped.predict(short_hard).complexity is Complexity.DEMANDING


def test_a_follow_up_inherits_the_work_that_it_sets_going(shipped: Classifier) -> None:
    alone = shipped.predict(Prompt.from_text("yes, do that"))
    after = shipped.predict(
        Prompt.from_messages(
            [
                {
                    "role": "user",
                    "content": "Design the zero-downtime migration of our production payment "
                    "database from MySQL to PostgreSQL, with rollback and dual writes.",
                },
                {"role": "assistant", "content": "Shall I work out the cut-over plan in detail?"},
                {"role": "user", "content": "yes, do that"},
            ]
        )
    )
    assert after.probabilities.complexity["demanding"] > 0.5
    assert alone.probabilities.complexity["demanding"] < 0.3


@pytest.mark.parametrize("text", ["", "   \n\t", "\x00\x01\x02", "\ud800\udfff\ud800", "!!!"])
def test_a_prompt_that_says_nothing_is_abstained_on(shipped: Classifier, text: str) -> None:
    prediction = shipped.predict(Prompt.from_text(text))
    assert prediction.abstained
    assert prediction.abstained_because is Abstention.NOTHING_TO_READ


@pytest.mark.parametrize("messages", [[], None, [{}], [None], ["x"], [{"role": 3, "content": {}}]])
def test_odd_message_lists_are_classified_or_abstained_on(
    shipped: Classifier, messages: object
) -> None:
    assert shipped.predict(Prompt.from_messages(messages)).priority in Priority


def test_a_script_that_training_never_saw_is_abstained_on(shipped: Classifier) -> None:
    runes = "".join(chr(0x16A0 + n % 75) + (" " if n % 5 == 0 else "") for n in range(200))
    assert shipped.predict(Prompt.from_text(runes)).abstained


@settings(max_examples=60, deadline=None)
@given(text=st.text() | st.binary().map(lambda junk: junk.decode("latin-1")))
def test_any_text_gets_an_answer(shipped: Classifier, text: str) -> None:
    assert shipped.predict(Prompt.from_text(text)).version


def test_features_are_named_numbers(shipped: Classifier) -> None:
    features = shipped.predict(Prompt.from_text("what is 404?")).features
    assert features["ends_with_question"] == 1.0


def test_explanations_name_every_view_and_feature_group(shipped: Classifier) -> None:
    explained = shipped.explain(Prompt.from_text(REFUND))
    assert set(explained) == {"priority", "complexity", "task"}
    parts_of_a_sum = {*VIEWS, "length", "code", "structure", "dialogue", "script"}
    assert all(set(parts) == parts_of_a_sum for parts in explained.values())


def test_threads_agree_with_one_thread(tiny_artifact: Path) -> None:
    classifier = Classifier.load(tiny_artifact)
    prompts = [Prompt.from_text(f"write {n} versions of a joke {n % 7}") for n in range(200)]
    alone = [classifier.predict(prompt).probabilities for prompt in prompts]
    with ThreadPoolExecutor(8) as pool:
        together = [found.probabilities for found in pool.map(classifier.predict, prompts)]
    assert together == alone
