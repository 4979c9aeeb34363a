"""Quotas are told in the headers that clients know, who wait and try again where that helps."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openai
import pytest

from tests.journeys.refusing import CHAT, HELLO, LEAVES_OPEN, QUOTAS, ask, error_in, issue, serving
from tests.journeys.running import Service, eventually
from tests.upstream import Reply, Upstream


@pytest.fixture(scope="module")
def limited(
    upstream_server: Upstream, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    with serving(upstream_server, tmp_path_factory.mktemp("limited"), quotas=QUOTAS) as running:
        yield running


class TestQuotas:
    def test_what_is_left_is_told_until_nothing_is(
        self, limited: Service, upstream: Upstream
    ) -> None:
        answers = [ask(limited, team="busy") for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        left = [answer.headers["x-ratelimit-remaining-requests"] for answer in answers]
        assert left == ["1", "0", "0"]
        assert {answer.headers["x-ratelimit-limit-requests"] for answer in answers} == {"2"}
        assert all(answer.headers["x-ratelimit-reset-requests"] for answer in answers)
        said = error_in(answers[2])
        assert (said["type"], said["code"]) == ("rate_limit_error", "rate_limit_exceeded")
        assert said["quota"] == "busy"
        assert "x-should-retry" not in answers[2].headers
        assert 1 <= int(answers[2].headers["retry-after"]) <= 61

    def test_tokens_are_limited_and_told_too(self, limited: Service, upstream: Upstream) -> None:
        answer = ask(limited, team="wordy", max_tokens=100)
        upstream.reply = Reply(usage={"prompt_tokens": 700, "completion_tokens": 290})
        used_up = ask(limited, team="wordy", max_tokens=300)
        refused = ask(limited, team="wordy", max_tokens=300)

        assert answer.headers["x-ratelimit-limit-tokens"] == "1000"
        assert int(answer.headers["x-ratelimit-remaining-tokens"]) < 900
        assert used_up.status_code == 200
        assert (refused.status_code, error_in(refused)["quota"]) == (429, "wordy")

    def test_openais_client_tries_again_and_gets_its_turn(
        self, upstream: Upstream, tmp_path: Path
    ) -> None:
        upstream.script.append(Reply(silent_after=0))
        with serving(upstream, tmp_path, quotas=QUOTAS) as running:
            with _waiting_for_an_answer(running, team="single"):
                eventually(lambda: len(upstream.requests) == 1)
                refused = ask(running, team="single")
                assert (refused.status_code, error_in(refused)["quota"]) == (429, "single")
                assert refused.headers["retry-after"] == "1"
            with openai.OpenAI(
                base_url=running.base_url,
                api_key="any",
                max_retries=5,
                default_headers={"x-tierwise-team": "single"},
            ) as client:
                answer = client.chat.completions.create(
                    model="dear", messages=[{"role": "user", "content": "Say hello"}]
                )

        assert answer.choices[0].message.content

    @pytest.mark.parametrize("header", ["x-litellm-end-user-id", "helicone-user-id"])
    def test_an_end_user_is_limited_whom_a_header_names(
        self, upstream: Upstream, tmp_path: Path, header: str
    ) -> None:
        with serving(upstream, tmp_path, quotas=QUOTAS) as running:
            answers = [ask(running, headers={header: who}) for who in ("ada", "eve", "ada")]
            _, strict = issue(running, name="strict", may_claim=LEAVES_OPEN)
            unheard = ask(running, key=strict, headers={header: "ada"})

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert unheard.status_code == 200, "the key does not let requests name a user"


@contextmanager
def _waiting_for_an_answer(service: Service, *, team: str) -> Iterator[None]:
    """A request is under way meanwhile; then its caller goes away."""
    body = json.dumps({"model": "dear", "messages": HELLO, "stream": True}).encode()
    head = f"POST {CHAT} HTTP/1.1\r\nhost: x\r\nx-tierwise-team: {team}\r\n"
    head += f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head.encode() + body)
        yield
