"""What does a request of a direct road look like to its handler? Like any other, found faster."""

from collections.abc import Awaitable, Iterator
from typing import Protocol, TypeVar

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope
from typing_extensions import override

__all__ = ["Asked", "Asking", "KnownHeaders"]

T = TypeVar("T")


class Asking(Protocol):
    """The end of a connection at which somebody waits for an answer."""

    async def read(self, limit: int) -> bytes:
        """The whole body; raises `PayloadTooLarge` beyond `limit` bytes."""
        ...

    async def while_present(self, work: Awaitable[T]) -> T:
        """What `work` gives; it is cancelled once the caller leaves."""
        ...


class Asked(Request):
    """A request whose headers stand in a dictionary, and whose body its connection collects."""

    def __init__(self, scope: Scope, asking: Asking) -> None:
        super().__init__(scope)
        self.asking = asking
        self._known: KnownHeaders | None = None

    @property
    @override
    def headers(self) -> Headers:
        if self._known is None:
            self._known = KnownHeaders(self.scope["headers"])
        return self._known


class KnownHeaders(Headers):
    """Each look-up in Starlette's own goes through all; of one sent twice the first counts."""

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        super().__init__(raw=raw)
        self.first = first = dict[str, str]()
        for name, value in raw:
            first.setdefault(name.decode("latin-1"), value.decode("latin-1"))

    @override
    def __getitem__(self, key: str) -> str:
        return self.first[key.lower()]

    @override
    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        return self.first.get(key.lower(), default)

    @override
    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self.first

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self.first)

    @override
    def __len__(self) -> int:
        return len(self.first)
