"""Which channels do notices take? The settings `TIERWISE_WEBHOOK_…`, `_SLACK_…`, `_SMTP_…`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from router.core.errors import ConfigurationError
from router.core.notices.notice import NoticeKind

__all__ = [
    "NOTICE_SETTINGS",
    "MailPlan",
    "NoticeChannels",
    "SlackPlan",
    "WebhookPlan",
    "channels_from",
    "is_address",
]

NOTICE_SETTINGS = {
    "TIERWISE_PUBLIC_URL": "address at which people reach this service: links in notices begin "
    "with it (none)",
    "TIERWISE_WEBHOOK_URL": "addresses, separated by commas, to which notices are posted (none)",
    "TIERWISE_WEBHOOK_SECRET_FILE": "file of the secret under which they are signed (none)",
    "TIERWISE_WEBHOOK_SECRET": "or the secret itself (none)",
    "TIERWISE_WEBHOOK_KINDS": "kinds of notices that are posted, such as "
    "`approval,finding.opened` (all)",
    "TIERWISE_SLACK_URL": "incoming webhook of Slack, or of what takes the same form (none)",
    "TIERWISE_SLACK_KINDS": "kinds of notices that are posted there (all)",
    "TIERWISE_SMTP_URL": "mail server, such as `smtps://user:password@host:465` or "
    "`smtp://host:25`, which must offer STARTTLS unless `?tls=off` follows (none)",
    "TIERWISE_MAIL_FROM": "address from which notices are mailed (none)",
    "TIERWISE_MAIL_TO": "addresses that get what is meant for nobody in particular (none)",
    "TIERWISE_MAIL_DOMAINS": "domains beside those of the two settings before to which mail may "
    "go (none)",
    "TIERWISE_MAIL_KINDS": "kinds of notices that are mailed (all)",
}
"""Every setting here, with its meaning and default."""

_PORTS = {"smtp": 25, "smtps": 465}
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_FORBIDDEN = frozenset("\r\n\0<>, ")
_ALL = frozenset(NoticeKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookPlan:
    """Where notices are posted, signed."""

    urls: tuple[str, ...] = field(repr=False)
    """They may hold secrets."""
    secret: str | None = field(default=None, repr=False)
    secret_file: str | None = None
    kinds: frozenset[NoticeKind] = _ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackPlan:
    """Where notices are posted in the form of Slack; the URL is the secret."""

    url: str = field(repr=False)
    kinds: frozenset[NoticeKind] = _ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPlan:
    """Through which server mail goes, from whom, and to whom."""

    host: str
    port: int
    is_tls: bool
    """From the first byte on; else as soon as the server offers it."""
    may_be_plain: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str
    to: tuple[str, ...]
    """Who gets what is meant for nobody in particular."""
    domains: frozenset[str]
    """Nobody elsewhere is written to: callers may claim to be anybody."""
    kinds: frozenset[NoticeKind] = _ALL

    def recipients(self, named: tuple[str, ...], *, is_private: bool) -> tuple[str, ...]:
        """Those of whom a notice names that may be written to; else all that are set.

        What is private goes to nobody but those whom it names.
        """
        found = tuple(one for one in named if is_address(one) and _domain(one) in self.domains)
        return found if found or is_private else self.to


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeChannels:
    """All that is set. Without any channel notices are kept, and told in the log."""

    webhook: WebhookPlan | None = None
    slack: SlackPlan | None = None
    mail: MailPlan | None = None
    public_url: str | None = None
    """Where people reach this service: links begin with it."""


NO_CHANNELS = NoticeChannels()


def channels_from(settings: Mapping[str, str]) -> NoticeChannels:
    """What the settings say.

    Raises:
        ConfigurationError: they do not go together, or cannot be meant.
    """
    public = settings.get("TIERWISE_PUBLIC_URL") or None
    if public is not None:
        _web_address(public, setting="TIERWISE_PUBLIC_URL")
    return NoticeChannels(
        webhook=_webhook(settings),
        slack=_slack(settings),
        mail=_mail(settings),
        public_url=None if public is None else public.rstrip("/"),
    )


def is_address(text: str) -> bool:
    """Whether mail can go there, and nothing in it can end a header."""
    name, at, domain = text.rpartition("@")
    return bool(name and at and "." in domain and text.isascii()) and not _FORBIDDEN & set(text)


def _webhook(settings: Mapping[str, str]) -> WebhookPlan | None:
    urls = tuple(_words(settings.get("TIERWISE_WEBHOOK_URL", "")))
    if not urls:
        return None
    for url in urls:
        _web_address(url, setting="TIERWISE_WEBHOOK_URL")
    secret = settings.get("TIERWISE_WEBHOOK_SECRET") or None
    secret_file = settings.get("TIERWISE_WEBHOOK_SECRET_FILE") or None
    if (secret is None) == (secret_file is None):
        raise ConfigurationError(
            "TIERWISE_WEBHOOK_URL needs a secret to sign with. Set TIERWISE_WEBHOOK_SECRET_FILE, "
            "or TIERWISE_WEBHOOK_SECRET, and not both."
        )
    kinds = _kinds(settings, "TIERWISE_WEBHOOK_KINDS")
    return WebhookPlan(urls=urls, secret=secret, secret_file=secret_file, kinds=kinds)


def _slack(settings: Mapping[str, str]) -> SlackPlan | None:
    url = settings.get("TIERWISE_SLACK_URL") or None
    if url is None:
        return None
    _web_address(url, setting="TIERWISE_SLACK_URL")
    return SlackPlan(url=url, kinds=_kinds(settings, "TIERWISE_SLACK_KINDS"))


def _mail(settings: Mapping[str, str]) -> MailPlan | None:
    url = settings.get("TIERWISE_SMTP_URL") or None
    if url is None:
        return None
    parts = _split(url, setting="TIERWISE_SMTP_URL", example="smtps://user:password@host:465")
    sender, to = settings.get("TIERWISE_MAIL_FROM", ""), settings.get("TIERWISE_MAIL_TO", "")
    addresses = tuple(_words(to))
    for one in (sender, *addresses):
        if not is_address(one):
            raise ConfigurationError(
                f"{one!r} is no mail address. TIERWISE_SMTP_URL needs TIERWISE_MAIL_FROM, one "
                "address such as tierwise@example.com, and TIERWISE_MAIL_TO takes some."
            )
    more = _words(settings.get("TIERWISE_MAIL_DOMAINS", "").lower())
    host = parts.hostname or ""
    plan = MailPlan(
        host=host,
        port=parts.port or _PORTS[parts.scheme],
        is_tls=parts.scheme == "smtps",
        may_be_plain=_may_be_plain(parts),
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
        sender=sender,
        to=addresses,
        domains=frozenset(more) | {_domain(one) for one in (sender, *addresses)},
        kinds=_kinds(settings, "TIERWISE_MAIL_KINDS"),
    )
    if plan.user is not None and plan.may_be_plain and host not in _LOOPBACK:
        raise ConfigurationError(
            "TIERWISE_SMTP_URL has a login and tls=off: everybody on the way could read the "
            "password. Leave tls=off out."
        )
    return plan


def _may_be_plain(parts: SplitResult) -> bool:
    asked = parse_qsl(parts.query, keep_blank_values=True)
    if asked not in ([], [("tls", "off")]) or (asked and parts.scheme == "smtps"):
        raise ConfigurationError(
            "TIERWISE_SMTP_URL takes ?tls=off behind an address that begins with smtp://, and "
            "nothing else there."
        )
    return bool(asked)


def _split(url: str, *, setting: str, example: str) -> SplitResult:
    """The URL is not repeated in what is raised: it may hold a password."""
    schemes = [example.partition(":")[0], *(("smtp",) if example.startswith("smtp") else ("http",))]
    try:
        parts = urlsplit(url)
        if parts.scheme in schemes and parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise ConfigurationError(f"{setting} is no address. Write one such as {example}.")


def _web_address(url: str, *, setting: str) -> None:
    _split(url, setting=setting, example="https://hooks.example.com/tierwise")


def _kinds(settings: Mapping[str, str], setting: str) -> frozenset[NoticeKind]:
    """Kinds, or their beginnings such as `approval`; all where none is named."""
    found: set[NoticeKind] = set()
    for word in _words(settings.get(setting, "")):
        matching = {kind for kind in NoticeKind if word in (kind, kind.partition(".")[0])}
        if not matching:
            raise ConfigurationError(
                f"{setting}: {word!r} is no kind of notice. Known: {', '.join(NoticeKind)}."
            )
        found |= matching
    return frozenset(found) or _ALL


def _words(text: str) -> Iterator[str]:
    return iter(text.replace(",", " ").split())


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
