"""Tests of `router.adapters.notices.slack`."""

import json
from dataclasses import replace

from router.adapters.notices.posting import Posting
from router.adapters.notices.slack import SlackChannel
from router.core.notices.notice import Notice, NoticeKind
from tests.receivers import WebReceiver

ALL = frozenset(NoticeKind)


async def test_a_notice_has_a_title_sentences_and_a_link(
    receiver: WebReceiver, posting: Posting, notice: Notice
) -> None:
    await SlackChannel(receiver.url, kinds=ALL, posting=posting).send(notice)

    told = json.loads(receiver.posted[0].body)
    title, section = told["blocks"]
    assert told["text"] == title["text"]["text"] == notice.subject
    assert section["text"]["text"].endswith(f"\n{notice.link}")


async def test_nobodys_words_call_a_whole_room(
    receiver: WebReceiver, posting: Posting, notice: Notice
) -> None:
    evil = replace(notice, subject="<!here> & <https://a|b>", text="<!channel>")

    await SlackChannel(receiver.url, kinds=ALL, posting=posting).send(evil)

    told = json.loads(receiver.posted[0].body)
    assert told["text"] == "&lt;!here&gt; &amp; &lt;https://a|b&gt;"
    assert "<!" not in told["blocks"][1]["text"]["text"]
    assert told["blocks"][0]["text"]["type"] == "plain_text"


async def test_what_is_longer_than_slack_takes_is_cut_and_the_link_stays(
    receiver: WebReceiver, posting: Posting, notice: Notice
) -> None:
    long = replace(notice, subject="s" * 999, text="&" * 9_999)

    await SlackChannel(receiver.url, kinds=ALL, posting=posting).send(long)

    title, section = json.loads(receiver.posted[0].body)["blocks"]
    assert len(title["text"]["text"]) == 150
    assert len(section["text"]["text"]) <= 3_000
    assert section["text"]["text"].endswith(str(notice.link))


def test_it_takes_its_kinds_and_nothing_private(
    receiver: WebReceiver, posting: Posting, notice: Notice
) -> None:
    slack = SlackChannel(receiver.url, kinds=ALL - {NoticeKind.FINDING_OPENED}, posting=posting)

    assert slack.takes(notice)
    assert not slack.takes(replace(notice, kind=NoticeKind.FINDING_OPENED))
    assert not slack.takes(replace(notice, kind=NoticeKind.DIGEST))
