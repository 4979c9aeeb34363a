"""Tests of `router.core.notices.channels`."""

import pytest

from router.core.errors import ConfigurationError
from router.core.notices.channels import NOTICE_SETTINGS, NoticeChannels, channels_from, is_address
from router.core.notices.notice import NoticeKind

HOOK = "https://hooks.example.com/in?token=planted"
SECRET = {"TIERWISE_WEBHOOK_SECRET": "whsec_planted"}
MAIL = {
    "TIERWISE_SMTP_URL": "smtps://us%40er:p%3Aw@mail.example.com",
    "TIERWISE_MAIL_FROM": "tierwise@example.com",
    "TIERWISE_MAIL_TO": "finance@example.com, lead@acme.example",
}


def test_without_settings_there_is_no_channel() -> None:
    assert channels_from({}) == NoticeChannels()


def test_several_addresses_share_one_secret() -> None:
    found = channels_from({"TIERWISE_WEBHOOK_URL": f"{HOOK}, http://127.0.0.1:1/x", **SECRET})

    assert found.webhook is not None
    assert found.webhook.urls == (HOOK, "http://127.0.0.1:1/x")
    assert found.webhook.kinds == frozenset(NoticeKind)


def test_a_mail_server_is_read_from_its_url() -> None:
    found = channels_from(MAIL).mail

    assert found is not None
    assert (found.host, found.port, found.is_tls) == ("mail.example.com", 465, True)
    assert (found.user, found.password) == ("us@er", "p:w")
    assert found.to == ("finance@example.com", "lead@acme.example")
    assert found.domains == {"example.com", "acme.example"}


def test_without_a_scheme_of_tls_it_must_be_offered_unless_that_is_switched_off() -> None:
    for query, may_be_plain in (("", False), ("?tls=off", True)):
        found = channels_from({**MAIL, "TIERWISE_SMTP_URL": f"smtp://127.0.0.1{query}"}).mail
        assert found is not None
        assert (found.port, found.is_tls, found.may_be_plain) == (25, False, may_be_plain)


def test_links_begin_with_the_public_address_without_its_last_slash() -> None:
    found = channels_from({"TIERWISE_PUBLIC_URL": "https://tierwise.example.com/"})
    assert found.public_url == "https://tierwise.example.com"


def test_kinds_are_named_or_by_their_beginning() -> None:
    given = {"TIERWISE_SLACK_URL": HOOK, "TIERWISE_SLACK_KINDS": "approval, finding.opened"}

    found = channels_from(given).slack

    assert found is not None
    assert found.kinds == {
        *(kind for kind in NoticeKind if kind.startswith("approval.")),
        NoticeKind.FINDING_OPENED,
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"TIERWISE_PUBLIC_URL": "tierwise.example.com"}, "TIERWISE_PUBLIC_URL"),
        ({"TIERWISE_WEBHOOK_URL": HOOK}, "secret"),
        ({"TIERWISE_WEBHOOK_URL": HOOK, **SECRET, "TIERWISE_WEBHOOK_SECRET_FILE": "f"}, "not both"),
        ({"TIERWISE_WEBHOOK_URL": "ftp://planted", **SECRET}, "TIERWISE_WEBHOOK_URL"),
        ({"TIERWISE_WEBHOOK_URL": "https://[planted", **SECRET}, "TIERWISE_WEBHOOK_URL"),
        ({"TIERWISE_SLACK_URL": "https://:0/planted"}, "TIERWISE_SLACK_URL"),
        ({"TIERWISE_SLACK_URL": HOOK, "TIERWISE_SLACK_KINDS": "weather"}, "'weather'"),
        ({**MAIL, "TIERWISE_SMTP_URL": "https://planted"}, "TIERWISE_SMTP_URL"),
        ({**MAIL, "TIERWISE_SMTP_URL": "smtp://u:planted@mail.example.com?tls=off"}, "password"),
        ({**MAIL, "TIERWISE_SMTP_URL": "smtps://mail.example.com?tls=off"}, "tls=off"),
        ({**MAIL, "TIERWISE_SMTP_URL": "smtp://mail.example.com?planted=1"}, "tls=off"),
        ({**MAIL, "TIERWISE_MAIL_FROM": ""}, "TIERWISE_MAIL_FROM"),
        ({**MAIL, "TIERWISE_MAIL_TO": "nobody"}, "'nobody'"),
    ],
)
def test_what_cannot_be_meant_is_told_without_secrets(given: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told) as caught:
        channels_from(given)

    assert "planted" not in caught.value.message


def test_no_secret_is_in_what_a_log_shows_of_it() -> None:
    given = {"TIERWISE_WEBHOOK_URL": HOOK, "TIERWISE_SLACK_URL": HOOK, **SECRET, **MAIL}
    shown = repr(channels_from(given))
    assert "planted" not in shown
    assert "p:w" not in shown


def test_mail_goes_to_those_who_are_named_of_ones_own_domains_only() -> None:
    plan = channels_from({**MAIL, "TIERWISE_MAIL_DOMAINS": "more.example"}).mail
    assert plan is not None

    named = ("ada@example.com", "eve@evil.example", "bob@MORE.example", "no address")

    assert plan.recipients(named, is_private=False) == ("ada@example.com", "bob@MORE.example")


def test_what_names_nobody_who_may_be_written_to_goes_to_the_list_unless_it_is_private() -> None:
    plan = channels_from(MAIL).mail
    assert plan is not None

    assert plan.recipients(("eve@evil.example",), is_private=False) == plan.to
    assert plan.recipients(("eve@evil.example",), is_private=True) == ()
    assert plan.recipients((), is_private=True) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "@example.com",
        "ada@here",
        "a@b.example\r\nBcc: eve@evil.example",
        "a@b.example, eve@evil.example",
        "<a@b.example>",
        "größe@b.example",
        "a\x00@b.example",
    ],
)
def test_what_could_be_more_than_one_address_is_none(text: str) -> None:
    assert not is_address(text)


def test_every_setting_has_a_meaning() -> None:
    assert all(name.startswith("TIERWISE_") and told for name, told in NOTICE_SETTINGS.items())
