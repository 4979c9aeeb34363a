"""In which ways is a running service hit, and what of it is mended by hand?"""

import random
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL

from benchmarks.concurrency.fleet import Fleet
from benchmarks.concurrency.stores import Opened

__all__ = ["BLOWS", "Scene", "faked_clock", "small_disk"]

_FULL_MB = 24
_FULL_S, _AWAY_S = 3.0, 1.0
_FAKE_TIME = (
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
)


@dataclass(slots=True, kw_only=True)
class Scene:
    """What can be hit."""

    fleet: Fleet
    store: Opened
    chance: random.Random
    disk: Path | None = None
    """A small file system of its own."""
    clock: Path | None = None
    """Says by how much the services' wall clock is off."""
    offsets_s: Iterator[int] = field(default_factory=lambda: iter(()))


def _kill_a_replica(scene: Scene) -> None:
    """One of five dies a second time, while it starts."""
    replica = scene.chance.choice(scene.fleet.replicas)
    replica.kill()
    replica.start()
    if scene.chance.random() < 0.2:
        time.sleep(scene.chance.uniform(0.1, 3.0))
        replica.kill()
        replica.start()
    replica.await_ready()


def _crash_postgres(scene: Scene) -> None:
    if scene.store.postgres is None:
        raise LookupError("There is no PostgreSQL here.")
    scene.store.postgres.stop(SIGKILL)
    time.sleep(scene.chance.uniform(0.0, _AWAY_S))
    scene.store.postgres.start()


def _crash_redis(scene: Scene) -> None:
    """It has nothing on its disk."""
    if scene.store.redis is None:
        raise LookupError("There is no Redis here.")
    scene.store.redis.stop()
    time.sleep(scene.chance.uniform(0.0, _AWAY_S))
    scene.store.redis.start()


def _flush_redis(scene: Scene) -> None:
    if scene.store.redis is None:
        raise LookupError("There is no Redis here.")
    with scene.store.redis.client() as client:
        client.flushall()


def _fill_the_disk(scene: Scene) -> None:
    """Somebody else writes until nothing is left, and deletes it after a while."""
    if scene.disk is None:
        raise LookupError("There is no small disk here.")
    filler = scene.disk / "filler"
    with filler.open("wb", buffering=0) as file:
        began_s = time.monotonic()
        while time.monotonic() - began_s < _FULL_S:
            try:
                file.write(b"x" * 4096)
            except OSError:  # it is full
                time.sleep(0.01)
    filler.unlink()


def _step_the_clock(scene: Scene) -> None:
    if scene.clock is None:
        raise LookupError("The clock cannot be set here.")
    scene.clock.write_text(f"{next(scene.offsets_s):+d}", encoding="ascii")
    time.sleep(_AWAY_S)


BLOWS: Mapping[str, Callable[[Scene], None]] = {
    "service killed": _kill_a_replica,
    "PostgreSQL killed": _crash_postgres,
    "Redis killed": _crash_redis,
    "Redis flushed": _flush_redis,
    "disk full": _fill_the_disk,
    "clock stepped": _step_the_clock,
}


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system that is soon full. Only root can make one.

    Raises:
        subprocess.CalledProcessError: this user may not.
    """
    place = folder / "disk"
    place.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_FULL_MB}m", "tmpfs", str(place)], check=True
    )
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def faked_clock(folder: Path, *, library: str | None = None) -> tuple[Path, Mapping[str, str]]:
    """A file that says how far the wall clock is off, and the variables of those who believe it.

    Raises:
        LookupError: libfaketime is not installed.
    """
    places = [library] if library else list(_FAKE_TIME)
    found = next((place for place in places if Path(place).is_file()), None)
    if found is None:
        raise LookupError("libfaketime is not here. Install it: apt-get install libfaketime")
    file = folder / "clock"
    file.write_text("+0", encoding="ascii")
    return file, {
        "LD_PRELOAD": found,
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
