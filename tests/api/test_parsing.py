"""Tests of `router.api.parsing`."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.api.parsing import parse_chat, parse_embedding
from router.core.caller import Attribution
from router.core.deployment import Capability
from router.core.errors import InvalidRequest

MESSAGES = [{"role": "user", "content": "hello"}]
HELLO = b'"messages":[{"role":"user","content":"hello"}]'
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["role", "content", "type", "text", "tool_calls", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)
FIELDS = st.dictionaries(
    st.sampled_from(
        [
            "model",
            "messages",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "n",
            "tools",
            "functions",
            "response_format",
            "user",
            "metadata",
            "tags",
            "input",
            "unknown",
        ]
    ),
    JSON,
)


def body(**fields: object) -> bytes:
    return json.dumps({"model": "auto", "messages": MESSAGES, **fields}).encode()


def with_content(content: object) -> bytes:
    return body(messages=[{"role": "user", "content": content}])


class TestChat:
    def test_what_decides_something_is_read(self) -> None:
        request = parse_chat(
            body(model=" gpt-4o ", n=2, max_tokens=50, stream=True, tools=[{}, {}]), {}
        )

        assert (request.requested_model, request.choices) == ("gpt-4o", 2)
        assert (request.max_output_tokens, request.tool_count) == (50, 2)
        assert request.is_streamed
        assert request.messages == MESSAGES

    def test_what_is_left_open_has_openais_defaults(self) -> None:
        request = parse_chat(body(n=None, stream=None, max_tokens=None, tools=None), {})

        assert (request.choices, request.is_streamed, request.tool_count) == (1, False, 0)
        assert request.max_output_tokens is None

    def test_the_newer_name_of_the_limit_wins(self) -> None:
        request = parse_chat(body(max_tokens=10, max_completion_tokens=20), {})

        assert request.max_output_tokens == 20

    @pytest.mark.parametrize(
        ("stream", "options", "wanted"),
        [
            (True, {"include_usage": True}, True),
            (True, {"include_usage": False}, False),
            (True, {}, False),
            (True, None, False),
            (False, {"include_usage": True}, False),
        ],
    )
    def test_usage_is_wanted_where_a_stream_asks_for_it(
        self, stream: bool, options: object, wanted: bool
    ) -> None:
        assert parse_chat(body(stream=stream, stream_options=options), {}).wants_usage is wanted

    def test_every_field_is_kept_byte_for_byte(self) -> None:
        odd = (
            b'{"model":"auto",'
            + HELLO
            + b', "seed" : 12345678901234567890123, "temperature":1.0,"x":{ "a" : [1,  2.50] },'
            b'"note":"\\u00fc\\/ \xc3\xbc"}'
        )

        fields = parse_chat(odd, {}).fields

        assert fields["seed"] == b"12345678901234567890123"
        assert fields["temperature"] == b"1.0"
        assert fields["x"] == b'{ "a" : [1,  2.50] }'
        assert fields["note"] == b'"\\u00fc\\/ \xc3\xbc"'
        assert fields["messages"] == HELLO.partition(b":")[2]

    def test_fields_that_speak_to_us_alone_are_not_passed_on(self) -> None:
        request = parse_chat(body(tags=["a"], metadata={"team": "pay"}, user="ada"), {})

        assert set(request.fields) == {"model", "messages", "metadata", "user"}
        assert request.attribution == Attribution(user="ada", team="pay", tags=("a",))

    def test_headers_attribute_too(self) -> None:
        assert parse_chat(body(), {"x-tierwise-team": "pay"}).attribution.team == "pay"


class TestNeeds:
    @pytest.mark.parametrize(
        ("fields", "needs"),
        [
            ({}, set()),
            ({"tools": [{"type": "function"}]}, {Capability.TOOLS}),
            ({"functions": [{"name": "f"}]}, {Capability.TOOLS}),
            ({"tools": []}, set()),
            ({"response_format": {"type": "text"}}, set()),
            ({"response_format": {"type": "json_object"}}, {Capability.JSON_MODE}),
            ({"response_format": {"type": "json_schema"}}, {Capability.JSON_SCHEMA}),
            ({"response_format": {"type": "of the future"}}, set()),
        ],
    )
    def test_fields_say_what_is_needed(
        self, fields: dict[str, object], needs: set[Capability]
    ) -> None:
        assert parse_chat(body(**fields), {}).needs == needs

    @pytest.mark.parametrize(
        ("part", "needs"),
        [
            ({"type": "text", "text": "look"}, set()),
            ({"type": "image_url", "image_url": {"url": "x"}}, {Capability.VISION}),
            ({"type": "input_audio", "input_audio": {}}, {Capability.AUDIO}),
            ({"type": ["image_url"]}, set()),
            ({"type": None}, set()),
            ({}, set()),
            ("image_url", set()),
            (None, set()),
        ],
    )
    def test_parts_say_what_is_needed_wherever_they_stand(
        self, part: object, needs: set[Capability]
    ) -> None:
        messages = [{"role": "user", "content": [part]}, {"role": "user", "content": "and?"}]

        assert parse_chat(body(messages=messages), {}).needs == needs


class TestRefusals:
    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            (b"", "not valid JSON"),
            (b"{", "not valid JSON"),
            (b'{"model":"auto",' + HELLO + b"} trailing", "not valid JSON"),
            (b'{"model":"auto","temperature":NaN,' + HELLO + b"}", "not valid JSON"),
            (b'{"model":"auto","temperature":Infinity,' + HELLO + b"}", "not valid JSON"),
            (b"{'model':'auto'}", "not valid JSON"),
            (b"\xef\xbb\xbf{}", "not valid JSON"),
            (b'{"model":"auto","x":"\xff",' + HELLO + b"}", "not valid UTF-8"),
            (b'{"model":"a\xc3",' + HELLO + b"}", "not valid UTF-8"),
            (b"[]", "Expected object, got array"),
            (b"null", "Expected object, got null"),
            (b'{"model":"auto","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too deeply"),
            (b'{"model":"auto","messages":[{"role":"user","content":' + b"[" * 100_000, "deeply"),
        ],
    )
    def test_what_is_no_json_object_is_refused(self, sent: bytes, words: str) -> None:
        with pytest.raises(InvalidRequest, match=words) as refused:
            parse_chat(sent, {})

        assert (refused.value.status, refused.value.code) == (400, "invalid_request")
        assert refused.value.param is None

    @pytest.mark.parametrize(
        ("sent", "param"),
        [
            (b'{"model":"auto"}', "messages"),
            (b"{" + HELLO + b"}", "model"),
            (body(model=5), "model"),
            (body(model=None), "model"),
            (body(model=" "), "model"),
            (body(model="x" * 300), "model"),
            (body(messages="hello"), "messages"),
            (body(messages=None), "messages"),
            (body(messages=[]), "messages"),
            (body(messages=["hello"]), "messages[0]"),
            (body(messages=[*MESSAGES, {"content": "x"}]), "messages[1].role"),
            (body(messages=[{"role": 5, "content": "x"}]), "messages[0].role"),
            (with_content(5), "messages[0].content"),
            (with_content({"text": "x"}), "messages[0].content"),
            (body(stream="yes"), "stream"),
            (body(stream=1), "stream"),
            (body(stream_options=True), "stream_options"),
            (body(stream_options={"include_usage": 1}), "stream_options.include_usage"),
            (body(max_tokens="10"), "max_tokens"),
            (body(max_tokens=0), "max_tokens"),
            (body(max_tokens=-1), "max_tokens"),
            (body(max_tokens=1.5), "max_tokens"),
            (body(max_tokens=10**30), "max_tokens"),
            (body(max_completion_tokens=0), "max_completion_tokens"),
            (body(n=0), "n"),
            (body(n=10**9), "n"),
            (body(tools={}), "tools"),
            (body(tools=["x"]), "tools[0]"),
            (body(response_format="json"), "response_format"),
            (body(response_format={"type": 5}), "response_format.type"),
            (body(user=5), "user"),
            (body(metadata=[]), "metadata"),
            (body(tags="a,b"), "tags"),
            (body(tags=[5]), "tags[0]"),
            (b'{"model":"auto","max_tokens":1e999,' + HELLO + b"}", "max_tokens"),
        ],
    )
    def test_the_field_that_is_wrong_is_named(self, sent: bytes, param: str) -> None:
        with pytest.raises(InvalidRequest) as refused:
            parse_chat(sent, {})

        assert refused.value.status == 400
        assert refused.value.param == param
        assert param.split("[")[0].split(".")[0] in refused.value.message

    def test_a_missing_field_is_said_to_be_missing(self) -> None:
        with pytest.raises(InvalidRequest, match="The body lacks required field 'messages'"):
            parse_chat(b'{"model":"auto"}', {})

    def test_a_wrong_type_is_told_as_json_calls_it(self) -> None:
        with pytest.raises(InvalidRequest, match=r"stream: Expected bool \| null, got str"):
            parse_chat(body(stream="yes"), {})

    @given(FIELDS)
    def test_any_json_is_understood_or_refused(self, fields: dict[str, object]) -> None:
        for sent in (json.dumps(fields).encode(), body(**fields)):
            with suppress(InvalidRequest):
                assert parse_chat(sent, {}).messages
            with suppress(InvalidRequest):
                assert parse_embedding(sent, {}).fields["input"]

    @given(st.binary(max_size=50))
    def test_any_bytes_are_understood_or_refused(self, sent: bytes) -> None:
        with pytest.raises(InvalidRequest):
            parse_chat(sent, {})


class TestEmbedding:
    @pytest.mark.parametrize("given_input", ["text", ["a", "b"], [1, 2], [[1], [2]]])
    def test_texts_and_tokens_are_taken(self, given_input: object) -> None:
        sent = json.dumps({"model": "auto", "input": given_input, "dimensions": 3}).encode()

        request = parse_embedding(sent, {"x-tierwise-user": "ada"})

        assert json.loads(request.fields["input"]) == given_input
        assert request.fields["dimensions"] == b"3"
        assert (request.requested_model, request.attribution.user) == ("auto", "ada")

    @pytest.mark.parametrize(
        ("fields", "param"),
        [
            ({"model": "auto"}, "input"),
            ({"model": "auto", "input": ""}, "input"),
            ({"model": "auto", "input": []}, "input"),
            ({"model": "auto", "input": 5}, "input"),
            ({"input": "x"}, "model"),
            ({"input": "x", "model": ""}, "model"),
        ],
    )
    def test_the_field_that_is_wrong_is_named(self, fields: dict[str, object], param: str) -> None:
        with pytest.raises(InvalidRequest) as refused:
            parse_embedding(json.dumps(fields).encode(), {})

        assert refused.value.param == param


@pytest.mark.parametrize(
    ("headers", "may"),
    [
        ({}, True),
        ({"x-tierwise-keep-text": "Yes "}, True),
        ({"x-tierwise-keep-text": "1"}, True),
        ({"x-tierwise-keep-text": "no"}, False),
        ({"x-tierwise-keep-text": "nope"}, False),
        ({"x-tierwise-keep-text": ""}, False),
    ],
)
def test_any_word_but_consent_forbids_that_the_text_is_kept(
    headers: dict[str, str], may: bool
) -> None:
    body = b'{"model": "auto", "messages": [{"role": "user", "content": "x"}]}'
    assert parse_chat(body, headers).may_keep_text is may


@pytest.mark.parametrize(("told", "size"), [({}, None), ({"x-tierwise-batch-size": "2000"}, 2_000)])
def test_a_request_may_say_how_many_belong_together(told: dict[str, str], size: int | None) -> None:
    body = json.dumps({"model": "auto", "messages": [{"role": "user", "content": "x"}]}).encode()

    assert parse_chat(body, told).batch_size == size


@pytest.mark.parametrize("told", ["", "0", "-1", "1.5", "many", "1" * 30, "²"])
def test_a_batch_size_is_a_number(told: str) -> None:
    body = json.dumps({"model": "auto", "messages": [{"role": "user", "content": "x"}]}).encode()

    with pytest.raises(InvalidRequest, match="how many requests belong together"):
        parse_chat(body, {"x-tierwise-batch-size": told})


@pytest.mark.parametrize(
    ("control", "may"),
    [("", True), ("no-cache", False), ("max-age=0, No-Store", False), ("only-if-cached", True)],
)
def test_a_caller_may_ask_for_a_new_answer(control: str, *, may: bool) -> None:
    body = json.dumps({"model": "auto", "messages": [{"role": "user", "content": "x"}]}).encode()

    assert parse_chat(body, {"cache-control": control}).may_reuse is may


@pytest.mark.parametrize(("told", "wants"), [("on", True), ("Yes", True), ("off", False)])
def test_a_caller_may_ask_for_a_tip(told: str, *, wants: bool) -> None:
    body = json.dumps({"model": "auto", "messages": [{"role": "user", "content": "x"}]}).encode()

    assert parse_chat(body, {"x-tierwise-coach": told}).wants_tip is wants
    assert not parse_chat(body, {}).wants_tip
