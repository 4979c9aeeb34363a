"""Tests of `router.bootstrap.desk`: commands and service on the same stores."""

from router.bootstrap import assemble, open_desk
from router.settings import Settings


async def test_a_key_from_the_desk_opens_the_service(given: dict[str, str]) -> None:
    settings = Settings.load(given, auth="required")
    desk, container = open_desk(settings), assemble(settings, ())

    key, secret = await desk.issue_key(name="laptop", team="sea")

    assert await container.steps.authenticate(secret) == key
    assert list(await desk.issue_key.all()) == [key]
    await desk.close()
    await container.stores.close()
