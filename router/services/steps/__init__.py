"""Which steps does a request take? One verb a file; `Steps` holds them in their order."""

from dataclasses import dataclass

from router.ports.clock import Clock
from router.services.steps.authenticate import Authenticate
from router.services.steps.call_upstream import CallUpstream
from router.services.steps.decide import Decide
from router.services.steps.gather import Gather
from router.services.steps.reserve import Reserve
from router.services.steps.settle import Settle

__all__ = ["Steps"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What every use case that calls a provider goes through."""

    authenticate: Authenticate
    gather: Gather
    decide: Decide
    reserve: Reserve
    call: CallUpstream
    settle: Settle
    clock: Clock
