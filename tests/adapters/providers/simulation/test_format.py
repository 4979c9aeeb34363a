import json

from router.adapters.providers.simulation.answer import Choice
from router.adapters.providers.simulation.format import Envelope, chunks_of, usage_chunk, whole
from router.core.usage import Usage

ENVELOPE = Envelope(id="x", created=1, model="m", top_logprobs=None)
USAGE = Usage(input_tokens=3, output_tokens=2)


def test_whole_and_usage_chunk_carry_the_same_usage() -> None:
    body = json.loads(whole(ENVELOPE, [Choice(pieces=("a",))], usage=USAGE))
    chunk = json.loads(usage_chunk(ENVELOPE, USAGE))
    assert body["usage"] == chunk["usage"]
    assert body["usage"]["total_tokens"] == 5
    assert chunk["choices"] == []


def test_choices_take_turns_in_a_stream() -> None:
    choices = [Choice(pieces=("a", "b")), Choice(pieces=("c",))]
    events = [json.loads(event[6:]) for event, _ in chunks_of(ENVELOPE, choices)]
    assert [e["choices"][0]["index"] for e in events] == [0, 1, 0, 1, 0, 1, 0]
    assert "".join(text for _, text in chunks_of(ENVELOPE, choices)) == "acb"


def test_logprobs_are_there_only_when_asked_for() -> None:
    (first, _), *_ = chunks_of(ENVELOPE, [Choice()])
    assert json.loads(first[6:])["choices"][0]["logprobs"] is None
    asked = Envelope(id="x", created=1, model="m", top_logprobs=1)
    (event, _) = list(chunks_of(asked, [Choice(pieces=("é",))]))[1]
    (token,) = json.loads(event[6:])["choices"][0]["logprobs"]["content"]
    assert token["bytes"] == [195, 169]
