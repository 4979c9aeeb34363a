"""Feature group `length`: how much text there is, and where."""

from math import log1p

from classifier.features.reading import Reading

__all__ = ["Length"]

# Steps let a linear head treat "a few words" and "a page" differently without a fixed slope.
STEPS = (4, 8, 16, 32, 64, 128, 256, 512)


class Length:
    """Logarithms of the sizes, and steps of the size of the turn that asks."""

    name = "length"
    feature_names = (
        "log_last_tokens",
        "log_whole_tokens",
        "log_system_tokens",
        "chars_per_token",
        *(f"last_tokens_over_{step}" for step in STEPS),
    )

    def row(self, reading: Reading) -> list[float]:
        """The numbers of one prompt."""
        tokens, system, context = reading.sizes
        return [
            log1p(tokens),
            log1p(tokens + context),
            log1p(system),
            len(reading.views.last) / (tokens + 1),
            *[float(tokens > step) for step in STEPS],
        ]
