"""What neither we nor OpenAI's client know passes both ways, byte for byte."""

import json

from openai.types.chat import ChatCompletionMessageParam

from tests.journeys.running import Service
from tests.journeys.wire_format import events_of
from tests.upstream import Reply, Upstream

HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Say hello"}]
ODD_FIELDS = (
    b'"wild": {"b": 1.50, "a":[1e3,-0.0 ,123456789012345678901234567890],"\\u00e9":"\\u00e9"}',
    b'"messages" : [ {"role":"user","content":"Say \\u0068ello","x-mine":{"deep":[ ]}} ]',
    b'"temperature":0.70000000000000000001',
    b'"metadata":{"team":"sea","ticket":"A-1"}',
    b'"reasoning_effort":"minimal"',
)
ODD_ANSWER = (
    b'{ "id":"x","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant",'
    b'"content":"\\u0068i \xe6\xb5\xb7","reasoning_content":"hm","odd":1.0}, "odd": [ ]}],\n'
    b'"usage":{"prompt_tokens":1,"completion_tokens":1,"odd_tokens":12345678901234567890},'
    b'"model":"m", "big":123456789012345678901234567890, "object":"chat.completion",'
    b'"created": 1, "odd":{"b":1,"a":2}}'
)
ODD_EVENTS = (
    b'data: {"id":"x","choices":[{"index":0,"delta":{"role":"assistant","odd":1.0}}], "o":1e2}\n\n',
    b'data: {"id":"x","choices":[{"index":0,"delta":{"content":"\\u0068i \xe6\xb5\xb7"}}]}\n\n',
    b'data: {"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"odd":{}}\n\n',
)


def test_fields_of_a_request_arrive_byte_for_byte(service: Service, upstream: Upstream) -> None:
    answer = service.post(b'{"model":"auto", ' + b", ".join(ODD_FIELDS) + b"}")

    assert answer.status_code == 200
    for field in ODD_FIELDS:
        value = field.partition(b":")[2].strip()
        assert value in upstream.last.body
    assert set(upstream.last.json) == {
        "model",
        "wild",
        "messages",
        "temperature",
        "metadata",
        "reasoning_effort",
    }
    assert service.entry_of(answer).caller.team == "sea"


def test_a_whole_answer_arrives_byte_for_byte(service: Service, upstream: Upstream) -> None:
    upstream.reply = Reply(body=ODD_ANSWER)
    answer = service.post({"model": "auto", "messages": HELLO})

    assert answer.content == ODD_ANSWER


def test_the_events_of_a_stream_arrive_byte_for_byte(service: Service, upstream: Upstream) -> None:
    upstream.reply = Reply(events=[*ODD_EVENTS, b"data: [DONE]\n\n"])
    answer = service.post({"model": "auto", "messages": HELLO, "stream": True})

    assert answer.content == b"".join(ODD_EVENTS) + b"data: [DONE]\n\n"


def test_the_usage_chunk_keeps_the_providers_words(service: Service, upstream: Upstream) -> None:
    usage = b'{"prompt_tokens":1,"completion_tokens":2,"odd_details":{"x":[1.5]}}'
    chunk = b'data: {"id":"x","model":"m","choices":[],"usage":' + usage + b"}\n\n"
    upstream.reply = Reply(events=[*ODD_EVENTS, chunk, b"data: [DONE]\n\n"])
    answer = service.post(
        {
            "model": "auto",
            "messages": HELLO,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
    )

    assert json.loads(events_of(answer)[-2])["usage"] == json.loads(usage)


def test_openais_client_sends_and_reads_unknown_fields(
    service: Service, upstream: Upstream
) -> None:
    upstream.reply = Reply(body=ODD_ANSWER)
    wild = {"deep": [{"x": None}, 1.5, "é"]}
    with service.openai() as client:
        answer = client.chat.completions.create(
            model="auto",
            messages=HELLO,
            reasoning_effort="low",
            metadata={"ticket": "A-1"},
            extra_body={"wild": wild},
        )

    sent = upstream.last.json
    assert (sent["wild"], sent["reasoning_effort"]) == (wild, "low")
    assert sent["metadata"] == {"ticket": "A-1"}
    assert (answer.model_extra or {})["odd"] == {"b": 1, "a": 2}
    assert (answer.choices[0].message.model_extra or {})["reasoning_content"] == "hm"


def test_our_own_field_stays_with_us(service: Service, upstream: Upstream) -> None:
    answer = service.post({"model": "auto", "messages": HELLO, "tags": ["nightly"]})

    assert "tags" not in upstream.last.json
    assert service.entry_of(answer).caller.tags == ("nightly",)
