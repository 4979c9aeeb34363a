"""Who is told of things: a web server and a mail server on this machine that keep what comes."""

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiohttp import web
from aiosmtpd import smtp
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, kw_only=True)
class Posted:
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(kw_only=True)
class WebReceiver:
    """Takes whatever is posted; answers with the statuses that are scripted, then with 204."""

    posted: list[Posted] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    location: str | None = None
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.posted.append(Posted(path=request.path, headers=dict(request.headers), body=body))
        status = self.statuses.pop(0) if self.statuses else 204
        headers = {} if self.location is None else {"location": self.location}
        return web.Response(status=status, headers=headers)


@asynccontextmanager
async def receiving() -> AsyncIterator[WebReceiver]:
    receiver = WebReceiver()
    app = web.Application()
    app.router.add_post("/{path:.*}", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    receiver.url = f"http://{host}:{port}"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@dataclass(kw_only=True)
class MailSink:
    """Keeps mail as it came."""

    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refuses: tuple[str, ...] = ()
    host: str = ""
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - the name of the command
        self,
        server: smtp.SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        if address in self.refuses:
            return "550 not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: smtp.SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, _class=EmailMessage, policy=default))
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"


@asynccontextmanager
async def taking_mail(
    *,
    certificate: ssl.SSLContext | None = None,
    is_tls: bool = False,
    login: tuple[str, str] | None = None,
) -> AsyncIterator[MailSink]:
    """A mail server; with a certificate it speaks TLS at once (`is_tls`), or offers STARTTLS."""
    sink = MailSink()

    def check(
        server: smtp.SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        known = login and LoginPassword(login[0].encode(), login[1].encode())
        return AuthResult(success=data == known, handled=False)

    def serve() -> smtp.SMTP:
        return smtp.SMTP(
            sink,
            tls_context=None if is_tls else certificate,
            authenticator=check if login else None,
            auth_require_tls=not is_tls,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(serve, "127.0.0.1", 0, ssl=certificate if is_tls else None)
    sink.host, sink.port = server.sockets[0].getsockname()
    try:
        yield sink
    finally:
        server.close()
        await server.wait_closed()


def certificate_for_here(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server shows, and what a client must trust to believe it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "here.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))
