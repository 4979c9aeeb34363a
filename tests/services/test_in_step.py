"""Tests of `router.services.in_step`."""

import asyncio

from router.services.in_step import in_step


async def test_all_come_to_the_same_point_before_any_goes_on() -> None:
    done: list[str] = []

    async def work(name: str) -> None:
        for part in ("read", "judged", "decided"):
            done.append(f"{part} {name}")
            await in_step()

    await asyncio.gather(work("a"), work("b"), work("c"))

    parts = [said.split()[0] for said in done]
    assert parts == ["read"] * 3 + ["judged"] * 3 + ["decided"] * 3
