import asyncio
import json
import logging
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st

from classifier import datasets
from router.adapters.providers.counting import Tokenizer, bundled_vocabulary
from router.ports.tokens import TokenCounter

TEXTS = [
    "",
    "Hello, world!",
    "def f(x):\n    return x ** 2  # square\n" * 30,
    "Die Grundstücksverkehrsgenehmigungszuständigkeit wurde überprüft.",
    "我们需要在周五之前完成报告。",
    "Привет, как дела? <|endoftext|>",
    "lone surrogate \ud800 here",
    "x" * 5_000,
]


def labelled_prompts() -> Iterator[str]:
    for path in Path(datasets.__file__).parent.glob("data/*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            messages = json.loads(line)["messages"]
            yield " ".join(m["content"] for m in messages if isinstance(m.get("content"), str))


def estimated(text: str) -> int:
    return Tokenizer().estimate(len(text.encode()), len(text))


@pytest.fixture(scope="module")
def o200k(tmp_path_factory: pytest.TempPathFactory) -> tiktoken.Encoding:
    """tiktoken's own o200k_base, from the same file."""
    vocabulary = bundled_vocabulary()
    assert vocabulary is not None
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TIKTOKEN_CACHE_DIR", str(vocabulary.parent))
        return tiktoken.get_encoding("o200k_base")


async def test_counts_as_tiktoken_does(o200k: tiktoken.Encoding) -> None:
    counter: TokenCounter = Tokenizer()
    counted = [await counter.count(text) for text in TEXTS]
    assert counted == [len(o200k.encode_ordinary(text)) for text in TEXTS]


async def test_short_texts_count_the_same_once_loaded(o200k: tiktoken.Encoding) -> None:
    counter = Tokenizer()
    assert await counter.count("one two") == await counter.count("one two") == 2


@pytest.mark.parametrize(
    ("text", "tolerance"),
    [
        ("Please summarise the minutes of our last meeting in three short bullet points.", 0.35),
        (
            "Bitte fasse das Protokoll unserer letzten Sitzung in drei kurzen Punkten zusammen.",
            0.35,
        ),
        ("请用三个简短的要点总结我们上次会议的纪要并列出每个人的任务", 0.35),
        ("Пожалуйста, подведите итоги нашей последней встречи в трёх коротких пунктах.", 0.35),
        ("for index in range(10):\n    print(index, values[index])\n", 0.35),
    ],
)
def test_estimates_are_near_the_count(
    text: str, tolerance: float, o200k: tiktoken.Encoding
) -> None:
    assert estimated(text) == pytest.approx(len(o200k.encode_ordinary(text)), rel=tolerance)


def test_estimates_are_near_the_count_on_the_labelled_prompts(o200k: tiktoken.Encoding) -> None:
    texts = [text for text in labelled_prompts() if len(text) >= 40]
    counts = [len(o200k.encode_ordinary(text)) for text in texts]
    estimates = [estimated(text) for text in texts]
    errors = [abs(e / n - 1) for e, n in zip(estimates, counts, strict=True)]
    assert len(texts) > 1_000
    assert statistics.median(errors) < 0.13
    assert sum(estimates) == pytest.approx(sum(counts), rel=0.1)


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_estimates_are_at_least_one_and_at_most_one_a_byte(size: int, characters: int) -> None:
    estimate = Tokenizer().estimate(size, characters)
    assert 1 <= estimate <= max(size, characters, 1)


async def test_a_long_text_is_counted_in_slices() -> None:
    sentence, counter = "The sea is salt, and nobody knows why. ", Tokenizer()
    each = await counter.count(sentence * 100) / 100
    for times in (1_000, 100_000):
        counted = await counter.count(sentence * times)
        assert counted == pytest.approx(each * times, rel=0.002)


@pytest.mark.parametrize("word", ["0", "x", "-", " ", "ж"])
async def test_fifty_megabytes_without_a_gap_are_counted_all_the_same(word: str) -> None:
    async with asyncio.timeout(60):
        assert await Tokenizer().count(word * 50_000_000) > 100_000


async def test_a_missing_vocabulary_is_estimated_and_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    counter = Tokenizer(tmp_path / "nowhere")
    with caplog.at_level(logging.WARNING):
        counts = [await counter.count("Hello there, world") for _ in range(3)]
    assert counts == [estimated("Hello there, world")] * 3
    (record,) = caplog.records
    assert "o200k_base is missing" in record.message


async def test_a_damaged_vocabulary_is_not_used(tmp_path: Path) -> None:
    damaged = tmp_path / "vocabulary"
    damaged.write_bytes(b"aGk= 0\n")
    assert await Tokenizer(damaged).count("Hello there") == estimated("Hello there")


def test_the_vocabulary_is_found_without_loading_litellm() -> None:
    before = "litellm" in sys.modules
    assert bundled_vocabulary() is not None
    assert ("litellm" in sys.modules) is before
