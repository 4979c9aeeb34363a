"""Is a prompt of unseen pieces told from one that training has seen the like of?"""

import numpy as np
import pytest

from classifier.familiarity import Familiarity
from classifier.prompt import Prompt
from tests.classifier import tiny
from tests.classifier.features.readings import reading_of


def learnt(*texts: str) -> Familiarity:
    return Familiarity.learn(map(reading_of, texts), pieces=len(tiny.tokenizer()))


def test_what_was_seen_is_familiar_in_any_order() -> None:
    known = learnt("the contract", "that customers sign")
    assert known.unfamiliar_share(reading_of("customers sign the contract")) == 0


def test_a_longer_strange_prompt_is_stranger() -> None:
    known = learnt("the contract")
    shares = [known.unfamiliar_share(reading_of("cats " * times)) for times in (1, 3, 10, 80)]
    assert shares == sorted(shares)
    assert shares[0] < 0.2
    assert 0.9 < shares[-1] < 1


def test_one_new_name_in_a_short_prompt_weighs_less_than_its_share() -> None:
    known = learnt("write about")
    reading = reading_of("write about cats")
    assert 0 < known.unfamiliar_share(reading) < 1 / len(reading.ids[0])


def test_every_view_counts() -> None:
    known = learnt("the team")
    prompt = Prompt.from_messages(
        [{"role": "system", "content": "private joke"}, {"role": "user", "content": "the team"}]
    )
    assert known.unfamiliar_share(reading_of(prompt)) == pytest.approx(2 / (8 + 3))


def test_pieces_of_every_view_are_learnt() -> None:
    messages = [
        {"role": "system", "content": "private"},
        {"role": "user", "content": "joke"},
        {"role": "assistant", "content": "cats"},
        {"role": "user", "content": "team"},
    ]
    known = Familiarity.learn(
        [reading_of(Prompt.from_messages(messages))], pieces=len(tiny.tokenizer())
    )
    assert known.unfamiliar_share(reading_of("private joke cats team")) == 0


def test_a_prompt_without_pieces_is_not_strange() -> None:
    assert learnt("the team").unfamiliar_share(reading_of("")) == 0


def test_without_training_everything_is_strange() -> None:
    nothing = learnt()
    assert not nothing.known.any()
    assert nothing.known.dtype == np.bool_
    assert nothing.unfamiliar_share(reading_of("the team")) == pytest.approx(4 / 7)
