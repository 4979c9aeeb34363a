"""Which steps does a request take? One verb a file; `Steps` holds them in their order."""

from collections.abc import Mapping
from dataclasses import dataclass

from router.core.call_fields import call_fields
from router.core.patience import patience_of
from router.ports.clock import Clock
from router.ports.provider import Call, Providers
from router.services.journey import Journey
from router.services.steps.authenticate import Authenticate
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
    providers: Providers
    settle: Settle
    clock: Clock
    timeout_s: float

    def call_of(self, journey: Journey, fields: Mapping[str, bytes]) -> Call:
        """The call that carries out a journey's decision."""
        made = journey.decision
        return Call(
            deployment=journey.deployment,
            fields=fields if made is None else call_fields(fields, made),
            patience=patience_of(made and made.timeouts, longest_s=self.timeout_s),
        )
