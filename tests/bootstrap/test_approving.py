"""Tests of `router.bootstrap.approving`."""

import os
import pwd
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from router.bootstrap.approving import open_approving, operator_key
from router.core.grant import Grant
from router.core.key import Role
from router.core.limit_book import NO_LIMITS, LimitBook
from router.core.scope import Scope
from router.core.scope_index import ScopeIndex
from tests.factories import NOON, caller
from tests.fakes import Service

GRANT = Grant(
    id="grt_1",
    approval_id="apr_1",
    scope=Scope(key_id="key_1"),
    rules=("premium-is-approved",),
    limit_usd=Decimal(5),
    since=NOON,
    until=NOON + timedelta(days=1),
)


async def test_a_grant_is_drawn_on_once_its_account_is_in_the_book() -> None:
    service = Service()
    approving = open_approving(service.stores, service.clock, rulebook=service.rulebooks.current)
    approving.follow._index = ScopeIndex([(GRANT.scope, GRANT)])
    approving.follow._open = (GRANT,)
    who = replace(caller(), key_id="key_1")
    book = NO_LIMITS
    drawn = approving.drawn_in(lambda: book)

    before = drawn(who, NOON)
    book = LimitBook(grants=(GRANT,))

    assert before == ()
    assert drawn(who, NOON) == (GRANT.open,)
    assert drawn(replace(who, key_id="key_2"), NOON) == ()


def test_the_operator_is_an_administrator_and_a_person() -> None:
    name = f"os:{pwd.getpwuid(os.getuid()).pw_name}"
    key = operator_key()
    assert (key.id, key.booked_as, key.user, key.role) == (name, name, name, Role.ADMIN)
