"""What did administrators do, and how does everybody see that nothing of it was changed since?

Each event holds the hash of the one before it. The hashes need no key, so that whoever holds an
export can check it; whoever kept one head elsewhere notices that the whole chain was written anew.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from typing_extensions import override

from router.core.errors import InvalidRequest

__all__ = [
    "FIRST",
    "Act",
    "ActKind",
    "AdminEvent",
    "Chain",
    "Head",
    "Stage",
    "chained",
    "follow",
    "kept_text",
    "unless_cut",
]

_FORM = "tierwise-admin-event-1"
"""Names the canonical form; another form gets another name, and old events keep theirs."""
_HASH_DIGITS = 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SECRET = re.compile(r"((?:tw|sk)-[\w-]{6})[\w-]{20,}|(eyJ[\w-]{6})[\w-]*\.[\w.-]+")
"""Keys and identity tokens, wherever somebody may have pasted one; their beginning stays."""


class ActKind(StrEnum):
    """What can be done."""

    KEY_CREATE = "key.create"
    KEY_CHANGE = "key.change"
    KEY_ROTATE = "key.rotate"
    KEY_REVOKE = "key.revoke"
    DIRECTORY_PUT = "directory.put"
    DIRECTORY_REMOVE = "directory.remove"
    BUDGET_PUT = "budget.put"
    BUDGET_REMOVE = "budget.remove"
    BUDGET_INCREASE = "budget.increase"
    QUOTA_PUT = "quota.put"
    QUOTA_REMOVE = "quota.remove"
    POLICY_CHANGE = "policy.change"
    ACCOUNTS_RECOUNT = "accounts.recount"
    LEDGER_CORRECT = "ledger.correct"
    LEDGER_REPRICE = "ledger.reprice"
    LEDGER_EXPORT = "ledger.export"
    """Only those with the names of persons are written down."""
    SPEND_READ = "spend.read"
    """Of one person."""
    APPROVAL_ASK = "approval.ask"
    APPROVAL_VOTE = "approval.vote"
    APPROVAL_WITHDRAW = "approval.withdraw"
    APPROVAL_ESCALATE = "approval.escalate"
    APPROVAL_EXPIRE = "approval.expire"
    APPROVAL_DELEGATE = "approval.delegate"
    APPROVAL_UNDELEGATE = "approval.undelegate"
    GRANT_REVOKE = "grant.revoke"
    GRANT_END = "grant.end"
    """Next to nothing was left of it."""
    FINDING_OPEN = "finding.open"
    FINDING_END = "finding.end"
    FINDING_RELEASE = "finding.release"
    FINDING_CONFIRM = "finding.confirm"
    ANSWERS_CLEAR = "answers.clear"
    """Those that were kept to be given again."""
    SIGN_IN = "sign_in"
    """Only those that were refused are written down."""


class Stage(StrEnum):
    """An act is written down before it is done, and what came of it after: two events."""

    BEGUN = "begun"
    DONE = "done"
    REFUSED = "refused"
    """Nothing was changed, and whoever asked was told why."""
    FAILED = "failed"
    """Something broke off: look whether it was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One stage of an act, as whoever does it tells it."""

    id: str
    """All events of one act share it."""
    stage: Stage
    at: datetime
    actor: str
    """Such as `key_…`, `oidc:…` or `os:ada`."""
    role: str
    kind: ActKind
    subject: str
    """What it is done to, such as a key's id."""
    detail: Mapping[str, object] = field(default_factory=dict)
    """What was asked, what was there before, what came of it; plain JSON, and no secrets."""
    idempotency_key: str | None = None
    """Of an act that begins: its actor can begin one act with it, and no other."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of a log; kept elsewhere, it proves what the log held at that time."""

    seq: int
    hash: str

    @override
    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """What `tierwise audit head` printed.

        Raises:
            InvalidRequest: it is not of that form.
        """
        seq, _, digest = text.strip().partition(":")
        is_hash = len(digest) == _HASH_DIGITS and set(digest) <= set("0123456789abcdef")
        if not (seq.isascii() and seq.isdecimal() and is_hash):
            raise InvalidRequest(
                f"{text[:100]!r} is no head of an audit log. Write it as 'tierwise audit head' "
                "prints it: a number, a colon, and 64 digits.",
                param="head",
            )
        return cls(int(seq), digest)


FIRST = Head(0, "0" * _HASH_DIGITS)
"""What stands before the first event."""


class AdminEvent(NamedTuple):
    """One link of the chain, as it is kept; nothing is made of its values before it is checked."""

    seq: int
    """The first is 1, and none is left out."""
    act_id: str
    stage: str
    at_us: int
    """Microseconds since 1970 in UTC."""
    actor: str
    role: str
    kind: str
    subject: str
    detail: str
    """A JSON object in ASCII, without spaces, with names in order."""
    idempotency_key: str | None
    previous: str
    """The hash of the event before it."""
    hash: str

    @property
    def head(self) -> Head:
        """The head of the log that ended with it."""
        return Head(self.seq, self.hash)

    @property
    def at(self) -> datetime | None:
        """When it was; None where somebody wrote a moment that no calendar has."""
        try:
            return _EPOCH + timedelta(microseconds=self.at_us)
        except OverflowError:
            return None

    @property
    def said(self) -> Mapping[str, object]:
        """The detail; empty where somebody wrote what is no JSON object."""
        try:
            found = json.loads(self.detail)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """How far a log was followed, and what is wrong with it."""

    head: Head = FIRST
    problem: str | None = None
    """The first broken link, in words; nothing after it proves anything."""
    open_acts: Mapping[str, int] = field(default_factory=dict)
    """Acts that began and of which nothing came yet, with the number of their first event."""


def chained(act: Act, *, after: Head) -> AdminEvent:
    """The event that follows `after`."""
    idempotency_key = act.idempotency_key
    event = AdminEvent(
        seq=after.seq + 1,
        act_id=act.id,
        stage=act.stage.value,
        at_us=(act.at - _EPOCH) // timedelta(microseconds=1),
        actor=kept_text(act.actor),
        role=kept_text(act.role),
        kind=act.kind.value,
        subject=kept_text(act.subject),
        detail=_json(_kept_tree(act.detail)),
        idempotency_key=None if idempotency_key is None else kept_text(idempotency_key),
        previous=after.hash,
        hash="",
    )
    return event._replace(hash=_hash(event))


def follow(chain: Chain, events: Iterable[AdminEvent], *, known: Mapping[int, str]) -> Chain:
    """The chain with more events, up to the first that does not fit.

    Args:
        chain: what was followed before.
        events: those after it, in the order of the log.
        known: hashes of heads that were kept elsewhere, by their number.
    """
    head, open_acts = chain.head, dict(chain.open_acts)
    for event in events if chain.problem is None else ():
        problem = _problem(event, after=head, known=known)
        if problem is not None:
            return Chain(head=head, problem=problem, open_acts=open_acts)
        head = event.head
        if event.stage == Stage.BEGUN:
            open_acts[event.act_id] = event.seq
        else:
            open_acts.pop(event.act_id, None)
    return replace(chain, head=head, open_acts=open_acts)


def unless_cut(chain: Chain, *, known: Mapping[int, str]) -> Chain:
    """A chain that was followed to its end; broken where a head was kept of an event after it."""
    last = max(known, default=0)
    if chain.problem is not None or last <= chain.head.seq:
        return chain
    return replace(
        chain,
        problem=f"The log ends with event {chain.head.seq}, but the head of event {last} was "
        f"kept: event {chain.head.seq + 1} and those after it were cut off.",
    )


def _problem(event: AdminEvent, *, after: Head, known: Mapping[int, str]) -> str | None:
    seq, expected = event.seq, after.seq + 1
    if seq > expected:
        return f"Event {expected} is missing: event {seq} follows {after.seq}."
    if seq < expected:
        return f"Event {seq} stands after event {after.seq}: the order was changed."
    if event.hash != _hash(event):
        return f"Event {seq} was edited: its hash does not fit its content."
    if event.previous != after.hash:
        return f"Event {seq} does not follow event {after.seq}: one of them was exchanged."
    if known.get(seq, event.hash) != event.hash:
        return (
            f"Event {seq} is not the one whose head was kept: the log was written anew, "
            f"from event {seq} or from an earlier one on."
        )
    return None


def _hash(event: AdminEvent) -> str:
    """SHA-256 of the JSON list of the form's name and all columns but the hash."""
    return hashlib.sha256(_json([_FORM, *event[:-1]]).encode("ascii")).hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def kept_text(text: str) -> str:
    """What every store can keep of a text, without anything in it that looks like a secret."""
    return _SECRET.sub(r"\1\2…", _UNSTORABLE.sub("\ufffd", text))


def _kept_tree(value: object) -> object:
    if isinstance(value, str):
        return kept_text(value)
    if isinstance(value, Mapping):
        return {kept_text(str(name)): _kept_tree(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_kept_tree(inner) for inner in value]
    return value
