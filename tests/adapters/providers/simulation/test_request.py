import pytest

from router.adapters.providers.counting import Tokenizer
from router.adapters.providers.simulation.request import SimulatedRequest, read_request
from router.core.errors import UpstreamRejected
from tests.adapters.providers.asking import call

PARTS = [
    {"type": "text", "text": "what is this"},
    {"type": "image_url", "image_url": {"url": "data:"}},
]


def test_text_in_parts_is_read_and_images_count() -> None:
    plain = SimulatedRequest(messages=[{"role": "user", "content": "what is this"}])
    parts = SimulatedRequest(messages=[{"role": "user", "content": PARTS}])
    assert parts.last_user_text == plain.last_user_text
    assert parts.input_tokens(Tokenizer()) == plain.input_tokens(Tokenizer()) + 85


def test_unknown_fields_are_skipped() -> None:
    assert read_request(call(odd={"x": 1}), SimulatedRequest).last_user_text == "Hello"


def test_the_digest_depends_on_what_is_heeded() -> None:
    one, other = (read_request(call(seed=seed), SimulatedRequest) for seed in (1, 2))
    same = read_request(call(seed=1, user="x"), SimulatedRequest)
    assert one.digest(salt="") == same.digest(salt="") != other.digest(salt="")
    assert one.digest(salt="a") != one.digest(salt="b")


def test_a_wrong_type_is_rejected_as_a_provider_would() -> None:
    with pytest.raises(UpstreamRejected) as raised:
        read_request(call(max_tokens="many"), SimulatedRequest)
    assert raised.value.upstream_status == 400
    assert b"max_tokens" in raised.value.upstream_body
