"""How does a policy come into force, for all or for some, and how does it leave again?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from router.core.errors import InvalidRequest
from router.core.policy import Policy
from router.core.rollout.canary import CanaryPlan
from router.core.rollout.journal import Canary, Event, PolicyChanged, Rollout, Step, rollout_of
from router.core.rollout.verdict import Figure
from router.ports.clock import Clock
from router.ports.policies import Policies

__all__ = ["RollOut", "Version", "version_named"]


@dataclass(frozen=True, slots=True)
class Version:
    """A policy under its name and hash."""

    name: str
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class RollOut:
    """Writes the journal of policies. Two who write at once: the second is told, and looks again.

    The methods wait for the store: a service calls them in a thread.
    """

    policies: Policies
    clock: Clock
    author: str
    expected: str | None = None
    """The version, or its beginning, that the writer believes in force; None: whichever is."""
    expected_head: int | None = None
    """The last event that the writer saw; None: whichever is the last."""
    file_version: str | None = None
    """The version of the policy file, as far as it is known."""

    def state(self) -> Rollout:
        """What is in force, and what beside it.

        Raises:
            PolicyChanged: it is not what the writer expects.
        """
        state = rollout_of(self.policies.journal())
        if self.expected_head not in (None, state.head):
            raise PolicyChanged.since(self.expected_head or 0, head=state.head)
        found = state.current or self.file_version or "the policy file"
        if self.expected is not None and not _is_named(found, self.expected):
            raise PolicyChanged(
                f"{found} is in force, and not {self.expected}: somebody changed it. Look at "
                "`tierwise policy history`, and do it again if it still holds."
            )
        return state

    def apply(self, version: Version, *, message: str) -> Event:
        """Put a policy in force for all."""

        def check(state: Rollout) -> None:
            _refuse_while_running(state)
            if state.current == version.name and state.canary is None:
                raise InvalidRequest(f"{version.name} is in force already.")

        return self._write(Step.APPLIED, message, version=version, check=check)

    def follow_file(self, *, message: str) -> Event:
        """Put the policy file in force again."""

        def check(state: Rollout) -> None:
            _refuse_while_running(state)
            if state.current is None and state.canary is None:
                raise InvalidRequest("The policy file is in force already.")

        return self._write(Step.FILE_FOLLOWED, message, check=check)

    def start_canary(self, version: Version, *, plan: CanaryPlan, message: str) -> Event:
        """Let a policy decide on some of the requests."""

        def check(state: Rollout) -> None:
            _refuse_while_running(state)
            if version.name == (state.current or self.file_version):
                raise InvalidRequest(f"{version.name} is in force already: it decides on all.")

        return self._write(Step.CANARY_STARTED, message, version=version, plan=plan, check=check)

    def halt(self, *, message: str, figures: Sequence[Figure] = ()) -> Event:
        """Stop a canary: the policy in force decides on all requests again."""
        state = self.state()
        version = _running(state).version
        return self._add(
            state, Step.HALTED, message=message, version=version, figures=tuple(figures)
        )

    def promote(self, *, message: str) -> Event:
        """Put the canary's policy in force for all."""
        state = self.state()
        if state.canary is None:
            raise InvalidRequest(
                "There is no canary to promote. `tierwise policy apply` starts one."
            )
        return self._add(state, Step.PROMOTED, message=message, version=state.canary.version)

    def roll_back(self, to: str | None = None, *, message: str) -> Event:
        """Return: from a canary to the policy in force, else to the one before it, or to `to`."""
        state = self.state()
        if to is not None:
            target: str | None = version_named(to, among=self._once_in_force())
            if target == state.current and state.canary is None:
                raise InvalidRequest(f"{target} is in force already.")
        else:
            target = state.current if state.canary is not None else state.before
        return self._add(state, Step.ROLLED_BACK, message=message, version=target)

    def shadow(self, version: Version, *, message: str) -> Event:
        """Mark a policy for comparison; it decides nothing."""

        def check(state: Rollout) -> None:
            if version.name == (state.current or self.file_version):
                raise InvalidRequest(f"{version.name} is in force: it cannot shadow itself.")

        return self._write(Step.SHADOW_STARTED, message, version=version, check=check)

    def stop_shadow(self, *, message: str) -> Event:
        """End the comparison."""
        state = self.state()
        if state.shadow is None:
            raise InvalidRequest("No policy is shadowed.")
        return self._add(state, Step.SHADOW_STOPPED, message=message, version=state.shadow.version)

    def _once_in_force(self) -> list[str]:
        steps = (Step.APPLIED, Step.PROMOTED, Step.ROLLED_BACK)
        found = (one.version for one in self.policies.journal() if one.step in steps)
        return list(dict.fromkeys(version for version in found if version is not None))

    def _write(
        self,
        step: Step,
        message: str,
        *,
        check: Callable[[Rollout], None],
        version: Version | None = None,
        plan: CanaryPlan | None = None,
    ) -> Event:
        state = self.state()
        check(state)
        return self._add(
            state,
            step,
            message=message,
            version=version.name if version else None,
            policy=version.policy if version else None,
            plan=plan,
        )

    def _add(
        self,
        state: Rollout,
        step: Step,
        *,
        message: str,
        version: str | None,
        policy: Policy | None = None,
        plan: CanaryPlan | None = None,
        figures: tuple[Figure, ...] = (),
    ) -> Event:
        if not message.strip():
            raise InvalidRequest("Say why, with --message: others will read it in the history.")
        event = Event(
            seq=state.head + 1,
            step=step,
            at=self.clock.now(),
            author=self.author,
            message=message.strip(),
            version=version,
            plan=plan,
            figures=figures,
        )
        self.policies.add(event, policy)
        return event


def version_named(name: str, *, among: Sequence[str]) -> str:
    """The one version that `name` means: all of it, its beginning, or that of its hash.

    Raises:
        InvalidRequest: none, or several.
    """
    if name in among:
        return name
    found = [version for version in among if _is_named(version, name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise InvalidRequest(f"{name!r} may be {', '.join(found)}. Write more of it.")
    near = get_close_matches(name, among, n=3, cutoff=0.4) or list(among[-3:])
    hint = f"Nearest: {', '.join(near)}." if near else "None was applied yet."
    raise InvalidRequest(f"There is no version {name!r}. {hint} See `tierwise policy history`.")


def _is_named(version: str, name: str) -> bool:
    return version.startswith(name) or version.partition("@")[2].startswith(name)


def _running(state: Rollout) -> Canary:
    if state.canary is None or not state.canary.is_running:
        raise InvalidRequest("No canary runs.")
    return state.canary


def _refuse_while_running(state: Rollout) -> None:
    canary = state.canary
    if canary is not None and canary.is_running:
        raise InvalidRequest(
            f"The canary {canary.version} runs, and would be compared with another policy than it "
            "began with. Promote it, or roll it back, then try again."
        )
