"""Tests of `router.cli.key_options`."""

import pytest

from router.cli.key_options import may_claim, scope_of
from router.core.errors import InvalidRequest
from router.core.key import ANYTHING, Claimable, KeyScope


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (None, set(Claimable)),
        ("none", set()),
        ("user", {Claimable.USER}),
        ("user, tags", {Claimable.USER, Claimable.TAGS}),
    ],
)
def test_claims_are_all_some_or_none(text: str | None, claims: set[Claimable]) -> None:
    assert may_claim(text) == claims


@pytest.mark.parametrize("text", ["", "user,", "everything", "user,none"])
def test_what_nobody_can_claim_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest, match="user,team,project,tags, or none"):
        may_claim(text)


def test_what_is_not_named_sets_no_limit() -> None:
    assert scope_of(models=None, tiers=None, endpoints=None, networks=None) == ANYTHING
    assert scope_of(
        models=["a"], tiers=["economy"], endpoints=["/b"], networks=["::1"]
    ) == KeyScope(models=("a",), tiers=("economy",), endpoints=("/b",), networks=("::1",))
