"""Which columns of the ledger does a replay need, and how do rows become what was recorded?"""

from collections.abc import Sequence
from typing import Any

from router.adapters.storage.facts_json import deciding_facts
from router.adapters.storage.rows import decision_from_row
from router.core.history import Booking, Recorded
from router.core.ledger import Outcome
from router.core.usage import Usage, UsageUnit

__all__ = ["BOOKING_COLUMNS", "recorded_from_rows"]

BOOKING_COLUMNS = (
    "cost_nano_usd",
    "outcome",
    "error_code",
    "deployment",
    "price_version",
    "input_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "image_input_tokens",
    "audio_input_tokens",
    "audio_output_tokens",
    "cache_write_1h_tokens",
    "service_tier",
    "units",
    "unit",
    "is_estimated",
)


def recorded_from_rows(decision: Sequence[Any], bookings: Sequence[Sequence[Any]]) -> Recorded:
    """A decision without the classifier's features, with rows of `BOOKING_COLUMNS`."""
    return Recorded(
        decision_from_row(decision, read=deciding_facts), tuple(map(_booking, bookings))
    )


def _booking(row: Sequence[Any]) -> Booking:
    cost_nanos, outcome, error_code, deployment, price_version, *used, is_estimated = row
    read, cached, written, output, reasoning, image, audio, spoken, hourly, *rest = used
    service_tier, units, unit = rest
    return Booking(
        cost_nanos=cost_nanos,
        usage=Usage(
            input_tokens=read,
            cached_tokens=cached,
            cache_write_tokens=written,
            output_tokens=output,
            reasoning_tokens=reasoning,
            image_input_tokens=image,
            audio_input_tokens=audio,
            audio_output_tokens=spoken,
            cache_write_1h_tokens=hourly,
            service_tier=service_tier,
            is_estimated=bool(is_estimated),
            units=units,
            unit=UsageUnit(unit) if unit is not None else None,
        ),
        outcome=Outcome(outcome),
        error_code=error_code,
        deployment=deployment,
        price_version=price_version,
    )
