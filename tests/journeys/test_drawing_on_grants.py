"""What becomes of requests that draw on a grant, from their decision to their ledger entry?"""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from router.core.caller import Attribution
from router.core.errors import ApprovalRequired, RateLimited
from router.core.grant import Grant
from router.core.ledger import Outcome
from router.core.limit_book import LimitBook
from router.core.scope import Scope
from tests.approving import RULE, demanding, grant
from tests.factories import catalog, chat_request, key
from tests.fakes import Service

KEY = key(team="search", user="ada")
MINE = Scope(key_id=KEY.id)


def served(*grants: Grant, seen: tuple[Grant, ...] | None = None) -> Service:
    """A service whose only rule keeps premium for approval; `seen` are those decisions know."""
    made = Service(book=LimitBook(grants=grants))
    made.rulebooks.in_force = replace(demanding(), catalog=catalog())
    made.grants = tuple(one.open for one in (grants if seen is None else seen))
    return made


async def ask(made: Service, *tags: str) -> object:
    request = chat_request(
        content="word " * 1_000,  # as many tokens as the provider bills
        requested_model="premium",
        max_output_tokens=100,
        attribution=Attribution(tags=tags),
    )
    return await made.complete(request, KEY)


def drawn_usd(made: Service, one: Grant) -> Decimal:
    """What stands in the ledger with the grant's tag."""
    entries = (entry for entry, _ in made.ledger.kept.booked())
    return sum((e.cost_usd for e in entries if one.tag in e.caller.tags), start=Decimal(0))


async def test_without_a_grant_it_is_refused_and_with_one_it_passes_and_bears_its_tag() -> None:
    one = grant(scope=MINE)
    with pytest.raises(ApprovalRequired):
        await ask(served())

    made = served(one)
    await ask(made)

    assert made.ledger.only.caller.tags == (one.tag,)
    assert drawn_usd(made, one) > 0


async def test_of_fifty_at_once_as_many_pass_as_there_is_money_for() -> None:
    one = grant(scope=MINE, usd="0.05")
    made = served(one)

    found = await asyncio.gather(*(ask(made) for _ in range(50)), return_exceptions=True)

    passed = [answer for answer in found if not isinstance(answer, Exception)]
    refused = [error for error in found if isinstance(error, ApprovalRequired | RateLimited)]
    assert 0 < len(passed) < 50
    assert len(passed) + len(refused) == 50
    assert 0 < drawn_usd(made, one) <= one.limit_usd


async def test_of_fifty_at_once_no_more_pass_than_requests_were_granted() -> None:
    one = grant(scope=MINE, usd="1000", requests=7)
    made = served(one)

    found = await asyncio.gather(*(ask(made) for _ in range(50)), return_exceptions=True)

    assert sum(not isinstance(answer, Exception) for answer in found) == 7
    outcomes = [entry.outcome for entry, _ in made.ledger.kept.booked()]
    assert outcomes.count(Outcome.COMPLETED) == 7


async def test_who_claims_the_tag_of_a_grant_neither_passes_nor_charges_it() -> None:
    one = grant(scope=Scope(key_id="key_another"))
    made = served(one, seen=())

    with pytest.raises(ApprovalRequired) as caught:
        await ask(made, one.tag)

    assert caught.value.details["rule"] == RULE
    assert drawn_usd(made, one) == 0
    assert made.ledger.only.caller.tags == ()


async def test_a_grant_that_another_process_ended_a_moment_ago_lets_nothing_pass() -> None:
    one = grant(scope=MINE)
    made = served(seen=(one,))

    with pytest.raises(ApprovalRequired, match="has ended"):
        await ask(made)

    assert made.ledger.only.outcome is Outcome.REFUSED
