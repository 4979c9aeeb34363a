import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from router.adapters.providers.http.direct import Direct
from router.adapters.providers.http.failures import NoConnection, Stage, TookTooLong
from router.adapters.providers.http.target import target_of
from router.core.patience import Patience
from tests.lying_upstream import JSON_ANSWER, LyingUpstream, framed


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of its own for 127.0.0.1."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.NameAttribute
    subject = x509.Name([name(NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    built = (
        x509.CertificateBuilder(subject, subject, key.public_key(), 1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    own = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(own + built.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
async def address(certificate: Path) -> AsyncIterator[str]:
    """A server that speaks TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    met: list[asyncio.StreamWriter] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(writer)
        await reader.readuntil(b"\r\n\r\n{}")
        writer.write(framed(JSON_ANSWER))

    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context) as server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    for writer in met:
        writer.transport.abort()
    await asyncio.sleep(0)


async def asked(address: str, *, tls: ssl.SSLContext | None) -> bytes:
    carrier = Direct(tls=tls)
    try:
        target = target_of(address, headers={})
        reply = await carrier.post(target, body=b"{}", patience=Patience(), wants_whole=True)
        return await reply.read()
    finally:
        await carrier.close()


async def test_speaks_tls_with_whom_it_trusts(address: str, certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=certificate)
    assert await asked(address, tls=trusting) == JSON_ANSWER


async def test_speaks_with_nobody_whose_certificate_is_not_trusted(address: str) -> None:
    with pytest.raises(NoConnection, match="certificate"):
        await asked(address, tls=None)


async def test_a_certificate_of_somebody_else_is_refused(address: str, certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=certificate)
    with pytest.raises(NoConnection, match="certificate"):
        await asked(address.replace("127.0.0.1", "localhost"), tls=trusting)


async def test_a_handshake_that_nobody_answers_ends_with_the_patience() -> None:
    async with LyingUpstream() as silent:
        carrier = Direct()
        with pytest.raises(TookTooLong) as raised:
            await carrier.post(
                target_of(silent.base_url.replace("http:", "https:"), headers={}),
                body=b"",
                patience=Patience(connect_s=0.1),
                wants_whole=True,
            )
        await carrier.close()
    assert raised.value.stage is Stage.CONNECT


async def test_a_name_that_nobody_knows_is_no_connection() -> None:
    with pytest.raises(NoConnection):
        await asked("http://nobody.invalid/", tls=None)
