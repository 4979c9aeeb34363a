from dataclasses import replace

from classifier.evaluation.slices import SLICES
from classifier.prompt import Prompt
from tests.classifier import tiny

PROMPT = tiny.labelled_prompts()[0]


def test_every_prompt_falls_into_one_slice_of_each_kind() -> None:
    names = {kind: name_of(PROMPT) for kind, name_of in SLICES.items()}
    assert names == {
        "language": "en",
        "length": "under 15 words",
        "turns": "one user turn",
        "system": "no system message",
        "task": "chat",
    }


def test_several_user_turns_are_their_own_slice() -> None:
    turns = [{"role": "user", "content": "x"}] * 2
    prompt = replace(PROMPT, prompt=Prompt.from_messages(turns))
    assert SLICES["turns"](prompt) == "several user turns"
