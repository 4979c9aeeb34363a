"""Tests of `router.core.detection.origins`."""

from router.core.detection.known import Known
from router.core.detection.origins import Origins
from router.core.sighting import NOWHERE, Origin
from tests.core.detection.traffic import BEGIN_S, DAY_S, HOME

_ELSEWHERE = Origin(network="198.51.100.0/24", client="curl")


class _Key:
    def __init__(self, *, most: int = 8) -> None:
        self.origins = Origins()
        self.networks, self.clients, self.users = (Known(most=most) for _ in range(3))

    def asks(self, at_s: float, origin: Origin, *, user: str | None = "mira") -> None:
        self.origins.add(
            at_s,
            origin,
            user=user,
            networks=self.networks,
            clients=self.clients,
            users=self.users,
        )


def test_what_is_known_for_a_day_is_not_new() -> None:
    key = _Key()
    key.asks(BEGIN_S, HOME)
    key.asks(BEGIN_S + 2 * DAY_S, HOME)

    assert (key.origins.requests, key.origins.known_s) == (0, BEGIN_S + 2 * DAY_S)


def test_a_network_does_not_become_known_within_hours() -> None:
    key = _Key()
    key.asks(BEGIN_S, HOME)
    for each in range(3):
        key.asks(BEGIN_S + 2 * DAY_S + each, _ELSEWHERE)

    assert key.origins.requests == 3
    assert key.origins.networks == {_ELSEWHERE.network}
    assert key.origins.clients == {"curl"}


def test_ten_minutes_later_it_counts_anew() -> None:
    key = _Key()
    key.asks(BEGIN_S, _ELSEWHERE)
    key.asks(BEGIN_S + 601, NOWHERE, user=None)

    assert key.origins.requests == 0
    assert key.origins.networks == set()


def test_where_many_networks_are_usual_none_is_new() -> None:
    key = _Key(most=2)
    for each in range(3):
        key.asks(BEGIN_S + each, Origin(network=str(each)), user=None)
    key.asks(BEGIN_S + 1000, Origin(network="next"), user=None)

    assert key.origins.requests == 0
