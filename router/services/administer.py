"""How is nothing done by an administrator that is not written down?

An act is written down before it is done, and what came of it after. Where the first cannot be
written, nothing is done. Where the service dies in between, the log holds an act without an end:
`tierwise audit verify` names it.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from router.core.admin_log import FIRST as NOTHING
from router.core.admin_log import Act, ActKind, AdminEvent, Stage, chained
from router.core.errors import IdempotencyConflict, InvalidRequest, LedgerUnavailable, RouterError
from router.core.key import VirtualKey
from router.ports.admin_log import AdminLog, Wanted
from router.ports.clock import Clock
from router.services.uninterrupted import uninterrupted

__all__ = ["Actor", "Administer", "Asked", "NotThere", "Once"]

T = TypeVar("T")
Detail = Mapping[str, object]
_SERVER_ERROR = 500
_log = logging.getLogger(__name__)


class NotThere(InvalidRequest):
    """What an administrator names is not there, or not within reach."""

    code = "not_found"
    status = 404


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, as the log names them."""

    name: str
    role: str

    @classmethod
    def of(cls, key: VirtualKey) -> "Actor":
        """The holder of a key or of an identity token."""
        return cls(key.id, key.role.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An act that somebody asks for; its details are plain JSON, and no secrets."""

    actor: Actor
    kind: ActKind
    subject: str
    detail: Detail = field(default_factory=dict)
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Once(Generic[T]):
    """What came of an act that is done once, however often it is asked for."""

    result: T
    is_repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Administer:
    """Does acts and writes them down."""

    log: AdminLog
    clock: Clock

    async def __call__(
        self, asked: Asked, do: Callable[[], Awaitable[T]], *, told: Callable[[T], Detail]
    ) -> T:
        """What `do` gives; `told` says of it what the log keeps.

        Raises:
            LedgerUnavailable: the log cannot be written, and nothing was done.
            RouterError: `do` raised it; the log says that the act was refused or failed.
        """

        async def both() -> T:
            act = self._act(asked)
            await self._write(act)
            return await self._do(act, do, told=told)

        return await uninterrupted(both())

    async def once(
        self,
        asked: Asked,
        do: Callable[[], Awaitable[T]],
        *,
        told: Callable[[T], Detail],
        again: Callable[[Detail], Awaitable[T]],
    ) -> Once[T]:
        """The same, but done once for each idempotency key of an actor, on all replicas together.

        Where it was done already, the result is made by `again` of what the log kept of it.

        Raises:
            IdempotencyConflict: it stands for another act, or for one that is not done.
        """

        async def both() -> Once[T]:
            act = self._act(asked)
            kept = await self._write(act)
            if kept.act_id == act.id:
                return Once(await self._do(act, do, told=told))
            return Once(await again(await self._done_before(act, kept)), is_repeated=True)

        return await uninterrupted(both())

    async def note(self, asked: Asked, stage: Stage = Stage.DONE) -> AdminEvent:
        """Write down what was not done through here, such as a sign-in that was refused."""
        return await self._write(self._act(asked, stage=stage))

    def _act(self, asked: Asked, *, stage: Stage = Stage.BEGUN) -> Act:
        return Act(
            id=self.clock.new_id("act"),
            stage=stage,
            at=self.clock.now(),
            actor=asked.actor.name,
            role=asked.actor.role,
            kind=asked.kind,
            subject=asked.subject,
            detail=asked.detail,
            idempotency_key=asked.idempotency_key,
        )

    async def _do(
        self, act: Act, do: Callable[[], Awaitable[T]], *, told: Callable[[T], Detail]
    ) -> T:
        stage, detail = Stage.FAILED, dict[str, object](error="Tierwise made a mistake.")
        try:
            result = await do()
            stage, detail = Stage.DONE, dict(told(result))
        except RouterError as error:
            stage = Stage.REFUSED if error.status < _SERVER_ERROR else Stage.FAILED
            detail = {"error": error.code, "message": error.message}
            raise
        finally:
            await self._end(act, stage, detail=detail)
        return result

    async def _end(self, act: Act, stage: Stage, *, detail: Detail) -> None:
        """The act is done or not: the caller is told which, also where this cannot be written."""
        end = Act(
            id=act.id,
            stage=stage,
            at=self.clock.now(),
            actor=act.actor,
            role=act.role,
            kind=act.kind,
            subject=act.subject,
            detail=detail,
        )
        try:
            await self._write(end)
        except LedgerUnavailable as error:
            _log.error(
                "The act %s of %s is %s, but its end is not in the audit log. %s",
                act.id,
                act.actor,
                stage.value,
                error.message,
            )

    async def _write(self, act: Act) -> AdminEvent:
        event = await self.log.append(act)
        # The log of the service is shipped elsewhere, where it stands witness to the chain.
        _log.info("audit log %s: %s %s", event.head, event.kind, event.stage)
        return event

    async def _done_before(self, act: Act, kept: AdminEvent) -> Detail:
        asked = chained(act, after=NOTHING)
        if (kept.kind, kept.subject, kept.detail) != (asked.kind, asked.subject, asked.detail):
            raise _conflict("was used before, for something else. Send a new one with each act.")
        events = await self.log.latest(Wanted(act_id=kept.act_id), most=2)
        end = next((event for event in events if event.stage != Stage.BEGUN), None)
        if end is None:
            raise _conflict(
                "stands for an act that is under way, or that broke off. Look whether it was done; "
                "if it was not, ask again with a new key."
            )
        if end.stage != Stage.DONE:
            raise _conflict(
                f"stands for an act that was {end.stage}: {end.said.get('message', '')} "
                "Ask again with a new key."
            )
        return end.said


def _conflict(why: str) -> IdempotencyConflict:
    return IdempotencyConflict(f"The idempotency key {why}", param="idempotency-key")
