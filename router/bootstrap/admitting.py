"""How many requests and connections does one process take at most?"""

from collections.abc import Mapping

from router.core.errors import ConfigurationError
from router.services.admit import Admit

__all__ = ["open_admit"]

_MOST = 1_000_000


def open_admit(environment: Mapping[str, str]) -> Admit:
    """The door, as wide as the settings say.

    Raises:
        ConfigurationError: a limit is no whole number of at least one.
    """
    return Admit(
        most_requests=_count(environment, "TIERWISE_MOST_REQUESTS", usual=2_000),
        most_connections=_count(environment, "TIERWISE_MOST_CONNECTIONS", usual=8_000),
    )


def _count(environment: Mapping[str, str], name: str, *, usual: int) -> int:
    told = environment.get(name, str(usual))
    count = int(told) if told.isascii() and told.isdigit() else 0
    if not 1 <= count <= _MOST:
        raise ConfigurationError(
            f"{name}={told!r} is no whole number from 1 to {_MOST:,}. Write one, such as {usual}."
        )
    return count
