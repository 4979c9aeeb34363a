"""How does the demo speak to the running service?"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import TypeVar

import aiohttp
import msgspec

from router.cli.demo.outcome import Decided, Offer
from router.cli.demo.prompts import DemoPrompt
from router.core.errors import ConfigurationError
from router.core.price import Price
from router.core.tier import Tier
from router.core.usage import Usage

__all__ = ["Client", "RequestFailed", "connect"]

_TIMEOUT = aiohttp.ClientTimeout(total=600, sock_connect=10)
_PROJECT = {"x-tierwise-project": "demo"}
"""So that `tierwise spend --by project` tells the demo from real work."""
_UNKNOWN = "unknown"

BodyT = TypeVar("BodyT")


class RequestFailed(Exception):
    """One request came to nothing."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class _Model(msgspec.Struct):
    id: str
    owned_by: str = ""
    tier: Tier | None = None
    kind: str = "chat"
    input_usd_per_mtok: Decimal = Decimal(0)
    output_usd_per_mtok: Decimal = Decimal(0)


class _Models(msgspec.Struct):
    data: list[_Model]


class _Entry(msgspec.Struct):
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    is_estimated: bool = False


class _Classification(msgspec.Struct):
    priority: str = _UNKNOWN
    complexity: str = _UNKNOWN
    task: str = _UNKNOWN
    abstained: bool = False


class _Explanation(msgspec.Struct):
    classification: _Classification


class _Decision(msgspec.Struct):
    deployment: str
    tier: Tier
    rule: str
    reason: str
    cost_usd: Decimal
    entries: list[_Entry]
    explanation: _Explanation | None = None
    """None where policy or catalog were replaced since."""


class _Error(msgspec.Struct):
    message: str
    code: str | None = None


class _ErrorBody(msgspec.Struct):
    error: _Error


@asynccontextmanager
async def connect(url: str, *, key: str | None = None) -> "AsyncIterator[Client]":
    """A client of the service at `url`."""
    headers = _PROJECT | ({"authorization": f"Bearer {key}"} if key else {})
    connector = aiohttp.TCPConnector(limit=0)  # the sender bounds how many run at a time
    async with aiohttp.ClientSession(
        headers=headers, timeout=_TIMEOUT, connector=connector
    ) as session:
        yield Client(session, url.rstrip("/").removesuffix("/v1"))


class Client:
    """The three questions that the demo asks."""

    def __init__(self, session: aiohttp.ClientSession, base_url: str) -> None:
        self._session = session
        self._base_url = base_url

    async def offers(self) -> list[Offer]:
        """The deployments that answer chats.

        Raises:
            ConfigurationError: no such service is there, or it does not let us in.
        """
        try:
            _, body = await self._request("GET", "/v1/models")
            models = _read(body, _Models).data
        except RequestFailed as failure:
            raise self._unusable(failure) from failure
        offers = [_offer(m, m.tier) for m in models if m.tier is not None and m.kind == "chat"]
        if not offers:
            raise ConfigurationError(
                f"What answers at {self._base_url} names no deployment with a tier. "
                "Is it Tierwise? Name the address with --url."
            )
        return offers

    async def ask(self, prompt: DemoPrompt) -> str:
        """Have `prompt` answered; returns the id of the decision.

        Raises:
            RequestFailed: there is no answer.
        """
        request = {"model": "auto", "messages": prompt.messages}
        headers, _ = await self._request("POST", "/v1/chat/completions", body=request)
        decision_id = headers.get("x-tierwise-decision-id")
        if decision_id is None:
            raise RequestFailed("no_decision_id", "The answer's headers name no decision.")
        return decision_id

    async def recall(self, decision_id: str, *, prompt: DemoPrompt) -> Decided:
        """Read what was decided for `prompt`, why, and what was booked.

        Raises:
            RequestFailed: the decision cannot be read.
        """
        _, body = await self._request("GET", f"/v1/decisions/{decision_id}")
        made = _read(body, _Decision)
        said = made.explanation.classification if made.explanation else _Classification()
        return Decided(
            prompt=prompt,
            deployment=made.deployment,
            tier=made.tier,
            rule=made.rule,
            reason=made.reason,
            priority=said.priority,
            complexity=said.complexity,
            task=said.task,
            is_abstained=said.abstained,
            usage=_usage(made.entries),
            cost_usd=made.cost_usd,
        )

    async def _request(
        self, method: str, path: str, *, body: Mapping[str, object] | None = None
    ) -> tuple[Mapping[str, str], bytes]:
        try:
            async with self._session.request(method, self._base_url + path, json=body) as response:
                content = await response.read()
        except aiohttp.InvalidURL as error:
            raise RequestFailed("invalid_url", "It is no address that can be called.") from error
        except TimeoutError as error:
            raise RequestFailed("timeout", "The service stayed silent for too long.") from error
        except aiohttp.ClientError as error:
            raise RequestFailed("unreachable", str(error) or type(error).__name__) from error
        if response.status != 200:
            raise _failure(response.status, content)
        return response.headers, content

    def _unusable(self, failure: RequestFailed) -> ConfigurationError:
        if failure.code in ("unreachable", "timeout"):
            return ConfigurationError(
                f"No service answers at {self._base_url}: start it with `make run` in another "
                "terminal, or name where it listens with --url."
            )
        if failure.code == "invalid_api_key":
            return ConfigurationError(f"{failure.message} Give the key to the demo with --key.")
        return ConfigurationError(
            f"The service at {self._base_url} cannot be used ({failure.code}): {failure.message}"
        )


def _failure(status: int, content: bytes) -> RequestFailed:
    try:
        said = msgspec.json.decode(content, type=_ErrorBody).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        return RequestFailed(f"http_{status}", f"Status {status} without an error object.")
    return RequestFailed(said.code or f"http_{status}", said.message)


def _read(content: bytes, shape: type[BodyT]) -> BodyT:
    try:
        return msgspec.json.decode(content, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RequestFailed("unreadable", f"Its answer is not as expected: {error}.") from error


def _offer(model: _Model, tier: Tier) -> Offer:
    price = Price(
        version="current",
        input_usd_per_mtok=model.input_usd_per_mtok,
        output_usd_per_mtok=model.output_usd_per_mtok,
    )
    return Offer(name=model.id, provider=model.owned_by, tier=tier, price=price)


def _usage(entries: list[_Entry]) -> Usage:
    return Usage(
        input_tokens=sum(entry.input_tokens for entry in entries),
        cached_tokens=sum(entry.cached_tokens for entry in entries),
        output_tokens=sum(entry.output_tokens for entry in entries),
        is_estimated=any(entry.is_estimated for entry in entries),
    )
