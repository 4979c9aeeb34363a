import numpy as np
import pytest

from classifier.features.reading import Reading
from classifier.features.tokens import BLOCKS, TokenIndex
from tests.classifier.features.readings import reading_of

SEEN = ["the team", "the contract", "the contract that customers sign"]


@pytest.fixture
def index() -> TokenIndex:
    return TokenIndex.learn([reading_of(text) for text in SEEN], min_prompts=1)


def _blocks(index: TokenIndex, reading: Reading) -> list[float]:
    """The length of what a prompt fills in each block."""
    columns, values = index.row(reading)
    lengths = []
    for block in range(len(BLOCKS)):
        mine = np.isin(columns, index.columns[block])
        lengths.append(float(np.linalg.norm(values[mine])))
    return lengths


def test_each_block_that_a_prompt_fills_has_unit_length(index: TokenIndex) -> None:
    assert _blocks(index, reading_of("the contract")) == pytest.approx([1, 1, 1, 0, 1], abs=1e-6)


def test_rare_tokens_weigh_more_than_common_ones(index: TokenIndex) -> None:
    columns, values = index.row(reading_of("the team"))
    vocabulary = reading_of("the team").last_ids
    weight = dict(zip(columns.tolist(), values.tolist(), strict=True))
    the, team = (weight[int(index.columns[0][token])] for token in vocabulary)
    assert team > the


def test_repeating_a_word_changes_nothing_in_its_own_block(index: TokenIndex) -> None:
    once, often = index.row(reading_of("team")), index.row(reading_of("team team team"))
    assert set(once[0].tolist()) <= set(often[0].tolist())


def test_unseen_words_fill_nothing_and_are_counted(index: TokenIndex) -> None:
    unseen = reading_of("7 8 7 8 7 8 7 8")
    assert len(index.row(unseen)[0]) == 0
    assert index.unfamiliar_share(unseen) > 0.5
    assert index.unfamiliar_share(reading_of("the contract")) == 0.0


def test_what_too_few_prompts_use_has_no_column() -> None:
    index = TokenIndex.learn([reading_of(text) for text in SEEN], min_prompts=2)
    the, team = reading_of("the team").whole_ids
    assert index.columns[0][the] >= 0
    assert index.columns[0][team] == -1


def test_what_decorates_weighs_less_than_what_is_decorated() -> None:
    readings = [reading_of(text) for text in SEEN]
    decorated = [reading_of(f"customers customers {text}") for text in SEEN]
    plain = TokenIndex.learn(readings, min_prompts=1)
    damped = TokenIndex.learn(readings, min_prompts=1, decorated=decorated)
    customers, team = reading_of("customers team").whole_ids
    column = plain.columns[0]
    assert damped.idf[column[customers]] == pytest.approx(
        plain.idf[column[customers]] / 3, rel=0.05
    )
    assert damped.idf[column[team]] == plain.idf[column[team]]
