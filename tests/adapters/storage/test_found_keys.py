"""How long are look-ups of keys remembered, and how many?"""

from router.adapters.storage.found_keys import FoundKeys
from router.core.key import VirtualKey
from tests.contracts.fixed_clock import FixedClock

KEY = VirtualKey(id="key_1", name="one")


def test_remembers_hits_and_misses_for_a_second() -> None:
    clock = FixedClock()
    found = FoundKeys(clock)
    found.remember(b"hit", KEY)
    found.remember(b"miss", None)
    assert found.recall(b"never") is None
    clock.advance(0.999)
    assert found.recall(b"hit") == (KEY,)
    assert found.recall(b"miss") == (None,)
    clock.advance(0.001)
    assert found.recall(b"hit") is None
    assert found.recall(b"miss") is None


def test_the_newest_look_up_counts() -> None:
    found = FoundKeys(FixedClock())
    for outcome in (None, KEY, None):
        found.remember(b"key", outcome)
        assert found.recall(b"key") == (outcome,)


def test_guessing_does_not_push_good_keys_out_and_takes_no_more_room() -> None:
    found = FoundKeys(FixedClock(), limit=3)
    found.remember(b"good", KEY)
    for guess in range(100):
        found.remember(b"%d" % guess, None)
    assert found.recall(b"good") == (KEY,)
    kept = [guess for guess in range(100) if found.recall(b"%d" % guess)]
    assert kept == [97, 98, 99]


def test_forgets_all_when_told() -> None:
    found = FoundKeys(FixedClock())
    found.remember(b"key", KEY)
    found.forget()
    assert found.recall(b"key") is None
