from classifier.evaluation.mistakes import excerpt, worst_mistakes
from classifier.prompt import Prompt
from tests.classifier.evaluation.invented import PROMPTS, said


def test_the_surest_wrong_labels_of_all_heads_come_first() -> None:
    low, chat = PROMPTS[0], PROMPTS[1]
    found = worst_mistakes(
        [low, chat],
        [
            said(low, {"priority": "high"}, confidence=0.7),
            said(chat, {"task": "math"}, confidence=0.8),
        ],
        count=5,
    )
    assert [(m.id, m.head, m.said, m.truth) for m in found] == [
        (chat.id, "task", "math", str(chat.task)),
        (low.id, "priority", "high", "low"),
    ]
    assert [round(m.confidence, 3) for m in found] == [0.8, 0.7]


def test_no_more_than_asked_for_are_kept_and_right_labels_are_none() -> None:
    wrong = [said(one, {"task": "math" if str(one.task) != "math" else "qa"}) for one in PROMPTS]
    assert len(worst_mistakes(PROMPTS, wrong, count=20)) == 20
    assert worst_mistakes(PROMPTS, [said(one) for one in PROMPTS], count=20) == []


def test_an_excerpt_is_one_short_line_of_the_turn_that_asks() -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "One\n two \ud800 " + "x" * 900},
    ]
    text = excerpt(Prompt.from_messages(messages), chars=40)
    assert text.startswith("One two ? xxx")
    assert (len(text), text[-1]) == (40, "…")
    assert excerpt(Prompt(turns=())) == ""
