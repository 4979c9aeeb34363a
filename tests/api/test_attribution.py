"""Tests of `router.api.attribution`."""

import pytest

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
