"""What are prompts without words: fingerprints, sketches, threads, tokens and USD?"""

from random import Random

__all__ = ["Prompts"]

_USD_PER_TOKEN = {"cheap": (0.15e-6, 0.6e-6), "usual": (1e-6, 4e-6), "dear": (5e-6, 20e-6)}


class Prompts:
    """What one caller asks; each of its prompts is new unless it is repeated."""

    def __init__(self, random: Random, *, name: str, output_tokens: float = 350) -> None:
        self._random = random
        self._name = name
        self._output_tokens = output_tokens
        self._count = 0

    def new(self) -> tuple[str, int]:
        """Fingerprint and sketch of a prompt that was never asked."""
        self._count += 1
        return f"{self._name}-{self._count}", self._random.getrandbits(64)

    def like(self, sketch: int, *, bits: int = 2) -> tuple[str, int]:
        """Fingerprint and sketch of nearly the same prompt, such as a filled template."""
        self._count += 1
        for _ in range(bits):
            sketch ^= 1 << self._random.randrange(64)
        return f"{self._name}-{self._count}", sketch

    def thread(self) -> str:
        """A new conversation."""
        self._count += 1
        return f"{self._name}-t{self._count}"

    def output(self, *, longer: float = 1.0) -> int:
        """Output tokens: lognormal, as answers are."""
        drawn = self._output_tokens * longer * self._random.lognormvariate(0, 0.8)
        return int(min(16_000, max(1, drawn)))

    @staticmethod
    def usd(input_tokens: int, output_tokens: int, *, price: str = "usual") -> float:
        """What that costs at one of three price levels."""
        for_input, for_output = _USD_PER_TOKEN[price]
        return input_tokens * for_input + output_tokens * for_output
