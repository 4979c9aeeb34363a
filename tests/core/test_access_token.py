"""Whom does an identity token stand for?"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.access_token import (
    PRINCIPAL_PREFIX,
    TokenTrust,
    holder_of,
    looks_like_token,
    roles_from,
    trust_from,
)
from router.core.errors import ConfigurationError, Unauthenticated
from router.core.key import Claimable, Role

TRUST = TokenTrust(
    issuer="https://issuer.example",
    audience="tierwise",
    roles={"platform-admins": Role.ADMIN, "audit": Role.AUDITOR, "leads": Role.TEAM_LEAD},
)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def test_user_team_and_role_stand_in_the_claims_that_are_named() -> None:
    trust = replace(TRUST, user_claim="preferred_username", team_claim="dept", role_claim="groups")
    claims = {"sub": "u1", "preferred_username": "ada", "dept": "search", "groups": "leads"}
    holder = holder_of(claims, trust)
    assert (holder.user, holder.team, holder.role) == ("ada", "search", Role.TEAM_LEAD)


def test_a_claim_may_lie_within_another_or_have_dots_in_its_name() -> None:
    nested = replace(TRUST, role_claim="realm_access.roles")
    assert holder_of({"sub": "u", "realm_access": {"roles": ["audit"]}}, nested).role is (
        Role.AUDITOR
    )
    dotted = replace(TRUST, role_claim="https://acme.example/roles")
    assert holder_of({"sub": "u", "https://acme.example/roles": ["audit"]}, dotted).role is (
        Role.AUDITOR
    )


def test_without_the_claims_the_subject_is_the_user_and_a_member_of_no_team() -> None:
    holder = holder_of({"sub": "u1"}, TRUST)
    assert (holder.id, holder.user, holder.team) == ("oidc:u1", "u1", None)
    assert holder.role is Role.MEMBER


def test_a_token_names_user_and_team_and_requests_may_claim_neither() -> None:
    assert holder_of({"sub": "u1"}, TRUST).may_claim == {Claimable.PROJECT, Claimable.TAGS}


@pytest.mark.parametrize(
    ("held", "role"),
    [
        (["leads", "audit", "platform-admins"], Role.ADMIN),
        (["leads", "audit"], Role.AUDITOR),
        (["admin", "Platform-Admins", "ADMIN"], Role.MEMBER),
        ([], Role.MEMBER),
        ({"platform-admins": True}, Role.MEMBER),
    ],
)
def test_the_strongest_role_counts_and_names_must_fit_to_the_letter(
    held: object, role: Role
) -> None:
    assert holder_of({"sub": "u", "roles": held}, TRUST).role is role


def test_of_several_teams_the_first_counts() -> None:
    assert holder_of({"sub": "u", "team": [7, " ", "search", "ads"]}, TRUST).team == "search"


@pytest.mark.parametrize("subject", [None, "", "  ", 7, ["u"], "x" * 257])
def test_a_token_that_names_nobody_is_refused(subject: object) -> None:
    with pytest.raises(Unauthenticated, match="names nobody"):
        holder_of({"sub": subject}, TRUST)


@given(st.dictionaries(st.sampled_from(["exp", "email", "team", "roles", "x"]), JSON))
def test_whatever_else_is_claimed_gives_a_member(claims: dict[str, object]) -> None:
    holder = holder_of({**claims, "sub": "u"}, TRUST)
    assert holder.id == f"{PRINCIPAL_PREFIX}u"
    assert holder.user is not None
    assert len(holder.user) <= 256


def test_roles_are_read_as_they_are_written() -> None:
    assert roles_from(" admin=platform-admins, auditor = audit=2,", setting="S") == {
        "platform-admins": Role.ADMIN,
        "audit=2": Role.AUDITOR,
    }
    assert roles_from("", setting="S") == {}


@pytest.mark.parametrize("text", ["admin", "admin=", "admins=x", "=x", "admin=x,auditor=x"])
def test_roles_that_cannot_be_meant_are_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="S: "):
        roles_from(text, setting="S")


SETTINGS = {"TIERWISE_OIDC_ISSUER": "https://i.example", "TIERWISE_OIDC_AUDIENCE": "tierwise"}


def test_without_an_issuer_nobody_is_trusted() -> None:
    assert trust_from({"TIERWISE_OIDC_ROLES": "admin=x"}) is None


def test_an_issuer_is_trusted_as_the_settings_say() -> None:
    assert trust_from(SETTINGS) == TokenTrust(issuer="https://i.example", audience="tierwise")
    told = {
        "TIERWISE_OIDC_USER_CLAIM": "upn",
        "TIERWISE_OIDC_TEAM_CLAIM": "dept",
        "TIERWISE_OIDC_ROLE_CLAIM": "groups",
        "TIERWISE_OIDC_ROLES": "admin=x",
    }
    assert trust_from(SETTINGS | told) == TokenTrust(
        issuer="https://i.example",
        audience="tierwise",
        user_claim="upn",
        team_claim="dept",
        role_claim="groups",
        roles={"x": Role.ADMIN},
    )


@pytest.mark.parametrize("name", list(SETTINGS))
def test_an_issuer_without_an_audience_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="go together"):
        trust_from({name: SETTINGS[name]})


def test_a_token_is_told_from_other_secrets() -> None:
    assert looks_like_token("eyJh.eyJz.sig")
    for other in ("", "sk-1", "eyJh.eyJz", "tw-a.b.c", "eyJ" + "x" * 20_000 + ".a.b", "a.b.c.d"):
        assert not looks_like_token(other)
