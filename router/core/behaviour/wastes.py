"""Which kinds of waste are looked for?"""

from collections.abc import Mapping

from router.core.behaviour.alike import Alike
from router.core.behaviour.regenerated import Regenerated
from router.core.behaviour.rejected import Rejected
from router.core.behaviour.repeated import Repeated
from router.core.behaviour.trivial_on_premium import TrivialOnPremium
from router.core.behaviour.unused import Unused
from router.core.behaviour.waste import Waste

__all__ = ["WASTES", "all_wastes"]

WASTES: tuple[type[Waste], ...] = (
    TrivialOnPremium,
    Repeated,
    Alike,
    Regenerated,
    Unused,
    Rejected,
)
"""In the order in which they are shown."""


def all_wastes(scores: Mapping[str, float]) -> tuple[Waste, ...]:
    """One of each kind, that has seen nothing yet; `scores` are those in force, by decision."""
    return (TrivialOnPremium(), Repeated(), Alike(), Regenerated(), Unused(), Rejected(scores))
