"""Tests of `router.services.probe_deployments`: who is asked, and what comes of it."""

from dataclasses import dataclass, field

from router.core.deployment import Deployment
from router.core.errors import RouterError, UpstreamFailed, UpstreamUnreachable
from router.services.probe_deployments import ProbeDeployments
from router.services.watch_health import WatchHealth
from tests.factories import deployment
from tests.fakes import FixedClock

SMALL, LARGE = deployment("small"), deployment("large")
AWAY = UpstreamUnreachable("nobody there")
ILL = UpstreamFailed("500")


@dataclass
class Answers:
    """Implements `Probing`: each deployment ends as told."""

    of: dict[str, RouterError | bool] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def probe(self, deployment: Deployment) -> bool:
        self.asked.append(deployment.name)
        ending = self.of[deployment.name]
        if isinstance(ending, RouterError):
            raise ending
        return ending


@dataclass
class Ward:
    """What looks after `SMALL` and `LARGE`."""

    clock: FixedClock = field(default_factory=FixedClock)
    answers: Answers = field(default_factory=Answers)
    catalog: tuple[Deployment, ...] = (SMALL, LARGE)

    def __post_init__(self) -> None:
        self.health = WatchHealth(clock=self.clock)
        self.probe = ProbeDeployments(
            suspects=self.health, probing=self.answers, deployments=lambda: self.catalog
        )

    def fails(self, of: Deployment, error: RouterError) -> None:
        for _ in range(3):
            self.health.hear(of, error)

    async def rounds(self, seconds: int) -> None:
        """A look every five seconds for so long."""
        for _ in range(seconds // 5):
            self.clock.advance(5)
            await self.probe.look()


async def test_nobody_is_asked_who_does_not_fail() -> None:
    ward = Ward()
    ward.health.hear(SMALL, AWAY)
    ward.health.rest(LARGE, 60)

    await ward.rounds(10)

    assert ward.answers.asked == []


async def test_who_could_not_be_reached_is_tried_as_soon_as_it_can() -> None:
    ward = Ward(answers=Answers({"small": True}))
    ward.fails(SMALL, AWAY)

    await ward.rounds(5)

    assert ward.health.failing() == (), "the next request tries it"
    assert ward.health.failing() == ("openai/small",), "and the others wait for what it learns"


async def test_whose_calls_failed_otherwise_serves_its_time() -> None:
    ward = Ward(answers=Answers({"small": True}))
    ward.fails(SMALL, ILL)

    await ward.rounds(25)
    assert ward.health.failing() == ("openai/small",)

    await ward.rounds(5)
    assert ward.health.failing() == ()


async def test_no_request_is_risked_while_probes_fail() -> None:
    ward = Ward(answers=Answers({"small": AWAY}))
    ward.fails(SMALL, ILL)

    await ward.rounds(300)

    assert len(ward.answers.asked) == 60
    assert ward.health.failing() == ("openai/small",)


async def test_a_provider_that_cannot_be_asked_serves_its_time() -> None:
    ward = Ward(answers=Answers({"small": False}))
    ward.fails(SMALL, AWAY)

    await ward.rounds(25)
    assert ward.health.failing() == ("openai/small",)

    await ward.rounds(5)
    assert ward.health.failing() == ()


async def test_what_left_the_catalog_is_left_alone() -> None:
    ward = Ward(catalog=(LARGE,))
    ward.fails(SMALL, AWAY)

    await ward.rounds(10)

    assert ward.answers.asked == []


async def test_a_call_that_succeeded_meanwhile_says_more_than_a_probe() -> None:
    ward = Ward()
    ward.fails(SMALL, ILL)
    ward.health.hear(SMALL, None)

    ward.health.probed(SMALL, AWAY)

    assert ward.health.failing() == ()
