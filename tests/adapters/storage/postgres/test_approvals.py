"""What is peculiar to approvals in PostgreSQL? The rest is in tests/contracts."""

import asyncio
from dataclasses import replace

import psycopg

from router.adapters.storage.postgres.approvals import PostgresApprovals, PostgresGrants
from router.adapters.storage.postgres.connection import Database
from router.core.approvals.approval import Approval, ApprovalState
from router.ports.approvals import Edited
from tests.approving import approval


async def test_readers_do_not_wait_for_a_writer(database: Database, postgres_url: str) -> None:
    approvals, grants = PostgresApprovals(database), PostgresGrants(database)
    await approvals.ask(approval())

    with psycopg.connect(postgres_url) as other:
        other.execute("UPDATE approval_version SET version = version + 1")
        async with asyncio.timeout(5):
            assert await grants.version() == 1
            assert await approvals.latest(most=2) == [approval()]


async def test_who_comes_second_sees_what_the_first_wrote(
    database: Database, postgres_url: str
) -> None:
    approvals = PostgresApprovals(database)
    await approvals.ask(approval())
    seen: list[str] = []

    def remember(found: Approval) -> Edited:
        seen.append(found.reason)
        return Edited(replace(found, state=ApprovalState.DENIED))

    with psycopg.connect(postgres_url) as other:
        other.execute("UPDATE approval_version SET version = version + 1")
        second = asyncio.create_task(approvals.change("apr_1", remember))
        done, _ = await asyncio.wait([second], timeout=0.1)
        assert not done
        other.execute("UPDATE approval SET body = replace(body, 'a study', 'a launch')")
        other.commit()
    await asyncio.wait_for(second, timeout=5)

    assert seen == ["a launch"]
