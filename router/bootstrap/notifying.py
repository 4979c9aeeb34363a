"""Which channels take notices to people, and who delivers them?"""

import random
from collections.abc import Iterator
from pathlib import Path

from router.adapters.notices import (
    MailChannel,
    Posting,
    SlackChannel,
    WebhookChannel,
    webhook_secret,
)
from router.core.errors import ConfigurationError
from router.core.notices.channels import NoticeChannels, WebhookPlan
from router.ports.clock import Clock
from router.ports.notices import Channel, Outbox
from router.services.deliver_notices import DeliverNotices

__all__ = ["open_delivery"]


def open_delivery(plan: NoticeChannels, outbox: Outbox, *, clock: Clock) -> DeliverNotices:
    """What delivers from `outbox`.

    Raises:
        ConfigurationError: the file of the webhook's secret cannot be read, or holds none.
    """
    return DeliverNotices(
        outbox=outbox,
        channels=tuple(_channels(plan, clock)),
        clock=clock,
        jitter=random.random,
        public_url=plan.public_url,
    )


def _channels(plan: NoticeChannels, clock: Clock) -> Iterator[Channel]:
    posting = Posting()
    if plan.webhook is not None:
        secret = _secret(plan.webhook)
        for url in plan.webhook.urls:
            yield WebhookChannel(
                url, secret=secret, kinds=plan.webhook.kinds, posting=posting, clock=clock
            )
    if plan.slack is not None:
        yield SlackChannel(plan.slack.url, kinds=plan.slack.kinds, posting=posting)
    if plan.mail is not None:
        yield MailChannel(plan.mail)


def _secret(plan: WebhookPlan) -> bytes:
    if plan.secret_file is None:
        return webhook_secret(plan.secret or "")
    try:
        return webhook_secret(Path(plan.secret_file).read_text(encoding="ascii"))
    except (OSError, UnicodeError) as error:
        raise ConfigurationError(
            f"TIERWISE_WEBHOOK_SECRET_FILE={plan.secret_file} cannot be read "
            f"({type(error).__name__}). Name a file of one line with the secret."
        ) from error
