"""What would another artifact have said of this traffic? Asked beside the answer, never for it.

One worker thread judges a share of the requests after they were decided. What it says is counted
(`classifier.agreement`) and used for nothing. It shares the interpreter's lock with the service,
so a request may wait for as long as one prediction takes. Where more conversations wait than
`_MOST_WAITING`, further ones are passed over and counted as missed.
"""

import copy
import logging
import os
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import RLock
from uuid import uuid4

from classifier.agreement import AGREEMENT_FOLDER, Agreement, Said
from router.adapters.classifying.trained import Messages, TrainedClassifier
from router.core.assessment import Assessment

__all__ = ["Shadow"]

_log = logging.getLogger(__name__)
_MOST_WAITING = 64
_ROUNDING = 1e-9


class Shadow:
    """An artifact that looks on."""

    def __init__(
        self, trained: TrainedClassifier, *, in_force: str, share: float, since: str
    ) -> None:
        self.share = share
        self._trained = trained
        self._table = Agreement(in_force=in_force, shadow=trained.version, since=since)
        self._lock = RLock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="shadow")
        self._waiting = 0
        self._asked = 0
        self._taken = 0
        self._is_closed = False
        self._saved = (0, 0, 0)
        self._name = f"{os.getpid()}-{uuid4().hex}"

    @property
    def version(self) -> str:
        """The artifact that looks on."""
        return self._table.shadow

    def see(self, messages: Messages, *, tool_count: int, said: Assessment) -> None:
        """Judge this conversation too, if it falls into the share; returns at once.

        Every so many requests one is taken, so that the share is met exactly without chance.
        """
        self._asked += 1
        if int(self._asked * self.share + _ROUNDING) == self._taken:
            return
        self._taken += 1
        with self._lock:
            if self._is_closed:
                return
            if self._waiting >= _MOST_WAITING:
                self._table.missed += 1
                return
            self._waiting += 1
            future = self._worker.submit(self._compare, messages, tool_count=tool_count, said=said)
        future.add_done_callback(self._done)

    def save(self, registry: Path) -> None:
        """Write the table if anything was counted since the last time."""
        with self._lock:
            table = copy.deepcopy(self._table)
        counted = (table.seen, table.missed, table.failed)
        if counted == self._saved:
            return
        try:
            table.save(registry / AGREEMENT_FOLDER, name=self._name)
        except OSError as error:
            _log.error("What the shadow %s said cannot be kept: %s.", self.version, error)
        else:
            self._saved = counted

    def close(self, registry: Path) -> None:
        """Miss what still waits, and write the table."""
        with self._lock:
            self._is_closed = True
        self._worker.shutdown(wait=True, cancel_futures=True)
        self.save(registry)

    def _compare(self, messages: Messages, *, tool_count: int, said: Assessment) -> None:
        started = time.perf_counter()
        other = self._trained.judge(messages, tool_count=tool_count)
        took_s = time.perf_counter() - started
        with self._lock:
            self._table.add(_said(said), _said(other), shadow_s=took_s)

    def _done(self, future: "Future[None]") -> None:
        with self._lock:
            self._waiting -= 1
            self._table.missed += future.cancelled()
        if future.cancelled():
            return
        if (error := future.exception()) is not None:
            with self._lock:
                self._table.failed += 1
            _log.error("The shadow %s failed on a request.", self.version, exc_info=error)


def _said(assessment: Assessment) -> Said:
    labels = {
        "priority": str(assessment.priority),
        "complexity": str(assessment.complexity),
        "task": str(assessment.task),
    }
    return Said(labels, assessment.is_abstained)
