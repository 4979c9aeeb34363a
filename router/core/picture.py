"""What does a picture's size and quality decide: the tariff, and the tokens that it may take?"""

from types import MappingProxyType

__all__ = ["MOST_INPUT_TOKENS", "USUAL_INPUT_TOKENS", "most_output_tokens", "tariff_of"]

USUAL_INPUT_TOKENS, MOST_INPUT_TOKENS = 1_000, 8_192
"""Of a picture that is to be changed."""
_USUAL_SIZE = "1024x1024"
_USUAL_QUALITIES = frozenset({"", "auto", "standard"})
_OPEN = frozenset({"", "auto"})
_TOKENS = MappingProxyType(
    {
        "low": {_USUAL_SIZE: 272, "1024x1536": 408, "1536x1024": 400},
        "medium": {_USUAL_SIZE: 1_056, "1024x1536": 1_584, "1536x1024": 1_568},
        "high": {_USUAL_SIZE: 4_160, "1024x1536": 6_240, "1536x1024": 6_208},
    }
)
"""As OpenAI's documentation tells them for `gpt-image-1`."""
_PIXELS_A_TOKEN = 256
"""Where a size is not in that table, at the highest quality: it is 252 in all three of its rows."""


def tariff_of(*, size: str | None, quality: str | None) -> str:
    """Such as `hd/1024x1792`; the usual quality is not named, and the usual size stands for none.

    A size or quality that no price names is billed as usual.
    """
    wanted = (size or "").strip().lower()
    said = (quality or "").strip().lower()
    place = _USUAL_SIZE if wanted in _OPEN else wanted
    return place if said in _USUAL_QUALITIES else f"{said}/{place}"


def most_output_tokens(*, size: str | None, quality: str | None) -> int:
    """Tokens of one picture at most; where size or quality is left open, those of the dearest."""
    rows = _TOKENS.get((quality or "").strip().lower(), _TOKENS["high"])
    wanted = (size or "").strip().lower()
    if wanted in _OPEN:
        return max(rows.values())
    if wanted in rows:
        return rows[wanted]
    width, _, height = wanted.partition("x")
    if not (_is_side(width) and _is_side(height)):
        return max(rows.values())
    return max(*rows.values(), -(-int(width) * int(height) // _PIXELS_A_TOKEN))


def _is_side(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= 5
