"""How does a batch come about under the same keys, policy, budgets and ledger?

The most that it can cost is held before the provider is asked, booked once it began, and corrected
when it ended: nothing depends on a process that lives as long as the batch.
"""

import asyncio
import json
import secrets
from dataclasses import dataclass, field, replace

from router.core.batch import BatchPlan, plan_of, rewritten
from router.core.caller import Attribution
from router.core.deployment import Deployment
from router.core.deposit import Deposit, DepositKind
from router.core.errors import (
    DepositNotFound,
    InvalidRequest,
    KeyNotPermitted,
    RouterError,
    UpstreamIncomplete,
    UpstreamTimedOut,
)
from router.core.key import KeyScope, VirtualKey
from router.core.key_scope import permits
from router.core.need import need_of
from router.core.sighting import NOWHERE, Origin
from router.ports.depot import DepotRequest
from router.services.follow_batches import FollowBatches
from router.services.journey import Journey
from router.services.keep_files import KeepFiles, Told, account_of, told_in
from router.services.list_deposits import Page, listed
from router.services.steps import Steps
from router.services.uninterrupted import uninterrupted

__all__ = ["BatchRequest", "RunBatches"]

BATCH_TIER = "batch"
"""The provider's class of service; where a price has no such tariff, the usual one holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRequest:
    """What is asked for."""

    input_id: str
    endpoint: str
    completion_window: str = "24h"
    metadata: object = None
    claimed: Attribution = field(default_factory=Attribution)
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBatches:
    """Batches of files that lie with a provider."""

    steps: Steps
    files: KeepFiles
    follow: FollowBatches

    async def create(self, request: BatchRequest, key: VirtualKey) -> Told:
        """Have a file's requests answered.

        Raises:
            RouterError: the file is none of the key's or no batch, policy or budgets refuse it,
                or the provider does. Then nothing is spent.
        """
        file = await self.files.owned(request.input_id, key, kind=DepositKind.FILE)
        data = (await self.files.ask(file, "GET", more="/content")).body
        plan = await asyncio.to_thread(plan_of, data, endpoint=request.endpoint)
        journey = await self._reserved(plan, data, file=file, request=request, key=key)
        return await uninterrupted(self._begun(journey, data, file=file, request=request))

    async def show(self, id: str, key: VirtualKey) -> Told:
        """What the provider tells of a batch; one that ended is settled."""
        batch = await self.files.owned(id, key, kind=DepositKind.BATCH)
        return await self.follow.look(batch)

    async def list(self, key: VirtualKey, *, page: Page) -> Told:
        """A page of the batches of a key.

        Raises:
            InvalidRequest: the page begins after something that is no batch of the key.
        """
        owned = await self.files.deposits.of_owner(key.booked_as, DepositKind.BATCH)
        return await listed(owned, self._shown, page=page)

    async def _shown(self, batch: Deposit) -> Told | None:
        try:
            return await self.follow.look(batch)
        except DepositNotFound:
            return None  # its provider forgot it, or is called no more

    async def cancel(self, id: str, key: VirtualKey) -> Told:
        """Have a batch stopped; what was done until then is billed."""
        batch = await self.files.owned(id, key, kind=DepositKind.BATCH)
        told = told_in(await self.files.ask(batch, "POST", more="/cancel"))
        return await self.follow.heard(batch, told)

    async def _reserved(
        self,
        plan: BatchPlan,
        data: bytes,
        *,
        file: Deposit,
        request: BatchRequest,
        key: VirtualKey,
    ) -> Journey:
        steps = self.steps
        scope = self._scope(plan, key, keeper=self.files.deployment_of(file))
        facts = steps.gather.batch(plan, key, claimed=request.claimed, scope=scope)
        started_s = steps.clock.monotonic_s()
        decided = await steps.decide(facts, started_s=started_s, origin=request.origin)
        decided = replace(decided, service_tier=BATCH_TIER)
        return await steps.reserve(
            decided, prompt=lambda: data.decode("utf-8", "replace"), service_tier=BATCH_TIER
        )

    def _scope(self, plan: BatchPlan, key: VirtualKey, *, keeper: Deployment) -> KeyScope:
        """The deployments that the key permits where the file lies."""
        catalog = self.files.catalog()
        asked = catalog.resolve(plan.model).deployment
        if asked is not None and account_of(asked) != account_of(keeper):
            raise InvalidRequest(
                f"The file lies with provider '{keeper.provider}', and {plan.model!r} is served "
                f"by '{asked.provider}'. Upload it there: name the provider in the header "
                "x-tierwise-provider.",
                param="input_file_id",
            )
        near = (one for one in catalog.deployments if account_of(one) == account_of(keeper))
        names = tuple(one.name for one in near if permits(key.scope, one))
        if not names:
            raise KeyNotPermitted(
                f"This virtual key is for no deployment of provider '{keeper.provider}', where "
                "the file lies."
            )
        return KeyScope(models=names)

    async def _begun(
        self, journey: Journey, data: bytes, *, file: Deposit, request: BatchRequest
    ) -> Told:
        try:
            input_id = await self._input(journey, data, file=file)
        except RouterError as error:  # of a batch the provider was not asked yet
            await self.steps.settle.failure(journey, error, prompt="")
            raise
        try:
            told = await self._asked(journey, input_id, request=request)
        except (UpstreamTimedOut, UpstreamIncomplete):  # it may have begun all the same
            await self._book(journey)
            raise
        except RouterError as error:
            await self.steps.settle.failure(journey, error, prompt="")
            raise
        batch = Deposit(
            id=f"batch_tw_{secrets.token_hex(12)}",
            kind=DepositKind.BATCH,
            owner=file.owner,
            deployment=file.deployment,
            provider_id=str(told["id"]),
            at=journey.facts.at,
            is_open=True,
            decision_id=journey.decision_id,
            input_id=file.id,
        )
        try:  # first: what is known can be settled, also if it is lost
            await self.files.deposits.put(batch)
        finally:
            await self._book(journey)
        return await self.follow.heard(batch, told)

    async def _input(self, journey: Journey, data: bytes, *, file: Deposit) -> str:
        """The provider's name of a file that asks for what was decided."""
        deployment, made = journey.deployment, journey.decision
        most = made.max_output_tokens if made else None
        fitting = await asyncio.to_thread(
            rewritten, data, model=deployment.model, most_output_tokens=most
        )
        return file.provider_id if fitting is data else await self._uploaded(fitting, deployment)

    async def _asked(self, journey: Journey, input_id: str, *, request: BatchRequest) -> Told:
        body = {
            "input_file_id": input_id,
            "endpoint": request.endpoint,
            "completion_window": request.completion_window,
            "metadata": request.metadata,
        }
        written = json.dumps({name: value for name, value in body.items() if value is not None})
        asked = DepotRequest(method="POST", path="batches", body=written.encode())
        return told_in(await self.files.depot.ask(journey.deployment, asked))

    async def _uploaded(self, data: bytes, deployment: Deployment) -> str:
        """The provider's name of a file with what it is to read."""
        mark = secrets.token_hex(16).encode()
        head = b'--%b\r\ncontent-disposition: form-data; name="%b"'
        form = (
            head % (mark, b"purpose") + b"\r\n\r\nbatch\r\n",
            head % (mark, b"file") + b'; filename="batch.jsonl"\r\n'
            b"content-type: application/jsonl\r\n\r\n",
            data,
            b"\r\n--%b--\r\n" % mark,
        )
        request = DepotRequest(
            method="POST",
            path="files",
            body=b"".join(form),
            content_type=f"multipart/form-data; boundary={mark.decode()}",
        )
        return str(told_in(await self.files.depot.ask(deployment, request))["id"])

    async def _book(self, journey: Journey) -> None:
        made = journey.decision
        need = need_of(
            journey.facts,
            journey.deployment,
            limit=made.max_output_tokens if made else None,
            service_tier=BATCH_TIER,
        )
        await self.steps.settle.in_advance(journey, most_usd=need.worst_case_usd)
