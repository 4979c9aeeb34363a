"""Environment and flags become one frozen `Settings`; nothing else reads `os.environ`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from router.core.errors import ConfigurationError

__all__ = ["SETTINGS", "Settings"]

_PACKAGE = Path(__file__).resolve().parent
_LOOPBACK = ("127.0.0.1", "::1", "localhost")

SETTINGS = {
    "TIERWISE_HOST": "address to listen on (127.0.0.1)",
    "TIERWISE_PORT": "port to listen on (8080)",
    "TIERWISE_POLICY": "policy file (policies/default.yaml)",
    "TIERWISE_CATALOG": "catalog file (policies/catalog.yaml)",
    "TIERWISE_DATABASE": "SQLite file of ledger and keys (.tierwise/tierwise.db)",
    "TIERWISE_AUTH": "`open` serves callers without a virtual key as `local`; `required` does not "
    "(open on a loopback address, else required)",
    "TIERWISE_CLASSIFIER": "folder of a trained artifact (the shipped one)",
    "TIERWISE_MAX_BODY_MB": "largest request body in MB (20)",
    "TIERWISE_UPSTREAM_TIMEOUT_S": "longest silence of a provider in seconds (600)",
    "TIERWISE_KEY": "virtual key that `tierwise demo` sends; the service does not read it",
    "TIERWISE_SIMULATED_SPEED": "speed of simulated answers; 1 is life-like, 0 is at once (1)",
}
"""Every environment variable of Tierwise, with its meaning and default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this process was told to behave."""

    host: str = "127.0.0.1"
    port: int = 8080
    policy: Path
    catalog: Path
    simulated_catalog: Path
    database: Path = Path(".tierwise/tierwise.db")
    is_open: bool = True
    classifier: Path | None = None
    max_body_bytes: int = 20_000_000
    upstream_timeout_s: float = 600.0
    simulated_speed: float = 1.0
    environment: Mapping[str, str] = field(repr=False)
    """All variables, for providers' keys and addresses."""

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can call."""
        return self.host in _LOOPBACK

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None, **flags: object) -> "Settings":
        """Flags that are not None win over the environment, the environment over defaults.

        Raises:
            ConfigurationError: a value is not of its form, or a variable is misspelt.
        """
        given = dict(os.environ if environment is None else environment)
        for name, value in flags.items():
            if value is not None:
                given[f"TIERWISE_{name.upper()}"] = str(value)
        _refuse_unknown(given)
        classifier = given.get("TIERWISE_CLASSIFIER")
        host = given.get("TIERWISE_HOST", "127.0.0.1")
        return cls(
            host=host,
            port=int(_number(given, "TIERWISE_PORT", default=8080)),
            policy=_file(given.get("TIERWISE_POLICY"), "default.yaml"),
            catalog=_file(given.get("TIERWISE_CATALOG"), "catalog.yaml"),
            simulated_catalog=_file(None, "simulated.yaml"),
            database=Path(given.get("TIERWISE_DATABASE", ".tierwise/tierwise.db")),
            is_open=_is_open(given, host),
            classifier=Path(classifier) if classifier else None,
            max_body_bytes=int(_number(given, "TIERWISE_MAX_BODY_MB", default=20) * 1_000_000),
            upstream_timeout_s=_number(given, "TIERWISE_UPSTREAM_TIMEOUT_S", default=600),
            simulated_speed=_number(given, "TIERWISE_SIMULATED_SPEED", default=1),
            environment=given,
        )


def _refuse_unknown(given: Mapping[str, str]) -> None:
    unknown = sorted(k for k in given if k.startswith("TIERWISE_") and k not in SETTINGS)
    if unknown:
        raise ConfigurationError(
            f"Unknown setting {unknown[0]}. Known settings: {', '.join(SETTINGS)}."
        )


def _number(given: Mapping[str, str], name: str, *, default: float) -> float:
    text = given.get(name, str(default))
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise ConfigurationError(f"{name}={text!r} is no number. Write one, such as {default:g}.")
    return value


def _is_open(given: Mapping[str, str], host: str) -> bool:
    choice = given.get("TIERWISE_AUTH", "open" if host in _LOOPBACK else "required")
    if choice not in ("open", "required"):
        raise ConfigurationError(f"TIERWISE_AUTH={choice!r} is not known. Write open or required.")
    return choice == "open"


def _file(given: str | None, name: str) -> Path:
    """The file that was named, else ./policies, else the repository's, else the installed one."""
    if given is not None:
        return Path(given)
    places = (Path("policies"), _PACKAGE.parent / "policies", _PACKAGE / "_policies")
    return next((p / name for p in places if (p / name).is_file()), places[-1] / name)
