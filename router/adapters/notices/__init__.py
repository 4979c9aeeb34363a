"""How do notices reach people: a signed webhook, a room of Slack, mail."""

from router.adapters.notices.mail import MailChannel
from router.adapters.notices.posting import Posting
from router.adapters.notices.slack import SlackChannel
from router.adapters.notices.webhook import WebhookChannel, webhook_secret

__all__ = ["MailChannel", "Posting", "SlackChannel", "WebhookChannel", "webhook_secret"]
