"""Who may do what with which keys, and is all of it written down?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from router.adapters.storage.memory_admin_log import MemoryAdminLog
from router.adapters.storage.memory_directory import MemoryDirectory
from router.adapters.storage.memory_keys import MemoryKeys
from router.core.directory import Entry, EntryKind, Place
from router.core.errors import IdempotencyConflict, InvalidRequest, NotYours
from router.core.key import KeyScope, Role, VirtualKey
from router.services.administer import Administer, NotThere
from router.services.administer_keys import AdministerKeys, NewKey, key_told
from router.services.issue_key import IssueKey
from router.services.keep_directory import KeepDirectory
from tests.fakes import FixedClock

ADMIN = VirtualKey(id="key_admin", name="admin's", role=Role.ADMIN)
LEAD = VirtualKey(id="key_lead", name="lead's", role=Role.TEAM_LEAD, team="search", user="ada")
MEMBER = VirtualKey(id="key_member", name="member's", team="search", user="grace")
DAY = timedelta(days=1)


class Desk:
    def __init__(self) -> None:
        self.clock, self.log, self.store = FixedClock(), MemoryAdminLog(), MemoryKeys()
        administer = Administer(log=self.log, clock=self.clock)
        self.directory = KeepDirectory(store=MemoryDirectory(), clock=self.clock)
        self.keys = AdministerKeys(
            issue=IssueKey(keys=self.store, clock=self.clock),
            administer=administer,
            directory=self.directory.now,
        )

    async def made(self, by: VirtualKey = ADMIN, **fields: object) -> tuple[VirtualKey, str]:
        wanted = replace(NewKey(name="app", team="search"), **fields)  # type: ignore[arg-type]
        key, secret = (await self.keys.create(by, wanted)).result
        assert secret is not None
        return key, secret

    async def acts(self) -> list[tuple[str, str, str]]:
        return [(e.kind, e.stage, e.subject) for e in await self.log.after(0, most=100)]


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_key_is_made_as_it_was_asked_for(desk: Desk) -> None:
    scope = KeyScope(models=("gpt-5*",), networks=("10.0.0.0/8",))
    key, secret = await desk.made(
        user="grace", tags=("a",), role=Role.AUDITOR, scope=scope, expires_in=DAY
    )
    assert await desk.store.find(secret) == key
    assert (key.user, key.tags, key.role, key.scope) == ("grace", ("a",), Role.AUDITOR, scope)
    assert key.expires_at == desk.clock.now() + DAY
    assert await desk.acts() == [("key.create", "begun", "app"), ("key.create", "done", "app")]


async def test_the_log_holds_the_key_and_not_its_secret(desk: Desk) -> None:
    key, secret = await desk.made()
    begun, done = await desk.log.after(0, most=9)
    assert done.said["after"] == key_told(key)
    assert begun.said["asked"] != {}
    assert secret not in str([begun, done])


async def test_what_was_asked_for_twice_is_made_once_and_shown_without_its_secret(
    desk: Desk,
) -> None:
    new = NewKey(name="app")
    first = await desk.keys.create(ADMIN, new, idempotency_key="k")
    again = await desk.keys.create(ADMIN, new, idempotency_key="k")
    assert again.is_repeated
    assert again.result == (first.result[0], None)
    assert len(await desk.store.all()) == 1
    with pytest.raises(IdempotencyConflict):
        await desk.keys.create(ADMIN, replace(new, team="ads"), idempotency_key="k")


async def test_a_rotation_asked_for_twice_is_done_once(desk: Desk) -> None:
    key, _ = await desk.made()
    first = await desk.keys.rotate(ADMIN, key.id, overlap=DAY, idempotency_key="k")
    again = await desk.keys.rotate(ADMIN, key.id, overlap=DAY, idempotency_key="k")
    assert (again.result, again.is_repeated) == ((first.result[0], None), True)
    assert first.result[0].replaces == key.id
    assert len(await desk.store.all()) == 2


async def test_each_change_is_kept_with_before_and_after(desk: Desk) -> None:
    key, _ = await desk.made()
    changed = await desk.keys.change(
        ADMIN, key.id, edit=lambda k: replace(k, project="atlas"), asked={"project": "atlas"}
    )
    revoked = await desk.keys.revoke(ADMIN, key.id)
    *_, begun, done, revoking, revoked_event = await desk.log.after(0, most=9)
    assert begun.said == {"asked": {"project": "atlas"}, "before": key_told(key)}
    assert done.said == {"after": key_told(changed)}
    assert (revoking.kind, revoking.subject) == ("key.revoke", key.id)
    assert revoked_event.said == {"after": key_told(revoked)}


async def test_a_lead_makes_changes_and_revokes_keys_of_members_of_the_team(desk: Desk) -> None:
    key, _ = await desk.made(LEAD)
    await desk.keys.change(LEAD, key.id, edit=lambda k: replace(k, name="b"), asked={"name": "b"})
    await desk.keys.rotate(LEAD, key.id, overlap=DAY)
    assert (await desk.keys.revoke(LEAD, key.id)).revoked_at is not None


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"team": "ads"}, "team"),
        ({"team": None}, "team"),
        *(({"role": role}, "role") for role in Role if role is not Role.MEMBER),
    ],
)
async def test_a_lead_makes_no_keys_of_others_and_none_that_are_stronger(
    desk: Desk, fields: dict[str, object], param: str
) -> None:
    with pytest.raises(NotYours) as refused:
        await desk.made(LEAD, **fields)
    assert refused.value.param == param
    assert await desk.store.all() == []

    key, _ = await desk.made(LEAD)
    with pytest.raises(NotYours):
        await desk.keys.change(LEAD, key.id, edit=lambda k: replace(k, **fields), asked=fields)  # type: ignore[arg-type]
    assert list(await desk.store.all()) == [key]


async def test_a_lead_touches_no_key_of_an_administrator_in_the_same_team(desk: Desk) -> None:
    key, _ = await desk.made(role=Role.ADMIN)
    for act in (
        desk.keys.revoke(LEAD, key.id),
        desk.keys.rotate(LEAD, key.id, overlap=DAY),
        desk.keys.change(LEAD, key.id, edit=lambda k: replace(k, role=Role.MEMBER), asked={}),
    ):
        with pytest.raises(NotYours):
            await act


async def test_a_lead_may_exchange_the_own_key_and_make_it_no_stronger(desk: Desk) -> None:
    lead, _ = await desk.made(role=Role.TEAM_LEAD, user="ada")
    new, secret = (await desk.keys.rotate(lead, lead.id, overlap=DAY)).result
    assert (new.role, secret is None) == (Role.TEAM_LEAD, False)
    with pytest.raises(NotYours):
        await desk.keys.change(lead, lead.id, edit=lambda k: replace(k, role=Role.ADMIN), asked={})


async def test_a_lead_makes_no_key_in_the_name_of_somebody_of_another_team(desk: Desk) -> None:
    await desk.directory.put(
        [
            Entry(kind=EntryKind.TEAM, id="ads"),
            Entry(kind=EntryKind.TEAM, id="search"),
            Entry(kind=EntryKind.USER, id="boss", parent=Place(EntryKind.TEAM, "ads")),
            Entry(kind=EntryKind.USER, id="grace", parent=Place(EntryKind.TEAM, "search")),
        ]
    )
    with pytest.raises(NotYours, match="'boss' is not in your team"):
        await desk.made(LEAD, user="boss")
    key, _ = await desk.made(LEAD, user="grace")
    with pytest.raises(NotYours, match="'boss' is not in your team"):
        await desk.keys.change(LEAD, key.id, edit=lambda k: replace(k, user="boss"), asked={})
    assert (await desk.made(ADMIN, user="boss"))[0].user == "boss"


async def test_a_member_changes_nothing(desk: Desk) -> None:
    key, _ = await desk.made(user="grace")
    for act in (
        desk.keys.create(MEMBER, NewKey(name="x", team="search")),
        desk.keys.revoke(MEMBER, key.id),
    ):
        with pytest.raises(NotYours, match="permits no changes"):
            await act


async def test_each_sees_the_keys_within_reach_and_others_do_not_exist(desk: Desk) -> None:
    of_grace, _ = await desk.made(user="grace")
    of_team, _ = await desk.made()
    of_others, _ = await desk.made(team="ads")
    for by, seen in (
        (ADMIN, [of_grace, of_team, of_others]),
        (replace(ADMIN, role=Role.AUDITOR), [of_grace, of_team, of_others]),
        (LEAD, [of_grace, of_team]),
        (MEMBER, [of_grace]),
    ):
        assert list(await desk.keys.visible(by)) == seen
    for by in (LEAD, MEMBER):
        for key_id in (of_others.id, "key_none"):
            with pytest.raises(NotThere, match=f"no key '{key_id}' that you may see"):
                await desk.keys.get(by, key_id)


async def test_what_the_keys_refuse_is_written_down_as_refused(desk: Desk) -> None:
    with pytest.raises(InvalidRequest):
        await desk.made(user="ada", service_account="bot")
    assert [stage for _, stage, _ in await desk.acts()] == ["begun", "refused"]
