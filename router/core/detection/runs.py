"""Which conversations go on and on without a pause?"""

__all__ = ["Run", "Runs"]

_MOST = 8
_PAUSE_S = 180.0
"""So long a silence is a pause: a person reads, or the agent is done."""


class Run:
    """Requests of one thread in quick succession."""

    __slots__ = ("last_s", "last_tokens", "requests", "since_s", "tokens", "turns")

    def __init__(self, at_s: float) -> None:
        self.since_s = at_s
        self.last_s = at_s
        self.requests = 0
        self.tokens = 0
        """Sent in all of them together."""
        self.turns = 0
        """Of the last one, like `last_tokens`."""
        self.last_tokens = 0


class Runs:
    """The threads of one key that were busy last."""

    __slots__ = ("by_thread", "current", "goes_on")

    def __init__(self) -> None:
        self.by_thread: dict[str, Run] = {}
        self.current: Run | None = None
        """Of the request that came last; None where its thread is not known."""
        self.goes_on = False
        """Whether that request adds to a thread, as agents and people do, rather than asks anew."""

    def add(self, at_s: float, thread: str | None, *, turns: int, tokens: int) -> Run | None:
        """Takes a request in; the run that ended by it, if one did."""
        self.goes_on = False
        if thread is None:
            self.current = None
            return None
        ended, run = None, self.by_thread.pop(thread, None)
        if run is None or at_s - run.last_s > _PAUSE_S:
            ended, run = run, Run(at_s)
        self.goes_on = run.requests > 0 and (turns > run.turns or tokens > run.last_tokens)
        self.by_thread[thread] = self.current = run
        if len(self.by_thread) > _MOST:
            ended = self.by_thread.pop(next(iter(self.by_thread)))
        run.last_s, run.turns, run.last_tokens = at_s, turns, tokens
        run.requests += 1
        run.tokens += tokens
        return ended
