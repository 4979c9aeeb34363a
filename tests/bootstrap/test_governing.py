"""Tests of `router.bootstrap.governing`: what is approved, watched and told is wired together."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from router.bootstrap import assemble
from router.core.errors import ApprovalRequired, KeyQuarantined
from router.core.finding import Finding, Subject, SubjectKind
from router.core.key import LOCAL_KEY
from router.services.ask_approval import Wanted
from router.settings import Settings
from tests.factories import chat_request

POLICY = """
version: 1
name: strict
owner: platform
rules:
  - id: held
    reason: It may have leaked.
    when: {findings: leaked_key}
    then: {quarantine: "Rotate this key."}
  - id: ask-first
    reason: Everything is dear here.
    when: {requested_model: premium}
    then: {require_approval: "Ask the lead of your team."}
"""


@pytest.fixture
def settings(given: dict[str, str], tmp_path: Path) -> Settings:
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    return Settings.load({**given, "TIERWISE_POLICY": str(policy)})


async def test_a_refusal_says_under_which_id_to_ask_and_the_notice_waits_in_the_outbox(
    settings: Settings,
) -> None:
    container = assemble(settings, [])
    async with container.running():
        with pytest.raises(ApprovalRequired) as refused:
            await container.complete(chat_request(requested_model="premium"), LOCAL_KEY)
        approval_id = refused.value.details["approval"]
        assert approval_id.startswith("apr_")
        assert container.approving is not None
        wanted = Wanted(id=approval_id, reason="launch week", usd=Decimal(5))
        asked = await container.approving.ask(LOCAL_KEY, wanted)

        waiting = await container.stores.notices.latest(most=10)

        assert [one.notice.data["approval"] for one in waiting] == [asked.result.id] or (
            asked.result.id in waiting[0].notice.text + str(waiting[0].notice.data)
        )


async def test_an_open_finding_holds_its_key_until_it_ends(settings: Settings) -> None:
    container = assemble(settings, [])
    now = container.steps.clock.now()
    found = Finding(
        id="fnd_1",
        kind="leaked_key",
        subject=Subject(SubjectKind.KEY, LOCAL_KEY.id),
        opened_at=now,
        last_at=now,
        until=now + timedelta(hours=1),
        score=2.0,
        explanation="Two new networks within a minute.",
    )
    await container.stores.findings.add(found)
    async with container.running():
        with pytest.raises(KeyQuarantined, match="Rotate this key") as refused:
            await container.complete(chat_request(), LOCAL_KEY)

    assert refused.value.details["finding"] == "fnd_1"
