"""How do several processes answer on one port? A parent starts them, and starts again who dies.

It forks before anything is loaded: threads and event loops do not survive a fork.
"""

import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context
from types import FrameType

from router.core.errors import ConfigurationError

__all__ = ["Place", "become_worker", "number_of_workers", "pause_s"]

_log = logging.getLogger(__name__)
_MOST = 64
_LOOK_S = 0.1
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 30.0
_PROVED_S = 60.0
"""Who lived so long did not die of what it found when it began."""
_STOP = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, slots=True)
class Place:
    """What a worker knows of the others."""

    parent: int
    report: Callable[[], bool]
    """Says that this one answers; whether it is the last of those that were started first."""

    def is_orphan(self) -> bool:
        """Whether the parent is gone, which could not tell its workers to stop."""
        return os.getppid() != self.parent


def number_of_workers(environment: Mapping[str, str], *, database: str) -> int:
    """What `TIERWISE_WORKERS` says.

    Raises:
        ConfigurationError: it is no number from 1 to 64, or workers would share no books.
    """
    told = environment.get("TIERWISE_WORKERS", "1")
    number = int(told) if told.isascii() and told.isdecimal() and len(told) < 4 else 0
    if not 1 <= number <= _MOST:
        raise ConfigurationError(
            f"TIERWISE_WORKERS={told!r} is not from 1 to {_MOST}. Write a number, such as 2."
        )
    if number > 1 and database == ":memory:":
        raise ConfigurationError(
            f"TIERWISE_WORKERS={number} needs books that all workers share, and those in memory "
            "are each worker's own. Name a file or a PostgreSQL in TIERWISE_DATABASE."
        )
    if number > 1 and not hasattr(os, "fork"):
        raise ConfigurationError(
            "TIERWISE_WORKERS needs a system with fork(). Leave it out, and start several "
            "services on one PostgreSQL instead."
        )
    return number


def become_worker(number: int, listening: socket.socket) -> Place:
    """Start `number` workers and return in each; the parent stays here until all have ended."""
    crew = _Crew(number, listening)
    for stop in _STOP:
        signal.signal(stop, crew.stop)
    return crew.keep()


def pause_s(died_in_a_row: int) -> float:
    """How long until a worker is started again: each death doubles it."""
    return min(_FIRST_PAUSE_S * 2.0 ** (died_in_a_row - 1), _LONGEST_PAUSE_S)


@dataclass
class _Crew:
    number: int
    listening: socket.socket
    _began_s: dict[int, float] = field(default_factory=dict)
    """When each that lives was started, by its process."""
    _deaths: int = 0
    _not_before_s: float = 0.0
    _signals: int = 0
    _status: int = 0

    def __post_init__(self) -> None:
        self._parent = os.getpid()
        self._to_report = get_context("fork").Value("i", self.number)

    def keep(self) -> Place:
        """Return in a worker only."""
        while True:
            while len(self._began_s) < self._wanted:
                if self._fork():
                    return Place(self._parent, self._report)
            time.sleep(_LOOK_S)
            for process in list(self._began_s):
                self._look_after(process)
            if self._signals and not self._began_s:
                raise SystemExit(self._status)

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Pass it on; a second one ends what would still be waited for."""
        if os.getpid() != self._parent:
            return
        self._signals += 1
        self.listening.close()
        for process in self._began_s:
            os.kill(process, signal.SIGTERM if self._signals == 1 else signal.SIGINT)

    @property
    def _wanted(self) -> int:
        """The first one shows that the configuration is sound, and makes the books."""
        if self._signals or time.monotonic() < self._not_before_s:
            return 0
        return self.number if self._is_proved else 1

    @property
    def _is_proved(self) -> bool:
        return bool(self._to_report.value < self.number)

    def _fork(self) -> bool:
        """Whether this is the new worker. No signal comes between: it would be lost or doubled."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOP)
        try:
            process = os.fork()
            if process == 0:
                os.setpgid(0, 0)  # a terminal's Ctrl-C is the parent's to pass on
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                signal.signal(signal.SIGINT, signal.default_int_handler)
                return True
            self._began_s[process] = time.monotonic()
            return False
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP)

    def _report(self) -> bool:
        with self._to_report.get_lock():
            self._to_report.value -= 1
            return bool(self._to_report.value == 0)

    def _look_after(self, process: int) -> None:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended == 0:
            return
        lived_s = time.monotonic() - self._began_s.pop(process)
        code = os.waitstatus_to_exitcode(status)
        if self._signals:
            told_too_early = code == -signal.SIGTERM  # before it listened for that
            self._status = self._status or (0 if told_too_early else abs(code))
        elif not self._is_proved:
            raise SystemExit(abs(code) or 1)  # it has said why
        else:
            self._deaths = 1 if lived_s > _PROVED_S else self._deaths + 1
            pause = pause_s(self._deaths)
            self._not_before_s = time.monotonic() + pause
            _log.error("Worker %d ended with %d; another in %.1f s.", process, code, pause)
