from dataclasses import replace

from classifier.evaluation.slices import SLICES, score_slices
from classifier.heads import HEADS
from classifier.prompt import Prompt
from tests.classifier import tiny

PROMPTS = tiny.labelled_prompts()
TRUTH = {head: [str(prompt.labels[head]) for prompt in PROMPTS] for head in HEADS}


def names_of(labelled_text: str = "", *, turns: int = 1) -> dict[str, tuple[str, ...]]:
    messages = [{"role": "user", "content": labelled_text}] * turns
    prompt = replace(PROMPTS[0], prompt=Prompt.from_messages(messages))
    return {kind: tuple(of(prompt)) for kind, of in SLICES.items()}


def test_every_prompt_falls_into_a_slice_of_each_kind() -> None:
    assert {kind: tuple(of(PROMPTS[0])) for kind, of in SLICES.items()} == {
        "language": ("en",),
        "length": ("1 to 14 words",),
        "task": ("chat",),
        "turns": ("1 user turn",),
        "system": ("no system message",),
        "trap": ("no trap",),
    }


def test_words_and_user_turns_are_counted() -> None:
    assert names_of("x " * 15)["length"] == ("15 to 59 words",)
    assert names_of("x " * 60)["length"] == ("60 to 179 words",)
    assert names_of("x " * 180)["length"] == ("180 words and more",)
    assert names_of()["length"] == ("0 words",)
    assert names_of("x", turns=2)["turns"] == ("2 user turns",)
    assert names_of("x", turns=5)["turns"] == ("3 user turns and more",)


def test_a_prompt_with_two_traps_counts_in_both() -> None:
    test = [replace(PROMPTS[0], traps=("paste", "code")), *PROMPTS[1:]]
    traps = score_slices(test, TRUTH)["trap"]
    assert {name: score.prompts for name, score in traps.items()} == {
        "no trap": len(test) - 1,
        "code": 1,
        "paste": 1,
    }


def test_numbered_slices_stand_in_their_order_and_others_by_size() -> None:
    long = [replace(p, prompt=Prompt.from_text("x " * 200), language="de") for p in PROMPTS[:5]]
    found = score_slices([*long, *PROMPTS[5:]], TRUTH)
    assert list(found["length"]) == ["1 to 14 words", "180 words and more"]
    assert list(found["language"]) == ["en", "de"]


def test_only_a_slice_that_chance_does_not_explain_is_marked() -> None:
    test = [replace(p, language="de" if i < 60 else "en") for i, p in enumerate(PROMPTS)]
    test[-1] = replace(test[-1], language="fr")
    guesses = dict(TRUTH) | {
        "priority": ["high" if t == "low" else "low" for t in TRUTH["priority"][:40]]
        + TRUTH["priority"][40:-1]
        + ["low" if TRUTH["priority"][-1] != "low" else "high"]
    }
    languages = score_slices(test, guesses)["language"]
    assert languages["de"].heads["priority"].is_worse
    assert not languages["en"].heads["priority"].is_worse
    assert languages["fr"].heads["priority"].accuracy == 0
    assert not languages["de"].heads["task"].is_worse
