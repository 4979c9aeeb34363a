from collections.abc import Sequence

import numpy as np
import pytest
from typing_extensions import override

from classifier.encoder import Passage, Vectors
from classifier.features.reading import FINAL_PIECES, FIRST_PIECES, VIEWS, Reader, edges
from classifier.pieces import PieceIds, Pieces
from classifier.prompt import CONTEXT_CHARS, LAST_CHARS, SYSTEM_CHARS, Prompt
from tests.classifier import tiny
from tests.classifier.features.readings import reading_of

CONVERSATION = Prompt.from_messages(
    [
        {"role": "system", "content": "private"},
        {"role": "user", "content": "the contract"},
        {"role": "user", "content": "team"},
    ]
)
LONGEST = FIRST_PIECES + FINAL_PIECES


class Noting(Pieces):
    """Remembers how long the texts were that it was given."""

    def __init__(self) -> None:
        super().__init__(tiny.tokenizer().model)
        self.chars: list[int] = []

    @override
    def ids(self, text: str) -> PieceIds:
        self.chars.append(len(text))
        return super().ids(text)


class Counting:
    """Remembers how many pieces the passages had."""

    name, dimensions = "counting", 1

    def __init__(self) -> None:
        self.pieces: list[int] = []

    def encode(self, passages: Sequence[Passage]) -> Vectors:
        self.pieces += [len(passage.ids) for passage in passages]
        return np.zeros((len(passages), 1), np.float32)


def test_each_view_has_its_own_pieces_and_vector() -> None:
    reading = reading_of(CONVERSATION)

    tokenizer, encoder = tiny.tokenizer(), tiny.encoder()
    for view, text in enumerate(("team", "private", "the contract")):
        ids = tokenizer.ids(text)
        assert reading.ids[view].tolist() == ids.tolist(), VIEWS[view]
        assert np.array_equal(reading.vectors[view], encoder.encode([Passage(text, ids)])[0])
    assert reading.sizes == tuple(map(len, reading.ids))


def test_views_that_are_not_there_have_no_pieces_and_zeros() -> None:
    reading = reading_of("the team")

    assert [len(ids) for ids in reading.ids] == [4, 0, 0]
    assert reading.vectors[0].any()
    assert not reading.vectors[1:].any()


@pytest.mark.parametrize("text", ["", "!!!", "URGENT!!! ASAP", " \n", "\ud800", "\x00\x01"])
def test_a_prompt_without_words_is_empty(text: str) -> None:
    assert reading_of(text).is_empty
    assert not reading_of(f"team{text}").is_empty


def test_a_prompt_with_only_a_system_message_is_not_empty() -> None:
    messages = [{"role": "system", "content": "private"}, {"role": "user", "content": "!"}]
    assert not reading_of(Prompt.from_messages(messages)).is_empty


def test_of_a_long_view_the_beginning_and_the_end_are_read_and_the_size_is_of_all() -> None:
    reading = reading_of("contract " + "the " * 500 + "team")
    whole = tiny.tokenizer().ids("contract " + "the " * 500 + "team")

    assert reading.sizes[0] == len(whole) == 504
    assert len(reading.ids[0]) == LONGEST
    assert reading.ids[0][:FIRST_PIECES].tolist() == whole[:FIRST_PIECES].tolist()
    assert reading.ids[0][-FINAL_PIECES:].tolist() == whole[-FINAL_PIECES:].tolist()


@pytest.mark.parametrize(("size", "kept"), [(0, 0), (LONGEST, LONGEST), (LONGEST + 1, LONGEST)])
def test_nothing_is_cut_that_fits(size: int, kept: int) -> None:
    ids = np.arange(size, dtype=np.int32)

    assert len(edges(ids)) == kept
    assert np.array_equal(edges(ids)[:FIRST_PIECES], ids[:FIRST_PIECES])


def test_a_prompt_of_two_hundred_thousand_tokens_costs_no_more_than_one_of_a_few_pages() -> None:
    tokenizer, encoder = Noting(), Counting()
    text = "the team " * 100_000
    roles = ("system", "user", "assistant", "tool", "user")

    Reader(tokenizer, encoder).read(
        Prompt.from_messages([{"role": role, "content": text} for role in roles])
    )

    # A cut text is joined by a line feed.
    assert sum(tokenizer.chars) <= LAST_CHARS + SYSTEM_CHARS + CONTEXT_CHARS + 10
    assert encoder.pieces == [LONGEST] * len(VIEWS)


def test_a_system_message_is_read_once_and_reads_the_same() -> None:
    reader = Reader(Noting(), Counting())
    again = Prompt.from_messages(
        [
            {"role": "system", "content": "private"},
            {"role": "user", "content": "team"},
        ]
    )

    first, second = reader.read(CONVERSATION), reader.read(again)

    assert isinstance(reader.tokenizer, Noting)
    assert reader.tokenizer.chars.count(len("private")) == 1
    assert second.views.system == first.views.system == "private"
    assert second.sizes[1] == first.sizes[1]
    assert second.ids[1] is first.ids[1]


def test_what_is_remembered_changes_no_vector() -> None:
    reader, fresh = tiny.reader(), tiny.reader()
    reader.read(CONVERSATION)

    remembered = reader.read(CONVERSATION)

    np.testing.assert_array_equal(remembered.vectors, fresh.read(CONVERSATION).vectors)
