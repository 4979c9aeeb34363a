"""Which rulebooks are in force: the policy file's, or those that the journal of policies names?"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from typing_extensions import override

from router.adapters.files.unmet import unmet
from router.core.errors import ConfigurationError, LedgerUnavailable
from router.core.rollout.in_force import InForce
from router.core.rollout.journal import Event, Rollout, Step, rollout_of
from router.core.routing import Rulebook
from router.ports.policies import Policies
from router.ports.rulebooks import Rulebooks

__all__ = ["PoliciesInForce"]

_log = logging.getLogger(__name__)


class FollowedFiles(Protocol):
    """Policy file and catalog file, followed while they are edited."""

    def current(self) -> Rulebook:
        """What they say."""
        ...

    def refresh(self) -> bool:
        """Look again; True where they say something else now."""
        ...

    @property
    def problem(self) -> str | None:
        """Why the newest files are not followed."""
        ...


class PoliciesInForce(Rulebooks):
    """The journal says which policies decide; where it names none, the policy file does.

    The catalog is the file's in any case. All rulebooks of one moment are one immutable value and
    are swapped by one assignment. What cannot be read changes nothing: the last good moment stays.
    """

    def __init__(self, files: FollowedFiles, policies: Policies) -> None:
        """Take what is in force now.

        Raises:
            ConfigurationError: a policy that decides cannot be read.
        """
        self._files = files
        self._policies = policies
        self._problem: str | None = None
        self._events: Sequence[Event] = policies.journal()
        self._now = self._made(rollout_of(self._events))
        if self._events:
            self._tell(rollout_of(self._events))

    @override
    def current(self) -> Rulebook:
        return self._now.primary

    @override
    def now(self) -> InForce:
        return self._now

    @property
    def follows_file(self) -> bool:
        """Whether the policy file is in force."""
        return rollout_of(self._events).current is None

    @property
    @override
    def problem(self) -> str | None:
        return "\n".join(filter(None, (self._files.problem, self._problem))) or None

    def refresh(self) -> bool:
        """Follow the files and the journal; True where other rulebooks are in force now.

        Costs two `stat` calls and one small query where nothing changed. Called in a thread.
        """
        has_new_files = self._files.refresh()
        try:
            return self._follow(has_new_files=has_new_files)
        except (ConfigurationError, LedgerUnavailable) as error:
            if self._problem != error.message:
                _log.error("Policy %s stays. %s", self.current().policy_version, error.message)
            self._problem = error.message
            return False

    def _follow(self, *, has_new_files: bool) -> bool:
        events, seen = self._events, len(self._events)
        is_new = self._policies.head() != seen
        if not (is_new or has_new_files or self._problem):
            return False
        if is_new:
            events = self._policies.journal()
        rollout, before = rollout_of(events), self._now
        self._now, self._events, self._problem = self._made(rollout), events, None
        for event in events[seen:]:
            _log_event(event)
        if _versions(self._now) != _versions(before):
            self._tell(rollout)
        return self._now != before

    def _made(self, rollout: Rollout) -> InForce:
        running = rollout.canary if rollout.canary and rollout.canary.is_running else None
        return InForce(
            primary=self._rulebook(rollout.current),
            canary=self._rulebook(running.version) if running else None,
            plan=running.plan if running else None,
            shadow=self._rulebook(rollout.shadow.version) if rollout.shadow else None,
        )

    def _rulebook(self, version: str | None) -> Rulebook:
        """The policy with this version, and the catalog of the file."""
        base = self._files.current()
        if version is None:
            return base
        policy = self._policies.find(version)
        if policy is None:
            raise ConfigurationError(
                f"The store holds no policy {version}, which its journal names. Restore it from a "
                "backup, or go back: `tierwise policy apply --follow-file`."
            )
        return replace(base, policy=policy, policy_version=version)

    def _tell(self, rollout: Rollout) -> None:
        """What decides now; for a stored policy also what the catalog cannot give it."""
        if rollout.current is not None:
            _log.info("Policy %s of the store is in force, not the policy file.", rollout.current)
        if self._now.plan is not None and self._now.canary is not None:
            canary, plan = self._now.canary, self._now.plan
            _log.info("Canary %s decides on %s.", canary.policy_version, plan.in_words)
        stored = self._now.rulebooks
        for warning in dict.fromkeys(
            warning
            for rulebook in stored
            if rulebook.policy_version != self._files.current().policy_version
            for warning in unmet(rulebook)
        ):
            _log.warning("%s", warning)


def _log_event(event: Event) -> None:
    level = logging.WARNING if event.step is Step.HALTED else logging.INFO
    subject = event.version or "the policy file"
    _log.log(level, "Policies: %s %s by %s: %s", event.step, subject, event.author, event.message)


def _versions(now: InForce) -> tuple[tuple[str, str], ...]:
    return tuple((one.policy_version, one.catalog_version) for one in now.rulebooks)
