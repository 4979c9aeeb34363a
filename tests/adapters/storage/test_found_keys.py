"""How long are look-ups of keys remembered, and how many?"""

from dataclasses import replace

from router.adapters.storage.found_keys import FoundKeys
from router.core.key import VirtualKey
from tests.contracts.fixed_clock import FixedClock

KEY = VirtualKey(id="key_1", name="one")


def test_remembers_hits_and_misses_for_half_a_second() -> None:
    clock = FixedClock()
    found = FoundKeys(clock)
    found.remember(b"hit", KEY, began=found.begin())
    found.remember(b"miss", None, began=found.begin())
    assert found.recall(b"never") is None
    clock.advance(0.499)
    assert found.recall(b"hit") == (KEY,)
    assert found.recall(b"miss") == (None,)
    clock.advance(0.001)
    assert found.recall(b"hit") is None
    assert found.recall(b"miss") is None


def test_the_newest_look_up_counts() -> None:
    found = FoundKeys(FixedClock())
    for outcome in (None, KEY, None):
        found.remember(b"key", outcome, began=found.begin())
        assert found.recall(b"key") == (outcome,)


def test_guessing_does_not_push_good_keys_out_and_takes_no_more_room() -> None:
    found = FoundKeys(FixedClock(), limit=3)
    found.remember(b"good", KEY, began=found.begin())
    for guess in range(100):
        found.remember(b"%d" % guess, None, began=found.begin())
    assert found.recall(b"good") == (KEY,)
    kept = [guess for guess in range(100) if found.recall(b"%d" % guess)]
    assert kept == [97, 98, 99]


def test_forgets_all_when_told() -> None:
    found = FoundKeys(FixedClock())
    found.remember(b"key", KEY, began=found.begin())
    found.forget()
    assert found.recall(b"key") is None


def test_a_slow_look_up_is_as_old_as_its_beginning() -> None:
    clock = FixedClock()
    found = FoundKeys(clock)
    began = found.begin()
    clock.advance(0.4)
    found.remember(b"key", KEY, began=began)
    assert found.recall(b"key") == (KEY,)
    clock.advance(0.1)
    assert found.recall(b"key") is None


def test_a_look_up_that_was_under_way_when_all_was_forgotten_is_not_kept() -> None:
    found = FoundKeys(FixedClock())
    began = found.begin()
    found.forget()
    found.remember(b"key", KEY, began=began)
    assert found.recall(b"key") is None


def test_a_key_that_is_what_it_was_stays_the_same_object() -> None:
    clock = FixedClock()
    found = FoundKeys(clock)
    found.remember(b"key", KEY, began=found.begin())
    clock.advance(0.5)
    again, other = replace(KEY), replace(KEY, name="two")

    assert found.remember(b"key", again, began=found.begin()) is KEY
    assert found.recall(b"key") == (KEY,)
    assert found.remember(b"key", other, began=found.begin()) is other
