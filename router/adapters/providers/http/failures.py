"""What can go wrong between us and a server, before anybody knows what it means?"""

from enum import StrEnum

__all__ = [
    "BadAddress",
    "HttpFailure",
    "HungUp",
    "NoConnection",
    "NotHttp",
    "Stage",
    "TookTooLong",
    "WeHungUp",
]


class Stage(StrEnum):
    """What a server was waited for, named as policies name how long."""

    CONNECT = "connect_s"
    FIRST_BYTE = "first_token_s"
    BETWEEN = "between_tokens_s"
    TOTAL = "total_s"


class HttpFailure(Exception):
    """How it failed. Neither headers nor bodies get into it: the key is in one of them."""


class BadAddress(HttpFailure):
    """The address or a header cannot be sent at all."""


class NoConnection(HttpFailure):
    """Nobody answers there, or not with the right certificate."""


class HungUp(HttpFailure):
    """The connection ended before the answer did."""


class WeHungUp(HungUp):
    """And it was us who ended it: nobody is to be asked again."""


class NotHttp(HttpFailure):
    """What came is not HTTP, or more of it than anybody would send."""


class TookTooLong(HttpFailure):
    """A stage took longer than we wait for it."""

    def __init__(self, stage: Stage, *, waited_s: float) -> None:
        super().__init__(f"{stage} {waited_s:g}")
        self.stage = stage
        self.waited_s = waited_s
