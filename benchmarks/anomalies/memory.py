"""How much memory do the profiles of 100,000 keys and their users take?

python -m benchmarks.anomalies.memory [--keys 100000]
"""

import argparse
import resource
import sys
from random import Random

from router.core.caller import Caller
from router.core.detection.packing import pack
from router.core.detection.profile import Profile
from router.core.finding import Subject, subjects_of
from router.core.ledger import Outcome
from router.core.sighting import Arrival, Departure, Origin

__all__ = ["main"]

_REQUESTS = 12


def fill(profiles: dict[Subject, Profile], caller: Caller, *, random: Random) -> None:
    """A key's requests of some weeks, so that all parts of its profiles are in use."""
    at_s = 1.78e9 + random.random() * 3600
    for number in range(_REQUESTS):
        at_s += random.expovariate(1 / 130_000)
        origin = Origin(network=f"10.{number % 3}", client=f"client-{number % 2}")
        arrival = Arrival(
            at_s=at_s,
            caller=caller,
            decision_id="",
            origin=origin,
            fingerprint=str(at_s),
            sketch=random.getrandbits(64),
            thread=str(number),
        )
        departure = Departure(
            at_s=at_s,
            caller=caller,
            decision_id="",
            outcome=Outcome.COMPLETED,
            cost_usd=0.01,
            output_tokens=300,
        )
        for subject in subjects_of(caller):
            profile = profiles.get(subject)
            if profile is None:
                profile = profiles[subject] = Profile(subject.kind)
            profile.arrived(arrival)
            profile.departed(departure)


def main() -> None:
    """Prints bytes a key, at rest and with the last minutes, and packed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keys", type=int, default=100_000)
    keys = parser.parse_args().keys
    profiles: dict[Subject, Profile] = {}
    random = Random(1)  # noqa: S311 - not a secret
    before = _resident()
    for number in range(keys):
        caller = Caller(
            key_id=f"key-{number}",
            user=f"user-{number}",
            team=f"team-{number % 500}",
            project=f"project-{number % 1000}",
        )
        fill(profiles, caller, random=random)
        for subject in subjects_of(caller)[:2]:
            profiles[subject].forget_recent()
    at_rest = _resident() - before
    print(
        f"{keys} keys, {len(profiles)} profiles: {at_rest / 2**20:.0f} MiB at rest, "
        f"{at_rest / keys:.0f} bytes a key with its user"
    )
    busy = _busy_bytes(profiles)
    print(f"{busy:.0f} bytes more for each key and its user while they are busy")
    packed = [len(pack(profile)) for profile in list(profiles.values())[:1000]]
    print(f"packed: {sum(packed) / len(packed):.0f} bytes a profile, {max(packed)} at most")


def _busy_bytes(profiles: dict[Subject, Profile]) -> float:
    callers = [
        Caller(key_id=f"key-{n}", user=f"user-{n}") for n in range(min(5_000, len(profiles) // 3))
    ]
    before, random = _resident(), Random(2)  # noqa: S311 - not a secret
    for caller in callers:
        fill(profiles, caller, random=random)
    return (_resident() - before) / len(callers)


def _resident() -> int:
    """Bytes in memory now, or the most until now where the system does not tell."""
    try:
        with open("/proc/self/statm") as said:  # noqa: PTH123 - a file of the kernel
            return int(said.read().split()[1]) * resource.getpagesize()
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    main()
