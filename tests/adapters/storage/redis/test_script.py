"""What does a failure of Redis say, and what does it keep to itself?"""

import pytest

from router.adapters.storage.redis.script import Away, Lost, Scripts, connected
from router.core.errors import ConfigurationError
from tests.redis_server import RedisServer


def test_a_url_that_cannot_be_read_is_explained_without_its_password() -> None:
    with pytest.raises(ConfigurationError, match="redis://user:password@host") as failure:
        connected("http://me:sesame@nowhere")
    assert "sesame" not in str(failure.value)
    assert failure.value.__cause__ is None


def test_the_place_is_named_without_the_password() -> None:
    _, place = connected("redis://me:sesame@redis.example:7000/3")
    assert place == "Redis at redis.example:7000"


async def test_a_refused_password_is_said_without_saying_it(redis: RedisServer) -> None:
    redis.stop()
    redis.start("--requirepass", "right", waits=False)
    client, place = connected(redis.url.replace("//", "//:sesame@"))
    with pytest.raises(Away, match="mend its URL") as failure:
        await Scripts(client, place=place, namespace="x").count(1, "granted")
    assert "sesame" not in failure.value.message
    await client.aclose()


async def test_counters_that_were_never_made_are_lost(redis: RedisServer) -> None:
    client, place = connected(redis.url)
    with pytest.raises(Lost):
        await Scripts(client, place=place, namespace="x").count(1, "granted")
    await client.aclose()


async def test_a_server_that_forgot_the_scripts_is_told_again(redis: RedisServer) -> None:
    client, place = connected(redis.url)
    scripts = Scripts(client, place=place, namespace="x")
    await scripts.begin(4, "load", given=((), ()))
    assert await scripts.begin(4, "start", given=(0, 0))
    for _ in range(2):
        assert await scripts.count(4, "granted") == 0
        with redis.client() as other:
            other.script_flush()
    await client.aclose()
