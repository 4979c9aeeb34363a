"""Would the reconciliation notice a difference, and is its count what a tokenizer says?"""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from benchmarks.reconciliation.booked import Booked
from benchmarks.reconciliation.books import Books, Count, Line
from benchmarks.reconciliation.mix import KINDS, mixed_calls
from benchmarks.reconciliation.price_sheet import SHEET, catalog
from benchmarks.reconciliation.tally import tally, told
from benchmarks.reconciliation.turn import Extra, Piece, Turn
from benchmarks.reconciliation.words import TOOLS, WORDS
from router.adapters.files.catalog_file import load_catalog
from router.adapters.providers.counting import Tokenizer
from router.core.price import cost_of
from router.core.usage import Usage

TURNS = (Turn(number=0, kind="whole"), Turn(number=1, kind="refused"))
BOOKED = Booked(
    nanos_by_call={0: 7, 1: 0},
    estimated=frozenset(),
    entries=2,
    sum_nanos=7,
    held_nanos=0,
    counted_nanos=7,
    open_holds=0,
)


def test_the_same_seed_gives_the_same_calls_and_each_kind_is_among_them() -> None:
    first, second, other = (mixed_calls(200, seed=seed) for seed in (1, 1, 2))

    assert first == second != other
    assert {turn.kind for turn in first} == KINDS.keys()
    assert [turn.number for turn in first] == list(range(200))


async def test_each_piece_of_an_answer_is_one_token_wherever_it_is_cut() -> None:
    tokenizer = Tokenizer()
    for turn in mixed_calls(300, seed=3):
        cut = random.Random(turn.number).randint(0, len(turn.pieces))  # noqa: S311
        for pieces in (turn.pieces[:cut], turn.pieces):
            assert await tokenizer.count("".join(piece.text for piece in pieces)) == len(pieces)


async def test_each_word_is_one_token_and_so_is_the_end_of_a_message() -> None:
    tokenizer = Tokenizer()
    prompt = " ".join(WORDS) + "\n" + "\n".join(WORDS) + "\n" + TOOLS[0]

    assert await tokenizer.count(prompt) == 2 * len(WORDS) + 1 + len(WORDS) + TOOLS[1]


@pytest.mark.parametrize(
    ("femtos", "nanos"),
    [(1_499_999, 1), (1_500_000, 2), (2_500_000, 2), (2_500_001, 3), (0, 0)],
)
def test_a_line_is_rounded_once_a_half_to_the_even_one(femtos: int, nanos: int) -> None:
    assert Line(call=1, femtos=femtos).nanos == nanos
    assert round(Fraction(femtos, 10**6)) == nanos


def test_each_token_is_charged_once_at_its_own_fee() -> None:
    extra = Extra(cached=3, written_to_cache=5, written_to_cache_1h=7, image=11, audio=13)
    count = Count(text=2, extra=replace(extra, thought=17, spoken=19))
    count.write(Piece(" salt"))
    count.write(Piece(" salt", "reasoning_content"))
    books = Books()

    books.bill(4, count, model="rich", service=None)

    fees = SHEET["rich"].fees
    expected = 2 * fees.fresh + 3 * fees.cache_read + 5 * fees.cache_write
    expected += 7 * fees.cache_write_1h + 11 * fees.image + 13 * fees.audio
    expected += fees.written + 18 * fees.thought + 19 * fees.spoken + fees.request
    assert books.lines == [Line(call=4, femtos=expected)]
    assert (count.read, count.output) == (41, 38)


def test_the_catalog_says_what_the_sheet_says(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(catalog("http://127.0.0.1:1/v1"), encoding="utf-8")
    read = load_catalog(tmp_path / "catalog.yaml")

    for deployment in read.deployments:
        card = SHEET[deployment.name]
        for service in (None, *card.services):
            for size in (60, 61):
                usage = Usage(input_tokens=size, output_tokens=9, service_tier=service)
                fees = card.fees_for(read=size, service=service)
                femtos = fees.request + size * fees.fresh + 9 * fees.written
                nanos = Line(call=0, femtos=femtos).nanos
                price = deployment.prices.prices[0]
                assert cost_of(usage, price) == Decimal(nanos).scaleb(-9)


def test_a_tally_that_is_right_agrees() -> None:
    assert tally(TURNS, {0: 7}, BOOKED).agrees


@pytest.mark.parametrize(
    ("billed", "book"),
    [
        ({0: 8}, BOOKED),
        ({0: 7, 1: 1}, BOOKED),
        ({0: 7, 2: 0}, BOOKED),
        ({0: 7}, replace(BOOKED, nanos_by_call={0: 7})),
        ({0: 7}, replace(BOOKED, sum_nanos=8)),
        ({0: 7}, replace(BOOKED, counted_nanos=6)),
        ({0: 7}, replace(BOOKED, held_nanos=1)),
        ({0: 7}, replace(BOOKED, open_holds=1)),
    ],
    ids=["amount", "free", "stranger", "missing", "sum", "counted", "held", "open"],
)
def test_any_difference_is_noticed(billed: dict[int, int], book: Booked) -> None:
    assert not tally(TURNS, billed, book).agrees


def test_a_difference_is_told_with_its_call() -> None:
    lines = list(told(tally(TURNS, {0: 8}, BOOKED)))

    assert any(line.startswith("off by -1 nUSD: Turn(number=0") for line in lines)
