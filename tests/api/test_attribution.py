"""Tests of `router.api.attribution`."""

import json

import pytest
from starlette.datastructures import Headers

from router.api.attribution import attribution_of
from router.core.caller import Attribution


@pytest.mark.parametrize(
    "header",
    ["x-tierwise-user", "x-litellm-end-user-id", "x-litellm-customer-id", "helicone-user-id"],
)
def test_a_user_is_named_as_other_gateways_name_one(header: str) -> None:
    assert attribution_of({header: "ada"}) == Attribution(user="ada")


@pytest.mark.parametrize(
    "header",
    [
        "x-tierwise-conversation-id",
        "x-litellm-session-id",
        "helicone-session-id",
        "x-session-id",
    ],
)
def test_a_conversation_is_named_as_other_gateways_name_one(header: str) -> None:
    assert attribution_of({header: "c-1"}) == Attribution(conversation_id="c-1")


@pytest.mark.parametrize("name", ["team", "project"])
@pytest.mark.parametrize("prefix", ["x-tierwise-", "helicone-property-"])
def test_team_and_project_come_from_headers(prefix: str, name: str) -> None:
    assert getattr(attribution_of({f"{prefix}{name}": "one"}), name) == "one"


@pytest.mark.parametrize("header", ["x-tierwise-tags", "x-litellm-tags"])
def test_tags_are_separated_by_commas(header: str) -> None:
    assert attribution_of({header: " a, b ,,c "}).tags == ("a", "b", "c")


def test_our_own_header_wins_over_those_of_others() -> None:
    headers = {"helicone-user-id": "them", "x-tierwise-user": "us"}

    assert attribution_of(headers).user == "us"


def test_an_empty_header_does_not_hide_the_next_one() -> None:
    headers = {"x-tierwise-user": " ", "helicone-user-id": "ada"}

    assert attribution_of(headers).user == "ada"


def test_the_body_wins_over_headers() -> None:
    headers = {
        "x-tierwise-user": "header",
        "x-tierwise-team": "header",
        "x-tierwise-tags": "header",
        "x-tierwise-conversation-id": "header",
    }
    metadata: dict[str, object] = {"team": "body", "session_id": "body", "tags": ["body"]}

    said = attribution_of(headers, user="body", metadata=metadata)

    assert said == Attribution(user="body", team="body", conversation_id="body", tags=("body",))


def test_the_field_wins_over_metadata() -> None:
    metadata: dict[str, object] = {"user": "metadata", "tags": ["metadata"]}

    said = attribution_of({}, user="field", metadata=metadata, tags=["field"])

    assert (said.user, said.tags) == ("field", ("field",))


@pytest.mark.parametrize("value", [5, None, ["ada"], {"x": 1}, "", "  "])
def test_metadata_of_other_types_attributes_nothing(value: object) -> None:
    assert attribution_of({}, metadata={"user": value, "team": value}) == Attribution()


def test_names_are_trimmed_and_bounded() -> None:
    said = attribution_of({}, user=" " + "a" * 1_000, tags=["t" * 1_000])

    assert said.user == "a" * 256
    assert said.tags == ("t" * 256,)


def test_the_number_of_tags_is_bounded() -> None:
    assert len(attribution_of({}, tags=[f"t{n}" for n in range(10_000)]).tags) == 64


def test_the_first_of_two_headers_counts() -> None:
    headers = Headers(raw=[(b"x-tierwise-user", b"ada"), (b"x-tierwise-user", b"eve")])

    assert attribution_of(headers).user == "ada"


def test_properties_of_helicone_become_tags_beside_those_that_are_listed() -> None:
    headers = {
        "helicone-property-feature": " search ",
        "helicone-property-team": "pay",
        "helicone-property-empty": " ",
        "helicone-property-": "nameless",
        "x-tierwise-tags": "a",
    }

    said = attribution_of(headers, tags=["field"])

    assert (said.team, said.tags) == ("pay", ("field", "feature:search"))


def test_metadata_of_litellm_becomes_names_and_tags() -> None:
    logged = {
        "user": "ada",
        "team": "pay",
        "project": "atlas",
        "session_id": "c-1",
        "tags": ["a"],
        "feature": "search",
        "run": 7,
        "night": True,
        "nested": {"x": 1},
        "nothing": None,
    }

    said = attribution_of({"x-litellm-spend-logs-metadata": json.dumps(logged)})

    assert said == Attribution(
        user="ada",
        team="pay",
        project="atlas",
        conversation_id="c-1",
        tags=("a", "feature:search", "run:7", "night:true"),
    )


def test_metadata_of_litellm_comes_after_all_else() -> None:
    headers = {
        "x-litellm-spend-logs-metadata": '{"user": "last", "team": "last", "tags": ["last"]}',
        "x-tierwise-team": "header",
        "x-litellm-tags": "header",
    }

    said = attribution_of(headers, user="body")

    assert said == Attribution(user="body", team="header", tags=("header",))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", "null", '{"a": ' + "[" * 5_000, '{"a":"' + "x" * 9_000 + '"}', "\ud800"],
    ids=["empty", "broken", "list", "number", "null", "deep", "long", "surrogate"],
)
def test_metadata_that_cannot_be_read_attributes_nothing(text: str) -> None:
    assert attribution_of({"x-litellm-spend-logs-metadata": text}) == Attribution()


def test_tags_of_all_kinds_are_bounded_together_and_none_is_repeated() -> None:
    headers = {f"helicone-property-p{n}": "x" * 1_000 for n in range(100)}

    tags = attribution_of(headers, tags=["a", "a", "b"]).tags

    assert tags[:3] == ("a", "b", "p0:" + "x" * 253)
    assert len(tags) == 64


@pytest.mark.parametrize("header", ["x-authz-user-id", "x-authz-team-id", "x-bf-customer-id"])
def test_headers_that_gateways_set_after_checking_somebody_are_not_believed(header: str) -> None:
    assert attribution_of({header: "ada"}) == Attribution()
