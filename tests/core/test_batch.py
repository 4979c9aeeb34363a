"""Tests of `router.core.batch`."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.batch import answers_in, plan_of, rewritten
from router.core.deployment import Capability
from router.core.errors import InvalidRequest

CHAT = "/v1/chat/completions"


def line(custom_id: str = "a", *, url: str = CHAT, method: str = "POST", **body: object) -> bytes:
    asked = {"model": "small", "messages": [], **body}
    told = {"custom_id": custom_id, "method": method, "url": url, "body": asked}
    return json.dumps(told).encode() + b"\n"


def test_a_plan_sums_what_is_asked_for() -> None:
    first, second = line("a", max_tokens=10, n=2), line("b", max_completion_tokens=30)
    plan = plan_of(first + b"\n" + second, endpoint=CHAT)
    sizes = [len(json.dumps(json.loads(one)["body"])) for one in (first, second)]

    assert (plan.model, plan.lines, plan.choices, plan.max_output_tokens) == ("small", 2, 3, 30)
    assert (plan.bytes, plan.largest_bytes) == (sum(sizes), max(sizes))


def test_images_count_apart_from_how_they_are_written() -> None:
    url = "data:image/png;base64," + "A" * 5_000
    parts = [{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": "What?"}]
    short = line("b", messages=[{"role": "user", "content": "x"}], tools=[{"type": "function"}])
    plan = plan_of(line("a", messages=[{"role": "user", "content": parts}]) + short, endpoint=CHAT)

    assert plan.images == 1
    assert plan.needs == frozenset({Capability.VISION, Capability.TOOLS})
    assert plan.largest_bytes < 300


@pytest.mark.parametrize("content", [[1], [{"type": []}], [{"type": "image_url"}], None, 7])
def test_parts_of_any_shape_are_no_fault_of_ours(content: object) -> None:
    asked = line("a", messages=[{"role": "user", "content": content}])

    assert plan_of(asked, endpoint=CHAT).lines == 1


def test_one_open_answer_leaves_all_open() -> None:
    plan = plan_of(line("a", max_tokens=10) + line("b"), endpoint=CHAT)

    assert plan.max_output_tokens is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no request"),
        (b"{}", "Line 1 of the file is no request"),
        (b"\xff", "Line 1 of the file is no request"),
        (line() + line(), "was there before"),
        (line(""), "empty, too long"),
        (line(url="/v1/embeddings"), "not POST /v1/chat/completions"),
        (line(method="GET"), "asks for GET"),
        (line("a") + line("b", model="other"), "one model, and this one asks for 'small', 'other'"),
        (line(model=1), "body that cannot be read"),
        (line(stream=True), "wants a stream"),
        (line(max_tokens=0), "limits its answer to 0"),
        (b'{"custom_id":"a","method":"POST","url":"x","body":' + b"[" * 5_000, "is no request"),
    ],
)
def test_what_is_no_batch_is_refused_with_its_line(data: bytes, words: str) -> None:
    with pytest.raises(InvalidRequest, match=words):
        plan_of(data, endpoint=CHAT)


def test_too_many_lines_and_other_endpoints_are_refused() -> None:
    many = b"".join(line(str(number)) for number in range(50_001))

    with pytest.raises(InvalidRequest, match="more than 50,000"):
        plan_of(many, endpoint=CHAT)
    with pytest.raises(InvalidRequest, match="not for '/v1/audio/speech'"):
        plan_of(b"", endpoint="/v1/audio/speech")


def test_a_file_that_is_right_stays_as_it_is() -> None:
    data = line("a", max_tokens=10) + line("b", max_tokens=20)

    assert rewritten(data, model="small", most_output_tokens=None) is data
    assert rewritten(data, model="small", most_output_tokens=20) is data


def test_model_and_limits_are_written_and_the_rest_stays() -> None:
    data = line("a", max_tokens=10, x={"y": [1]}) + line("b", max_tokens=90) + line("c")
    found = rewritten(data, model="gpt-x", most_output_tokens=20)
    bodies = [json.loads(one)["body"] for one in found.splitlines()]

    assert {body["model"] for body in bodies} == {"gpt-x"}
    assert [body.get("max_tokens") for body in bodies] == [10, 20, None]
    assert bodies[2]["max_completion_tokens"] == 20
    assert bodies[0]["x"] == {"y": [1]}
    assert plan_of(found, endpoint=CHAT).lines == 3


def test_only_answers_that_succeeded_count() -> None:
    good = {"custom_id": "a", "response": {"status_code": 200, "body": {"usage": {}}}}
    bad = {"custom_id": "b", "response": {"status_code": 429, "body": {}}}
    none = {"custom_id": "c", "response": None, "error": {"message": "expired"}}
    data = b"\n".join(json.dumps(one).encode() for one in (good, bad, none)) + b"\nnonsense"

    assert [json.loads(one.body) for one in answers_in(data)] == [{"usage": {}}]


@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    with suppress(InvalidRequest):
        assert plan_of(data, endpoint=CHAT).lines > 0
    assert len(list(answers_in(data))) <= data.count(b"{")
