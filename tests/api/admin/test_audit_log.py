"""What do the routes for the audit log give?"""

import pytest

from router.core.admin_log import chained
from router.core.key import Role
from tests.api.admin.calling import SECRETS, Caller
from tests.contracts.test_admin_log import act
from tests.fakes import Service

LOG = "/v1/admin/audit-log"


async def test_every_act_is_listed_newest_first_with_its_stages(call: Caller) -> None:
    key = (await call("POST /v1/admin/keys", json={"name": "app"})).json()
    await call(f"POST /v1/admin/keys/{key['id']}/revoke")
    listed = (await call(f"GET {LOG}", as_=Role.AUDITOR)).json()
    assert [(event["kind"], event["stage"]) for event in listed["data"]] == [
        ("key.revoke", "done"),
        ("key.revoke", "begun"),
        ("key.create", "done"),
        ("key.create", "begun"),
    ]
    assert {(event["actor"], event["role"]) for event in listed["data"]} == {("key_admin", "admin")}
    assert listed["data"][2]["detail"]["after"]["id"] == key["id"]


async def test_no_secret_is_in_it(call: Caller) -> None:
    pasted = SECRETS[Role.ADMIN]
    made = (await call("POST /v1/admin/keys", json={"name": pasted, "tags": [pasted]})).json()
    rotated = (await call(f"POST /v1/admin/keys/{made['id']}/rotate")).json()
    text = (await call(f"GET {LOG}?limit=100")).text
    assert not [s for s in (pasted, made["secret"], rotated["secret"]) if s in text]


async def test_events_are_found_by_actor_kind_and_subject_and_in_pages(
    call: Caller, service: Service
) -> None:
    for number in range(5):
        await service.admin_log.append(act(f"act_{number}", subject=f"s{number % 2}"))
    assert len((await call(f"GET {LOG}?subject=s1")).json()["data"]) == 2
    assert (await call(f"GET {LOG}?actor=nobody%00")).json()["data"] == []
    assert len((await call(f"GET {LOG}?kind=key.create&act_id=act_3")).json()["data"]) == 1
    first = (await call(f"GET {LOG}?limit=2")).json()
    rest = (await call(f"GET {LOG}?after={first['last_id']}")).json()
    seqs = [event["seq"] for page in (first, rest) for event in page["data"]]
    assert (seqs, first["has_more"], rest["has_more"]) == ([5, 4, 3, 2, 1], True, False)


@pytest.mark.parametrize(
    ("query", "param"),
    [("kind=x", "kind"), ("after=x", "after"), ("after=" + "9" * 30, "after"), ("who=a", "who")],
)
async def test_what_cannot_be_looked_for_is_told(call: Caller, query: str, param: str) -> None:
    answer = await call(f"GET {LOG}?{query}")
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


async def test_a_log_is_verified_against_heads_that_were_kept(
    call: Caller, service: Service
) -> None:
    kept = (await service.admin_log.append(act())).head
    last = (await service.admin_log.append(act("act_2"))).head
    told = (await call(f"GET {LOG}/verify?head={kept}&head={last}", as_=Role.AUDITOR)).json()
    assert told == {
        "object": "tierwise.audit_log.verification",
        "is_whole": True,
        "problem": None,
        "events": 2,
        "head": str(last),
        "acts_without_end": [
            {"act_id": "act_1", "begun_at_event": 1},
            {"act_id": "act_2", "begun_at_event": 2},
        ],
    }


async def test_a_broken_log_is_named(call: Caller, service: Service) -> None:
    first = await service.admin_log.append(act())
    service.admin_log._events.append(chained(act("act_2"), after=first.head)._replace(actor="x"))
    told = (await call(f"GET {LOG}/verify")).json()
    assert (told["is_whole"], told["problem"]) == (
        False,
        "Event 2 was edited: its hash does not fit its content.",
    )


async def test_a_head_that_is_none_is_refused(call: Caller) -> None:
    answer = await call(f"GET {LOG}/verify?head=12")
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "head")
