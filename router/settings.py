"""Environment and flags become one frozen `Settings`; nothing else reads `os.environ`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

from router.core.audit import AuditPlan
from router.core.errors import ConfigurationError
from router.core.kept_text import TextKeeping

__all__ = ["SETTINGS", "Settings"]

_PACKAGE = Path(__file__).resolve().parent
_MOST_DAYS = 36_500
_MOST_USD = 1_000_000_000
_LOOPBACK = ("127.0.0.1", "::1", "localhost")

SETTINGS = {
    "TIERWISE_HOST": "address to listen on (127.0.0.1)",
    "TIERWISE_PORT": "port to listen on (8080)",
    "TIERWISE_POLICY": "policy file (policies/default.yaml)",
    "TIERWISE_CATALOG": "catalog file (policies/catalog.yaml)",
    "TIERWISE_DATABASE": "SQLite file of ledger and keys (.tierwise/tierwise.db)",
    "TIERWISE_AUTH": "`open` serves callers without a virtual key as `local`; `required` does not "
    "(open on a loopback address, else required)",
    "TIERWISE_CLASSIFIER": "folder of the one artifact to use, whatever is promoted "
    "(what `tierwise model list` shows in force)",
    "TIERWISE_MODELS": "folder of the artifacts that were added (models, beside the database)",
    "TIERWISE_ADAPTED": "folder that `tierwise adapt` wrote: its difficulty and abilities are used "
    "(public difficulty, abilities of the catalog)",
    "TIERWISE_MAX_BODY_MB": "largest request body in MB (20)",
    "TIERWISE_UPSTREAM_TIMEOUT_S": "longest silence of a provider in seconds (600)",
    "TIERWISE_STORE_TEXT": "keep texts of prompts and answers: `off`, `all`, or a share such as "
    "`sample:0.05` (off)",
    "TIERWISE_TEXT_DAYS": "days until a text that was kept is deleted (30)",
    "TIERWISE_AUDIT_SHARE": "share of economy answers, 0 to 1, that a stronger deployment gives a "
    "second time for comparison (0)",
    "TIERWISE_AUDIT_BUDGET_USD": "the audits' own budget for each day in UTC (1)",
    "TIERWISE_AUDIT_WITH": "tier or deployment that answers a second time (premium)",
    "TIERWISE_AUDIT_JUDGE": "tier or deployment that compares the two answers (premium)",
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
    models: Path = Path(".tierwise/models")
    adapted: Path | None = None
    max_body_bytes: int = 20_000_000
    upstream_timeout_s: float = 600.0
    simulated_speed: float = 1.0
    texts: TextKeeping = field(default_factory=TextKeeping)
    audit: AuditPlan = field(default_factory=AuditPlan)
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
        classifier, adapted = given.get("TIERWISE_CLASSIFIER"), given.get("TIERWISE_ADAPTED")
        host = given.get("TIERWISE_HOST", "127.0.0.1")
        database = Path(given.get("TIERWISE_DATABASE", ".tierwise/tierwise.db"))
        return cls(
            host=host,
            port=int(_number(given, "TIERWISE_PORT", default=8080)),
            policy=_file(given.get("TIERWISE_POLICY"), "default.yaml"),
            catalog=_file(given.get("TIERWISE_CATALOG"), "catalog.yaml"),
            simulated_catalog=_file(None, "simulated.yaml"),
            database=database,
            is_open=_is_open(given, host),
            classifier=Path(classifier) if classifier else None,
            models=Path(given.get("TIERWISE_MODELS") or database.parent / "models"),
            adapted=Path(adapted) if adapted else None,
            max_body_bytes=int(_number(given, "TIERWISE_MAX_BODY_MB", default=20) * 1_000_000),
            upstream_timeout_s=_number(given, "TIERWISE_UPSTREAM_TIMEOUT_S", default=600),
            simulated_speed=_number(given, "TIERWISE_SIMULATED_SPEED", default=1),
            texts=_text_keeping(given),
            audit=_audit_plan(given),
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


def _text_keeping(given: Mapping[str, str]) -> TextKeeping:
    choice = given.get("TIERWISE_STORE_TEXT", "off")
    kind, _, share_text = choice.partition(":")
    share = {"off": 0.0, "all": 1.0}.get(choice)
    if kind == "sample":
        share = _share(share_text)
    if share is None:
        raise ConfigurationError(
            f"TIERWISE_STORE_TEXT={choice!r} is not known. "
            "Write off, all, or sample: with a share from 0 to 1, such as sample:0.05."
        )
    days = _number(given, "TIERWISE_TEXT_DAYS", default=30)
    if days > _MOST_DAYS:
        raise ConfigurationError(
            f"TIERWISE_TEXT_DAYS={days:g} is more than a hundred years. Write less, such as 30."
        )
    return TextKeeping(share=share, retention=timedelta(days=days))


def _audit_plan(given: Mapping[str, str]) -> AuditPlan:
    told = given.get("TIERWISE_AUDIT_SHARE", "0")
    share = _share(told)
    if share is None:
        raise ConfigurationError(
            f"TIERWISE_AUDIT_SHARE={told!r} is no share. Write a number from 0 to 1, such as 0.02."
        )
    plan = AuditPlan()
    return AuditPlan(
        share=share,
        daily_usd=_usd(given, "TIERWISE_AUDIT_BUDGET_USD", default=plan.daily_usd),
        stronger=given.get("TIERWISE_AUDIT_WITH") or plan.stronger,
        judge=given.get("TIERWISE_AUDIT_JUDGE") or plan.judge,
    )


def _share(text: str) -> float | None:
    try:
        share = float(text)
    except ValueError:
        return None
    return share if 0 <= share <= 1 else None


def _usd(given: Mapping[str, str], name: str, *, default: Decimal) -> Decimal:
    text = given.get(name, str(default))
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not (amount.is_finite() and 0 <= amount <= _MOST_USD):
        raise ConfigurationError(f"{name}={text!r} is no amount. Write one, such as {default}.")
    return amount


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
