"""Where does this service keep the answers that may be given again?"""

from router.adapters.kept_answers.memory import MemoryAnswers
from router.ports.clock import Clock
from router.ports.kept_answers import KeptAnswers
from router.settings import Settings

__all__ = ["open_kept_answers"]


def open_kept_answers(settings: Settings, clock: Clock) -> KeptAnswers:
    """In Redis where all replicas share one, else in the memory of this process."""
    if settings.redis_url is None:
        return MemoryAnswers(clock=clock)
    from router.adapters.kept_answers.redis import RedisAnswers

    return RedisAnswers(settings.redis_url, clock=clock)
