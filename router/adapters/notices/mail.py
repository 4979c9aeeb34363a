"""How is a notice mailed?"""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from router.core.notices.channels import MailPlan
from router.core.notices.delivery import NotDelivered
from router.core.notices.notice import Notice

__all__ = ["MailChannel", "message_of"]

_TIMEOUT_S = 20.0
_LONGEST_SUBJECT = 200


class MailChannel:
    """Implements `Channel`: plain text by SMTP, in a thread. Names and passwords stay untold."""

    def __init__(
        self, plan: MailPlan, *, trust: ssl.SSLContext | None = None, timeout_s: float = _TIMEOUT_S
    ) -> None:
        """`trust` says whose certificates count, where those of the system do not."""
        self.name = f"mail:{plan.host}"
        self._plan = plan
        self._trust = trust
        self._timeout_s = timeout_s

    def takes(self, notice: Notice) -> bool:
        """Whatever there is somebody for who may be written to."""
        return notice.kind in self._plan.kinds and bool(self._to(notice))

    async def send(self, notice: Notice) -> None:
        """Mail it, once, to all of them."""
        message = message_of(notice, sender=self._plan.sender, to=self._to(notice))
        try:
            await asyncio.to_thread(self._send, message)
        except smtplib.SMTPAuthenticationError as error:
            raise NotDelivered(f"the mail server refused the login ({error.smtp_code})") from None
        except smtplib.SMTPResponseException as error:
            raise NotDelivered(f"the mail server answered {error.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotDelivered(
                f"the mail server could not be used ({type(error).__name__})"
            ) from None

    async def close(self) -> None:
        """Each mail has a connection of its own."""

    def _to(self, notice: Notice) -> tuple[str, ...]:
        return self._plan.recipients(notice.to, is_private=notice.kind.is_private)

    def _send(self, message: EmailMessage) -> None:
        with self._connected() as server:
            if self._plan.user is not None:
                server.login(self._plan.user, self._plan.password or "")
            refused = server.send_message(message)
        if refused:
            raise NotDelivered(f"the mail server refused {len(refused)} of the addresses")

    def _connected(self) -> smtplib.SMTP:
        """With TLS, unless the operator said that it may be without."""
        plan, trust = self._plan, self._trust or ssl.create_default_context()
        if plan.is_tls:
            return smtplib.SMTP_SSL(plan.host, plan.port, timeout=self._timeout_s, context=trust)
        server = smtplib.SMTP(plan.host, plan.port, timeout=self._timeout_s)
        try:
            if not plan.may_be_plain:
                server.starttls(context=trust)
        except (smtplib.SMTPException, OSError):
            server.close()
            raise
        return server


def message_of(notice: Notice, *, sender: str, to: tuple[str, ...]) -> EmailMessage:
    """As it is mailed. The same notice has the same Message-ID, so that doubles are noticed."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = ", ".join(to)
    message["Subject"] = " ".join(notice.subject.split())[:_LONGEST_SUBJECT]
    message["Date"] = format_datetime(notice.at)
    message["Message-ID"] = f"<{notice.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    link = "" if notice.link is None else f"\n\n{notice.link}"
    message.set_content(f"{notice.text}{link}\n")
    return message
