"""How are anomalies found in traffic, and how are their kinds called?"""

__all__ = ["KINDS"]

KINDS = (
    "burst",
    "spend_burst",
    "repetition",
    "loop",
    "period_end",
    "premium_shift",
    "long_outputs",
    "odd_hours",
    "leaked_key",
    "retry_storm",
)
"""As rules and settings name them: one for each of `detectors.DETECTORS`. It stands here because
rules are read where no detector is loaded."""
