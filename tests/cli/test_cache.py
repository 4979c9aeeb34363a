"""Tests of `tierwise cache`, against a real local server."""

from tests.cli.answering import answering
from tests.cli.calling import call


def test_what_is_kept_is_told() -> None:
    kept = {"where": "redis", "answers": 1_234, "bytes": 5_678_901}
    with answering({"/v1/admin/cache": kept}) as service:
        told = call("cache", "status", "--url", service.url, TIERWISE_KEY="tw-1").output

    assert told == "1,234 answers of 5,678,901 bytes are kept in Redis.\n"
    assert service.asked == [("GET", "/v1/admin/cache", "Bearer tw-1", None)]


def test_all_or_what_one_asked_for_is_cleared() -> None:
    paths = ("/v1/admin/cache", "/v1/admin/cache?subject=team:R%26D")
    with answering({path: {"answers": 7} for path in paths}) as service:
        told = call("cache", "clear", "--url", service.url, "--key", "tw-1").output
        call("cache", "clear", "--subject", "team:R&D", "--url", service.url)

    assert told == "7 answers are forgotten.\n"
    assert service.asked == [
        ("DELETE", paths[0], "Bearer tw-1", None),
        ("DELETE", paths[1], None, None),
    ]
