"""How many requests and connections does one process take, and how long may a turn take?"""

from collections.abc import Mapping

from router.core.errors import ConfigurationError
from router.services.admit import Admit

__all__ = ["open_admit"]

_MOST = 1_000_000
_LONGEST_WAIT_S = 3_600


def open_admit(environment: Mapping[str, str]) -> Admit:
    """The door, as wide as the settings say.

    Raises:
        ConfigurationError: a limit is no whole number of at least one, or the wait no time.
    """
    return Admit(
        most_requests=_count(environment, "TIERWISE_MOST_REQUESTS", usual=2_000),
        most_connections=_count(environment, "TIERWISE_MOST_CONNECTIONS", usual=8_000),
        longest_wait_s=_wait_s(environment.get("TIERWISE_LONGEST_WAIT_S", "0.25")),
    )


def _wait_s(told: str) -> float:
    try:
        wait_s = float(told)
    except ValueError:
        wait_s = 0.0
    if not 0.01 <= wait_s <= _LONGEST_WAIT_S:
        raise ConfigurationError(
            f"TIERWISE_LONGEST_WAIT_S={told!r} is no time from 0.01 to {_LONGEST_WAIT_S:,} s. "
            "Write one, such as 0.25."
        )
    return wait_s


def _count(environment: Mapping[str, str], name: str, *, usual: int) -> int:
    told = environment.get(name, str(usual))
    count = int(told) if told.isascii() and told.isdigit() else 0
    if not 1 <= count <= _MOST:
        raise ConfigurationError(
            f"{name}={told!r} is no whole number from 1 to {_MOST:,}. Write one, such as {usual}."
        )
    return count
