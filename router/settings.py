"""Environment and flags become one frozen `Settings`; nothing else reads `os.environ`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

from router.core.access_token import TokenTrust, trust_from
from router.core.admission import ADMISSION_SETTINGS
from router.core.audit import AuditPlan
from router.core.errors import ConfigurationError, InvalidRequest
from router.core.kept_text import TextKeeping
from router.core.network import Network, networks_of
from router.core.notices.channels import NOTICE_SETTINGS, NoticeChannels, channels_from

__all__ = ["SETTINGS", "Settings"]

_PACKAGE = Path(__file__).resolve().parent
_MOST_DAYS = 36_500
_MOST_USD = 1_000_000_000
_LOOPBACK = ("127.0.0.1", "::1", "localhost")

SETTINGS = {
    "TIERWISE_HOST": "address to listen on (127.0.0.1)",
    "TIERWISE_PORT": "port to listen on (8080)",
    "TIERWISE_WORKERS": "processes that answer on the one port (1)",
    "TIERWISE_DRAIN_S": "seconds that answers under way get when the service is stopped (30)",
    **ADMISSION_SETTINGS,
    "TIERWISE_POLICY": "policy file (policies/default.yaml)",
    "TIERWISE_CATALOG": "catalog file (policies/catalog.yaml)",
    "TIERWISE_DATABASE": "SQLite file of ledger and keys, or the address of a PostgreSQL database "
    "such as `postgresql://user@host/tierwise` (.tierwise/tierwise.db)",
    "TIERWISE_REDIS": "address of a Redis that counts budgets for all replicas on one PostgreSQL, "
    "such as `redis://host:6379/0` (PostgreSQL counts)",
    "TIERWISE_PEPPER_FILE": "file of the 32 bytes under which keys are hashed; replicas share it "
    "(beside the SQLite file; PostgreSQL needs it named)",
    "TIERWISE_SPOOL": "folder where entries wait while the database is away (.tierwise/spool)",
    "TIERWISE_LEASE_S": "seconds of silence after which what a process held is booked as lost (30)",
    "TIERWISE_PATIENCE_S": "seconds that a request waits while others hold what is left (5)",
    "TIERWISE_BUDGET_STATUS": "HTTP status where a budget is used up: 402, 422 or 429 (429)",
    "TIERWISE_AUTH": "`open` serves callers without a virtual key as `local`; `required` does not "
    "(open on a loopback address, else required)",
    "TIERWISE_CLASSIFIER": "folder of the one artifact to use, whatever is promoted "
    "(what `tierwise model list` shows in force)",
    "TIERWISE_MODELS": "folder of the artifacts that were added (models, beside the database)",
    "TIERWISE_ADAPTED": "folder that `tierwise adapt` wrote: its difficulty and abilities are used "
    "(public difficulty, abilities of the catalog)",
    "TIERWISE_MAX_BODY_MB": "largest request body in MB (20)",
    "TIERWISE_UPSTREAM_TIMEOUT_S": "longest silence of a provider in seconds (600)",
    "TIERWISE_RETRIES": "how often a failed call is tried again unless policy says, 0 to 5 (2)",
    "TIERWISE_STORE_TEXT": "keep texts of prompts and answers: `off`, `all`, or a share such as "
    "`sample:0.05` (off)",
    "TIERWISE_TEXT_DAYS": "days until a text that was kept is deleted (30)",
    "TIERWISE_AUDIT_SHARE": "share of economy answers, 0 to 1, that a stronger deployment gives a "
    "second time for comparison (0)",
    "TIERWISE_AUDIT_BUDGET_USD": "the audits' own budget for each day in UTC (1)",
    "TIERWISE_AUDIT_WITH": "tier or deployment that answers a second time (premium)",
    "TIERWISE_AUDIT_JUDGE": "tier or deployment that compares the two answers (premium)",
    "TIERWISE_TRUSTED_PROXIES": "networks of proxies whose `X-Forwarded-For` counts, such as "
    "`10.0.0.0/8,192.0.2.7` (none)",
    "TIERWISE_OIDC_ISSUER": "issuer whose identity tokens are accepted beside virtual keys "
    "(none are)",
    "TIERWISE_OIDC_AUDIENCE": "audience that such a token must name (none)",
    "TIERWISE_OIDC_USER_CLAIM": "claim that holds the user (email)",
    "TIERWISE_OIDC_TEAM_CLAIM": "claim that holds the team; of a list the first counts (team)",
    "TIERWISE_OIDC_ROLE_CLAIM": "claim that holds roles or groups (roles)",
    "TIERWISE_OIDC_ROLES": "what they mean here, such as `admin=platform-admins,auditor=audit`; "
    "all others are members (no pairs)",
    "TIERWISE_DIGEST": "`weekly` mails people tips on their own use, unless they switch it off "
    "(off)",
    **NOTICE_SETTINGS,
    "TIERWISE_KEY": "virtual key that `tierwise demo`, `usage` and `coach` send; the service does "
    "not read it",
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
    postgres_url: str | None = field(default=None, repr=False)
    """It may hold a password."""
    redis_url: str | None = field(default=None, repr=False)
    pepper_file: Path | None = None
    spool: Path = Path(".tierwise/spool")
    lease_s: float = 30.0
    patience_s: float = 5.0
    budget_status: int = 429
    is_open: bool = True
    classifier: Path | None = None
    models: Path = Path(".tierwise/models")
    adapted: Path | None = None
    max_body_bytes: int = 20_000_000
    upstream_timeout_s: float = 600.0
    retries: int = 2
    simulated_speed: float = 1.0
    texts: TextKeeping = field(default_factory=TextKeeping)
    audit: AuditPlan = field(default_factory=AuditPlan)
    trusted_proxies: tuple[Network, ...] = ()
    """Proxies whose word on the caller's address counts."""
    tokens: TokenTrust | None = None
    """Whose identity tokens are accepted beside virtual keys."""
    notices: NoticeChannels = field(default_factory=NoticeChannels)
    environment: Mapping[str, str] = field(repr=False)
    """All variables, for providers' keys and addresses."""

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can call."""
        return self.host in _LOOPBACK

    @property
    def has_stores(self) -> bool:
        """Whether there is something to look into: a database server is asked when it is opened."""
        return self.postgres_url is not None or self.database.exists()

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None, **flags: object) -> "Settings":
        """Flags that are not None win over the environment, the environment over defaults.

        Raises:
            ConfigurationError: a value is not of its form, or a variable is misspelt.
        """
        given = dict(os.environ if environment is None else environment)
        given |= {f"TIERWISE_{k.upper()}": str(v) for k, v in flags.items() if v is not None}
        _refuse_unknown(given)
        host = given.get("TIERWISE_HOST", "127.0.0.1")
        database, postgres_url = _database(given)
        return cls(
            host=host,
            port=int(_number(given, "TIERWISE_PORT", default=8080)),
            policy=_file(given.get("TIERWISE_POLICY"), "default.yaml"),
            catalog=_file(given.get("TIERWISE_CATALOG"), "catalog.yaml"),
            simulated_catalog=_file(None, "simulated.yaml"),
            database=database,
            postgres_url=postgres_url,
            redis_url=given.get("TIERWISE_REDIS") or None,
            pepper_file=_path(given, "TIERWISE_PEPPER_FILE"),
            spool=Path(given.get("TIERWISE_SPOOL") or database.parent / "spool"),
            lease_s=_number(given, "TIERWISE_LEASE_S", default=30),
            patience_s=_number(given, "TIERWISE_PATIENCE_S", default=5),
            budget_status=_budget_status(given),
            is_open=_is_open(given, host),
            classifier=_path(given, "TIERWISE_CLASSIFIER"),
            models=Path(given.get("TIERWISE_MODELS") or database.parent / "models"),
            adapted=_path(given, "TIERWISE_ADAPTED"),
            max_body_bytes=int(_number(given, "TIERWISE_MAX_BODY_MB", default=20) * 1_000_000),
            upstream_timeout_s=_number(given, "TIERWISE_UPSTREAM_TIMEOUT_S", default=600),
            retries=_retries(given),
            simulated_speed=_number(given, "TIERWISE_SIMULATED_SPEED", default=1),
            texts=_text_keeping(given),
            audit=_audit_plan(given),
            trusted_proxies=_networks(given, "TIERWISE_TRUSTED_PROXIES"),
            tokens=trust_from(given),
            notices=channels_from(given),
            environment=given,
        )


def _path(given: Mapping[str, str], name: str) -> Path | None:
    named = given.get(name)
    return Path(named) if named else None


def _refuse_unknown(given: Mapping[str, str]) -> None:
    unknown = sorted(k for k in given if k.startswith("TIERWISE_") and k not in SETTINGS)
    if unknown:
        raise ConfigurationError(
            f"Unknown setting {unknown[0]}. Known settings: {', '.join(SETTINGS)}."
        )


def _database(given: Mapping[str, str]) -> tuple[Path, str | None]:
    """The file of SQLite, or the address of PostgreSQL and the folder for what is kept beside."""
    named = given.get("TIERWISE_DATABASE", ".tierwise/tierwise.db")
    is_postgres = named.startswith(("postgresql://", "postgres://"))
    if "://" in named and not is_postgres:
        raise ConfigurationError(
            "TIERWISE_DATABASE is no address that Tierwise knows. Write a file's name, or an "
            "address that begins with postgresql://."
        )
    if not is_postgres and given.get("TIERWISE_REDIS"):
        raise ConfigurationError(
            "TIERWISE_REDIS needs PostgreSQL: set TIERWISE_DATABASE to an address that begins "
            "with postgresql://, or leave Redis out."
        )
    return (Path(".tierwise/tierwise.db"), named) if is_postgres else (Path(named), None)


def _budget_status(given: Mapping[str, str]) -> int:
    written = given.get("TIERWISE_BUDGET_STATUS", "429")
    if written not in ("402", "422", "429"):
        raise ConfigurationError(
            f"TIERWISE_BUDGET_STATUS={written!r} is not known. Write 402, 422 or 429."
        )
    return int(written)


def _retries(given: Mapping[str, str]) -> int:
    written = given.get("TIERWISE_RETRIES", "2")
    if written not in tuple("012345"):
        raise ConfigurationError(f"TIERWISE_RETRIES={written!r} is not known. Write 0 to 5.")
    return int(written)


def _networks(given: Mapping[str, str], name: str) -> tuple[Network, ...]:
    try:
        return networks_of(given.get(name, "").replace(",", " ").split(), param=name)
    except InvalidRequest as error:
        raise ConfigurationError(f"{name}: {error.message}") from error


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
