"""Feature group `script`: which writing systems the turn that asks is written in."""

from collections.abc import Sequence

import numpy as np

from classifier.features.reading import Reading

__all__ = ["Script"]

# Enough to tell the script; a longer text says nothing more.
SAMPLE_CHARS = 400

# The first code point of each block, and the script that it belongs to.
_BLOCKS = (
    (0x0000, "ascii"),
    (0x0080, "latin_accented"),
    (0x0370, "greek"),
    (0x0400, "cyrillic"),
    (0x0530, "other"),
    (0x0590, "hebrew_arabic"),
    (0x0780, "other"),
    (0x0900, "indic"),
    (0x0E00, "thai_lao"),
    (0x0F00, "other"),
    (0x1E00, "latin_accented"),
    (0x1F00, "greek"),
    (0x2000, "other"),
    (0x3040, "kana"),
    (0x3100, "other"),
    (0x3400, "han"),
    (0xA000, "other"),
    (0xAC00, "hangul"),
    (0xD7B0, "other"),
)
_STARTS = np.array([start for start, _ in _BLOCKS])
_SCRIPTS = (
    "latin_accented",
    "greek",
    "cyrillic",
    "hebrew_arabic",
    "indic",
    "thai_lao",
    "kana",
    "han",
    "hangul",
    "other",
)
_SCRIPT_OF_BLOCK = np.array(
    [_SCRIPTS.index(script) if script in _SCRIPTS else len(_SCRIPTS) for _, script in _BLOCKS]
)
_ASCII_ONLY = (0.0,) * len(_SCRIPTS)


class Script:
    """The share of characters in each script; all zeros for plain ASCII."""

    name = "script"
    feature_names = tuple(f"script_{script}" for script in _SCRIPTS)

    def row(self, reading: Reading) -> Sequence[float]:
        """The numbers of one prompt."""
        sample = (reading.views.last or reading.views.context)[:SAMPLE_CHARS]
        if sample.isascii():
            return _ASCII_ONLY
        points = np.frombuffer(sample.encode("utf-32-le", "surrogatepass"), "<u4")
        blocks = np.searchsorted(_STARTS, points, side="right") - 1
        counts = np.bincount(_SCRIPT_OF_BLOCK[blocks], minlength=len(_SCRIPTS) + 1)
        shares: list[float] = (counts[:-1] / len(sample)).tolist()
        return shares
