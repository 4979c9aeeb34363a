"""What does a running service consist of, and what does it do beside answering?"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence, Sized
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from router.adapters.classifying.in_force import ClassifierInForce
from router.adapters.policies_in_force import PoliciesInForce
from router.adapters.providers.discovery import Found
from router.adapters.storage.stores import Stores
from router.bootstrap.administration import Administration
from router.bootstrap.approving import Approving
from router.bootstrap.coaching import Coaching
from router.core.errors import LedgerUnavailable
from router.services.admit import Admit
from router.services.complete import Complete
from router.services.embed import Embed
from router.services.estimate_cost import EstimateCost
from router.services.explain import Explain
from router.services.learning import Learning, Work
from router.services.pass_on import PassOn
from router.services.run_batches import RunBatches
from router.services.show_behaviour import ShowBehaviour
from router.services.steps import Steps
from router.settings import Settings

__all__ = ["Container"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """Everything that the service's entry points call."""

    settings: Settings
    found: Sequence[Found]
    rulebooks: PoliciesInForce
    stores: Stores
    classifier: ClassifierInForce
    steps: Steps
    complete: Complete
    embed: Embed
    pass_on: PassOn
    batches: RunBatches
    explain: Explain
    estimate: EstimateCost
    learning: Learning
    behaviour: ShowBehaviour | None = None
    """None where nothing is analysed over HTTP."""
    admin: Administration | None = None
    """None where nothing is administered over HTTP."""
    approving: Approving | None = None
    """None where nothing is approved."""
    coaching: Coaching | None = None
    """None where nobody is told of their own use."""
    admit: Admit = field(default_factory=Admit)
    first: Sequence[Work] = ()
    """What is done before the first request."""
    waiting: Sized = ()
    """Entries that wait for the database."""
    background: Sequence[Work] = ()
    """What runs until the service stops."""
    followers: Sequence[Callable[[], object]] = ()
    """What looks in a thread, each `look_s` seconds, at what has changed."""
    look_s: float = 1.0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Watch the files while the service runs; close everything when it ends."""
        self._remember()
        tasks: list[asyncio.Task[None]] = []
        try:
            for work in self.first:
                await work()
            for work in (self._watch, *self.background, *self.learning.background):
                tasks.append(asyncio.create_task(work()))
                tasks[-1].add_done_callback(_tell_if_it_broke)
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.to_thread(self.classifier.close)
            await self.steps.call.providers.close()
            if self.complete.reuse is not None:
                await self.complete.reuse.close()
            if self.steps.authenticate.identity is not None:
                await self.steps.authenticate.identity.close()
            await self.stores.close()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self.look_s)
            try:
                await asyncio.to_thread(self._follow_files)
            except LedgerUnavailable as error:  # the next round tries again
                _log.error("The rulebook in force is not recorded. %s", error.message)

    def _follow_files(self) -> None:
        self.rulebooks.refresh()
        self.classifier.refresh()
        for follow in self.followers:
            follow()
        self._remember()

    def _remember(self) -> None:
        for rulebook in self.rulebooks.now().rulebooks:
            self.stores.archive.remember(rulebook)  # known ones cost nothing


def _tell_if_it_broke(work: "asyncio.Task[None]") -> None:
    """Background work has nobody who awaits it: a mistake in it must not go unheard."""
    if not work.cancelled() and (error := work.exception()) is not None:
        _log.error("Work in the background ended by a mistake of Tierwise.", exc_info=error)
