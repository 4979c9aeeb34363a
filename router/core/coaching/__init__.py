"""Which tips are there? A new one is a file and a line."""

from collections.abc import Callable

from router.core.coaching.abandoned_output import abandoned_output
from router.core.coaching.cheaper_tier import cheaper_tier
from router.core.coaching.habits import Habits
from router.core.coaching.json_mode import json_mode
from router.core.coaching.long_conversation import long_conversation
from router.core.coaching.oversized_max_tokens import oversized_max_tokens
from router.core.coaching.premium_for_formatting import premium_for_formatting
from router.core.coaching.repeated_context import repeated_context
from router.core.coaching.repeated_question import repeated_question
from router.core.coaching.tip import Tip

__all__ = ["TIPS"]

TIPS: tuple[Callable[[Habits], Tip | None], ...] = (
    cheaper_tier,
    premium_for_formatting,
    repeated_context,
    oversized_max_tokens,
    json_mode,
    repeated_question,
    abandoned_output,
    long_conversation,
)
"""Each looks at one's own requests for one habit."""
