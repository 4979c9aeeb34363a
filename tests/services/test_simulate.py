"""Tests of `router.services.simulate`."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import msgspec

from router.core.errors import ApprovalRequired, UpstreamFailed
from router.core.key import LOCAL_KEY, VirtualKey
from router.core.simulation.ending import Ending
from router.core.simulation.event import INPUT_FIELD, OUTPUT_FIELD, Request
from router.ports.watch import Watched
from router.services.give_feedback import Said
from router.services.simulate import Simulate
from tests.core.simulation.small import request
from tests.factories import deployment, policy, rulebook
from tests.fakes import FixedRulebooks, ScriptedWatch, Service

Seek = Callable[[Request, ApprovalRequired], Awaitable[bool]]
Say = Callable[[Said, VirtualKey], Awaitable[object]]


@dataclass(frozen=True)
class Listed:
    """A plan of requests that a test names."""

    listed: tuple[Request, ...]
    ends_s: float = 100.0
    seed: int = 1

    def requests(self) -> Iterator[Request]:
        return iter(self.listed)


async def played(
    service: Service, *requests: Request, seek: Seek | None = None, say: Say | None = None
) -> list[Ending]:
    endings: list[Ending] = []

    async def until(at_s: float) -> None:
        service.clock.seconds = max(service.clock.seconds, at_s)

    simulate = Simulate(
        complete=service.complete,
        ledger=service.ledger,
        clock=service.clock,
        until=until,
        keys={request().key: replace(LOCAL_KEY, user="ada")},
        premium=deployment("large", input_usd="10", output_usd="100"),
        hear=endings.append,
        seek=seek,
        feedback=say,
    )
    await simulate(Listed(requests))
    return endings


async def test_an_answer_is_told_with_its_cost_and_what_premium_would_have_cost() -> None:
    (ending,) = await played(Service(), request())

    assert ending.refusal is None
    assert ending.cost_usd == Decimal("0.0014")
    assert ending.premium_usd == Decimal("0.02")


async def test_it_lasts_to_the_end_of_the_plan() -> None:
    service = Service()

    await played(service, request(3))

    assert service.clock.seconds == 100.0


async def test_the_provider_is_told_how_long_the_answer_is_and_what_was_asked() -> None:
    service = Service()

    await played(service, replace(request(), max_tokens=7, model="auto"))

    (call,) = service.provider.calls
    told = {name: msgspec.json.decode(value) for name, value in call.fields.items()}
    assert (told[OUTPUT_FIELD], told["max_tokens"]) == (50, 7)
    assert told[INPUT_FIELD] > 1
    assert told["messages"] == [{"role": "user", "content": "Sort: b, a"}]


async def test_a_refusal_is_told_by_its_code_and_with_what_was_known() -> None:
    denying = policy({"when": {"tokens": {"at_least": 1}}, "then": {"deny": "Closed."}})
    service = Service(
        rulebooks=FixedRulebooks(rulebook(denying)),
        watch=ScriptedWatch(Watched(findings=("burst",))),
    )

    (ending,) = await played(service, request())

    assert (ending.refusal, ending.tier) == ("policy_denied", None)
    assert ending.findings == ("burst",)


async def test_whoever_storms_tries_again_at_once_while_the_provider_fails() -> None:
    service = Service()
    service.provider.error = UpstreamFailed("503")

    endings = await played(service, replace(request(), attempts=3))

    assert [one.refusal for one in endings] == ["upstream_failed"] * 4


async def test_others_ask_once() -> None:
    service = Service()
    service.provider.error = UpstreamFailed("503")

    assert len(await played(service, request())) == 1


async def test_tags_and_origin_reach_the_service() -> None:
    service = Service()

    await played(service, replace(request(), tags=("incident",)))

    assert service.ledger.only.caller.tags == ("incident",)


async def test_whoever_needs_approval_seeks_it_and_sends_again_once_it_is_given() -> None:
    demanding = policy({"when": {"tokens": {"at_least": 1}}, "then": {"require_approval": "Ask."}})
    service = Service(rulebooks=FixedRulebooks(rulebook(demanding)))

    async def gives(_: Request, refusal: ApprovalRequired) -> bool:
        assert refusal.details["rule"]
        return True

    async def denies(_: Request, refusal: ApprovalRequired) -> bool:
        return False

    denied = await played(service, request(), seek=denies)
    again = await played(service, request(), seek=gives)

    assert [(one.refusal, one.is_resumed) for one in denied] == [("approval_required", False)]
    assert [one.is_resumed for one in again] == [False, True]


async def test_people_say_what_became_of_some_answers_and_scripts_say_nothing() -> None:
    said: list[Said] = []

    async def say(what: Said, key: VirtualKey) -> None:
        said.append(what)

    asked = [request(float(number)) for number in range(40)]
    service = Service()
    endings = await played(service, *asked, say=say)
    scripts = await played(Service(), *(replace(one, anomaly="a") for one in asked), say=say)

    spoken = [one.said for one in endings if one.said is not None]
    assert 0 < len(spoken) < 40
    assert [one.verdict for one in said] == spoken
    assert {one.said for one in scripts} == {None}
