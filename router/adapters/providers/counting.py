"""How many tokens has a text: roughly and at once, or by tokenizer?"""

import asyncio
import base64
import hashlib
import importlib.util
import logging
import threading
from bisect import bisect_right
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

__all__ = ["Tokenizer", "bundled_vocabulary"]

_log = logging.getLogger(__name__)

_EXTRA_BYTES = (0.0, 0.03, 0.1, 0.88, 1.0, 1.3, 2.0)
_TOKENS_PER_CHARACTER = (0.245, 0.28, 0.33, 0.33, 0.5, 0.7, 0.8)

_VOCABULARY = "litellm_core_utils/tokenizers/fb374d419588a4632f3f557e76b4b70aebbca790"
_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
_WORD = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
_LOWER = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_CONTRACTION = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
_PATTERN = "|".join(
    (
        rf"[^\r\n\p{{L}}\p{{N}}]?{_WORD}*{_LOWER}+{_CONTRACTION}",
        rf"[^\r\n\p{{L}}\p{{N}}]?{_WORD}+{_LOWER}*{_CONTRACTION}",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    )
)
"""How o200k_base cuts a text into words."""
_INLINE_CHARACTERS = 2_000
"""Up to here counting takes about 0.2 ms, less than handing it to a thread and back."""
_WHOLE_CHARACTERS = 20_000
_SLICE_CHARACTERS = 4_000
"""A word costs the square of its length: 50 MB without a gap would be counted for hours. A cut adds
a token at most, to a thousand or so."""
_MOST_CHARACTERS = 1_000_000
"""What goes beyond is taken to be like what stands before."""


def bundled_vocabulary() -> Path | None:
    """OpenAI's o200k_base vocabulary as litellm's wheel carries it; litellm is not imported."""
    spec = importlib.util.find_spec("litellm")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place, _VOCABULARY)
        if path.is_file():
            return path
    return None


class Tokenizer:
    """Implements `TokenCounter` with o200k_base, OpenAI's present tokenizer.

    The estimate knows only how many bytes a character takes, which tells scripts apart. Against
    o200k_base on 5,242 prompts of at least 40 characters in 15 languages: sum 0.6 % too low, median
    absolute error 12 %, 90th percentile 32 %; Chinese and Japanese 8 %, Arabic 10 %, Korean 14 %;
    Hindi is overestimated by 85 %. A test holds it near that on our labelled prompts.
    """

    def __init__(self, vocabulary: Path | None = None) -> None:
        self._vocabulary = vocabulary
        self._lock = threading.Lock()
        self._encoding: tiktoken.Encoding | None = None
        self._is_missing = False

    def estimate(self, text_bytes: int, characters: int) -> int:
        """Quick estimate from sizes alone; at least 1."""
        extra = max(text_bytes / characters - 1, 0.0) if characters else 0.0
        return max(1, round(characters * _tokens_per_character(extra)))

    async def count(self, text: str) -> int:
        """Count by tokenizer; by estimate, and a warning once, where its vocabulary is missing."""
        if self._encoding is not None and len(text) <= _INLINE_CHARACTERS:
            return self._count(text)
        return await asyncio.to_thread(partial(self._count, text))

    def _count(self, text: str) -> int:
        encoding = self._load()
        if encoding is None:
            return self.estimate(len(text.encode(errors="replace")), len(text))
        if len(text) <= _WHOLE_CHARACTERS:
            return len(encoding.encode_ordinary(text))
        read = min(len(text), _MOST_CHARACTERS)
        slices = (text[at : at + _SLICE_CHARACTERS] for at in range(0, read, _SLICE_CHARACTERS))
        counted = sum(len(encoding.encode_ordinary(one)) for one in slices)
        return round(counted * len(text) / read)

    def _load(self) -> "tiktoken.Encoding | None":
        with self._lock:
            if self._encoding is None and not self._is_missing:
                self._encoding = _read(self._vocabulary or bundled_vocabulary())
                self._is_missing = self._encoding is None
            return self._encoding


def _read(path: Path | None) -> "tiktoken.Encoding | None":
    import tiktoken

    content = path.read_bytes() if path is not None and path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != _SHA256:
        _log.warning(
            "The vocabulary of o200k_base is missing or damaged (%s): tokens are estimated. "
            "Install the litellm release that this version pins.",
            path or "not found in litellm",
        )
        return None
    pairs = (line.split() for line in content.splitlines() if line)
    ranks = {base64.b64decode(token): int(rank) for token, rank in pairs}
    return tiktoken.Encoding(
        "o200k_base", pat_str=_PATTERN, mergeable_ranks=ranks, special_tokens={}
    )


def _tokens_per_character(extra: float) -> float:
    """Linear between the measured points, flat beyond them."""
    right = bisect_right(_EXTRA_BYTES, extra)
    if right == len(_EXTRA_BYTES):
        return _TOKENS_PER_CHARACTER[-1]
    low, high = _EXTRA_BYTES[right - 1], _EXTRA_BYTES[right]
    start, end = _TOKENS_PER_CHARACTER[right - 1], _TOKENS_PER_CHARACTER[right]
    return start + (end - start) * (extra - low) / (high - low)
