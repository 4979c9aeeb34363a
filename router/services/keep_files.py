"""Whose files lie with which provider? Only their owner sees them, under names of ours."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from router.core.catalog import Catalog
from router.core.deployment import Deployment, Kind
from router.core.deposit import Deposit, DepositKind
from router.core.errors import DepositNotFound, InvalidRequest, NotOffered, UpstreamGarbled
from router.core.key import VirtualKey
from router.ports.clock import Clock
from router.ports.deposits import Deposits
from router.ports.depot import Depot, DepotRequest
from router.ports.provider import Answer
from router.services.list_deposits import Page, listed

__all__ = ["KeepFiles", "Told", "account_of", "told_in"]

Told = Mapping[str, object]
"""An object of OpenAI's API, as a provider tells it."""


def account_of(deployment: Deployment) -> tuple[str | None, ...]:
    """What deployments have in common that share files: where, and with which key."""
    return (
        deployment.provider,
        deployment.api_base,
        deployment.api_key_env,
        deployment.api_version,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepFiles:
    """Files go through us to the provider and back; we keep whose they are."""

    deposits: Deposits
    depot: Depot
    catalog: Callable[[], Catalog]
    clock: Clock

    async def upload(
        self, body: bytes, key: VirtualKey, *, content_type: str, provider: str | None
    ) -> Told:
        """Pass a form with a file on.

        Args:
            body: the form, as OpenAI wants it.
            key: whose the file will be.
            content_type: that of the form.
            provider: which one is to keep it; None for the first of the catalog.

        Raises:
            NotOffered: no provider keeps files.
        """
        deployment = self._keeper(provider)
        request = DepotRequest(method="POST", path="files", body=body, content_type=content_type)
        told = told_in(await self.depot.ask(deployment, request))
        file = Deposit(
            id=f"file-tw_{secrets.token_hex(12)}",
            kind=DepositKind.FILE,
            owner=key.booked_as,
            deployment=deployment.name,
            provider_id=str(told["id"]),
            at=self.clock.now(),
        )
        await self.deposits.put(file)
        return {**told, "id": file.id}

    async def show(self, id: str, key: VirtualKey) -> Told:
        """What the provider tells of a file."""
        file = await self.owned(id, key, kind=DepositKind.FILE)
        return {**told_in(await self.ask(file, "GET")), "id": file.id}

    async def list(self, key: VirtualKey, *, purpose: str | None, page: Page) -> Told:
        """A page of the files of a key that the provider still has.

        Raises:
            InvalidRequest: the page begins after something that is no file of the key.
        """
        owned = await self.deposits.of_owner(key.booked_as, DepositKind.FILE)
        return await listed(owned, partial(self._shown, purpose=purpose), page=page)

    async def content(self, id: str, key: VirtualKey) -> Answer:
        """The bytes of a file."""
        file = await self.owned(id, key, kind=DepositKind.FILE)
        return await self.ask(file, "GET", more="/content")

    async def delete(self, id: str, key: VirtualKey) -> Told:
        """Have a file deleted; it is forgotten here too."""
        file = await self.owned(id, key, kind=DepositKind.FILE)
        told = told_in(await self.ask(file, "DELETE"))
        await self.deposits.remove(file.id)
        return {**told, "id": file.id}

    async def owned(self, id: str, key: VirtualKey, *, kind: DepositKind) -> Deposit:
        """What has this name, if it is the key's own.

        Raises:
            DepositNotFound: it is not, or there is none; which of the two is not told.
        """
        found = await self.deposits.get(id)
        if found is None or found.owner != key.booked_as or found.kind is not kind:
            raise DepositNotFound(
                f"Your key has no {kind.value} {id[:80]!r}. Its {kind.plural} are listed by "
                f"GET /v1/{kind.plural}."
            )
        return found

    async def ask(self, deposit: Deposit, method: str, *, more: str = "") -> Answer:
        """What the provider answers of a file or batch."""
        path = f"{deposit.kind.plural}/{deposit.provider_id}{more}"
        request = DepotRequest(method=method, path=path)
        return await self.depot.ask(self.deployment_of(deposit), request)

    def deployment_of(self, deposit: Deposit) -> Deployment:
        """A deployment of the provider where it lies.

        Raises:
            DepositNotFound: the catalog has it no more, so that nobody can be asked.
        """
        found = self.catalog().called(deposit.deployment)
        if found is None:
            raise DepositNotFound(
                f"It lies with the provider of deployment '{deposit.deployment}', which is not in "
                "the catalog any more."
            )
        return found

    def _keeper(self, provider: str | None) -> Deployment:
        chats = (one for one in self.catalog().deployments if one.kind is Kind.CHAT)
        able = [one for one in chats if self.depot.serves(one)]
        named = [one for one in able if provider in (None, one.provider)]
        if named:
            return named[0]
        if able:
            known = ", ".join(sorted({one.provider for one in able}))
            raise InvalidRequest(
                f"Provider {str(provider)[:80]!r} keeps no files here. Known: {known}.",
                param="x-tierwise-provider",
            )
        raise NotOffered(
            "No provider that can be called keeps files. Set the key of one that speaks OpenAI's "
            "API, such as OPENAI_API_KEY."
        )

    async def _shown(self, file: Deposit, *, purpose: str | None) -> Told | None:
        try:
            told = told_in(await self.ask(file, "GET"))
        except DepositNotFound:
            return None  # deleted by other means, or its provider is called no more
        return {**told, "id": file.id} if purpose in (None, told.get("purpose")) else None


def told_in(answer: Answer) -> dict[str, object]:
    """The object in an answer.

    Raises:
        UpstreamGarbled: there is none, or none with a name by which it could be asked for again.
    """
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("id"), str) or not told["id"]:
        raise UpstreamGarbled(
            "The provider's answer is no file or batch with an 'id'. Check that it has OpenAI's "
            "API for files and batches; name another one in the header x-tierwise-provider."
        )
    return told
