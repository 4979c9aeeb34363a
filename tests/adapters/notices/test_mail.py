"""Tests of `router.adapters.notices.mail`."""

from dataclasses import replace
from pathlib import Path

import pytest

from router.adapters.notices.mail import MailChannel, message_of
from router.core.notices.channels import MailPlan
from router.core.notices.delivery import NotDelivered
from router.core.notices.notice import Notice, NoticeKind
from tests.journeys.running import closed_port
from tests.receivers import MailSink, certificate_for_here, taking_mail


def plan(port: int, **written: object) -> MailPlan:
    fields: dict[str, object] = {
        "host": "127.0.0.1",
        "port": port,
        "is_tls": False,
        "may_be_plain": True,
        "sender": "tierwise@example.com",
        "to": ("finance@example.com", "lead@example.com"),
        "domains": frozenset(["example.com"]),
    }
    return MailPlan(**{**fields, **written})  # type: ignore[arg-type]


def of(sink: MailSink, **written: object) -> MailPlan:
    return plan(sink.port, **written)


async def test_a_notice_arrives_as_plain_text_with_its_id(notice: Notice) -> None:
    async with taking_mail() as sink:
        await MailChannel(of(sink)).send(notice)

    (mail,) = sink.mails
    assert sink.recipients == [["bob@example.com"]]
    assert (mail["From"], mail["To"]) == ("tierwise@example.com", "bob@example.com")
    assert mail["Subject"] == notice.subject
    assert mail["Message-ID"] == "<ntc_1@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n") == f"{notice.text}\n\n{notice.link}\n"


async def test_what_names_nobody_goes_to_the_list(notice: Notice) -> None:
    async with taking_mail() as sink:
        await MailChannel(of(sink)).send(replace(notice, to=()))

    assert sink.recipients == [["finance@example.com", "lead@example.com"]]


async def test_it_is_sent_over_starttls_with_a_login(notice: Notice, tmp_path: Path) -> None:
    shown, trust = certificate_for_here(tmp_path)
    async with taking_mail(certificate=shown, login=("ada", "secret")) as sink:
        channel = MailChannel(
            of(sink, may_be_plain=False, user="ada", password="secret"),
            trust=trust,
        )
        await channel.send(notice)

    assert len(sink.mails) == 1


async def test_it_is_sent_over_tls_from_the_first_byte(notice: Notice, tmp_path: Path) -> None:
    shown, trust = certificate_for_here(tmp_path)
    async with taking_mail(certificate=shown, is_tls=True) as sink:
        await MailChannel(of(sink, may_be_plain=False, is_tls=True), trust=trust).send(notice)

    assert len(sink.mails) == 1


async def test_nothing_is_sent_to_a_server_whose_certificate_is_not_trusted(
    notice: Notice, tmp_path: Path
) -> None:
    shown, _ = certificate_for_here(tmp_path)
    async with taking_mail(certificate=shown) as sink:
        with pytest.raises(NotDelivered, match="SSLCertVerificationError"):
            await MailChannel(of(sink, may_be_plain=False)).send(notice)

    assert sink.mails == []


async def test_nothing_is_sent_without_tls_unless_that_was_said(notice: Notice) -> None:
    async with taking_mail() as sink:
        with pytest.raises(NotDelivered, match="SMTPNotSupportedError"):
            await MailChannel(of(sink, may_be_plain=False)).send(notice)

    assert sink.mails == []


async def test_a_wrong_login_is_told_without_the_password(notice: Notice, tmp_path: Path) -> None:
    shown, trust = certificate_for_here(tmp_path)
    async with taking_mail(certificate=shown, login=("ada", "secret")) as sink:
        wrong = of(sink, may_be_plain=False, user="ada", password="planted")
        with pytest.raises(NotDelivered, match="refused the login") as caught:
            await MailChannel(wrong, trust=trust).send(notice)

    assert "planted" not in caught.value.message
    assert sink.mails == []


async def test_an_address_that_the_server_refuses_is_told(notice: Notice) -> None:
    async with taking_mail() as sink:
        sink.refuses = ("lead@example.com",)
        with pytest.raises(NotDelivered, match="refused 1"):
            await MailChannel(of(sink)).send(replace(notice, to=()))
        sink.refuses = ("bob@example.com",)
        with pytest.raises(NotDelivered):
            await MailChannel(of(sink)).send(notice)


async def test_a_server_that_is_away_is_told(notice: Notice) -> None:
    with pytest.raises(NotDelivered, match="ConnectionRefusedError"):
        await MailChannel(plan(closed_port())).send(notice)


@pytest.mark.parametrize("evil", ["a\r\nBcc: eve@evil.example", "a\n\nbody", "a\x00b", "x" * 9_999])
async def test_no_subject_becomes_another_header(notice: Notice, evil: str) -> None:
    async with taking_mail() as sink:
        await MailChannel(of(sink)).send(replace(notice, subject=evil, to=()))

    (mail,) = sink.mails
    assert "Bcc" not in mail
    assert sink.recipients == [["finance@example.com", "lead@example.com"]]
    assert len(mail["Subject"]) <= 200


def test_no_recipient_becomes_another_header(notice: Notice) -> None:
    evil = replace(notice, to=("a@example.com\r\nBcc: eve@evil.example",))
    channel = MailChannel(plan(25))
    assert channel.takes(evil)  # it goes to the list
    sent_to = plan(25).recipients(evil.to, is_private=False)
    assert message_of(evil, sender="t@example.com", to=sent_to)["To"] == ", ".join(plan(25).to)


def test_what_is_private_goes_to_nobody_else(notice: Notice) -> None:
    channel = MailChannel(plan(25))
    private = replace(notice, kind=NoticeKind.DIGEST)

    assert channel.takes(private)
    assert not channel.takes(replace(private, to=()))
    assert not channel.takes(replace(private, to=("eve@evil.example",)))
