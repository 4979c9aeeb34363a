"""How does it change a detector's threshold that people called its findings false or true?"""

__all__ = ["MOST", "USUAL", "after"]

USUAL = 1.0
"""The factor of a subject of whose findings nobody has said anything."""
MOST = 8.0
_RAISE = 1.5
_LOWER = 0.9


def after(factor: float, *, is_false: bool) -> float:
    """The factor by which the threshold is multiplied from now on.

    A false alarm raises it by half, up to eight times; what was true lowers it by a tenth, and
    never below the detector's own.
    """
    if is_false:
        return min(MOST, factor * _RAISE)
    return max(USUAL, factor * _LOWER)
